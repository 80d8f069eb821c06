using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class MoveAwayTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        MoveAway message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.MoveAway);
        MoveAway again = MoveAway.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.VolumeId, again.VolumeId));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        MoveAwayReply reply = NewReply();
        byte[] bytes = reply.Encode();
        MoveAwayReply again = MoveAwayReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => MoveAway.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => MoveAwayReply.Decode(reader));
    }

    private static MoveAway NewMessage()
    {
        MoveAway message = new MoveAway();
        message.VolumeId = Sample.Bytes(16, 53);
        return message;
    }

    private static MoveAwayReply NewReply()
    {
        MoveAwayReply reply = new MoveAwayReply();
        return reply;
    }
}
