using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class GetPerCommitmentPointTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        GetPerCommitmentPoint message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.GetPerCommitmentPoint);
        GetPerCommitmentPoint again = GetPerCommitmentPoint.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.Peer, again.Peer));
        Assert.IsTrue(message.Dbid == again.Dbid);
        Assert.IsTrue(message.Number == again.Number);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        GetPerCommitmentPointReply reply = NewReply();
        byte[] bytes = reply.Encode();
        GetPerCommitmentPointReply again = GetPerCommitmentPointReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(reply.Point, again.Point));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => GetPerCommitmentPoint.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => GetPerCommitmentPointReply.Decode(reader));
    }

    private static GetPerCommitmentPoint NewMessage()
    {
        GetPerCommitmentPoint message = new GetPerCommitmentPoint();
        message.Peer = Sample.Bytes(33, 104);
        message.Dbid = 0x81828384ee696969;
        message.Number = 0x81828384ef6a6a6a;
        return message;
    }

    private static GetPerCommitmentPointReply NewReply()
    {
        GetPerCommitmentPointReply reply = new GetPerCommitmentPointReply();
        reply.Point = Sample.Bytes(33, 107);
        return reply;
    }
}
