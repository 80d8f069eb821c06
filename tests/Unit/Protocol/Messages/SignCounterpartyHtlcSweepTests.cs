using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class SignCounterpartyHtlcSweepTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        SignCounterpartyHtlcSweep message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.SignCounterpartyHtlcSweep);
        SignCounterpartyHtlcSweep again = SignCounterpartyHtlcSweep.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.ChannelId, again.ChannelId));
        Assert.IsTrue(Check.Same(message.Point, again.Point));
        Assert.IsTrue(message.HasAnchors == again.HasAnchors);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        SignCounterpartyHtlcSweepReply reply = NewReply();
        byte[] bytes = reply.Encode();
        SignCounterpartyHtlcSweepReply again = SignCounterpartyHtlcSweepReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(reply.Signature, again.Signature));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => SignCounterpartyHtlcSweep.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => SignCounterpartyHtlcSweepReply.Decode(reader));
    }

    private static SignCounterpartyHtlcSweep NewMessage()
    {
        SignCounterpartyHtlcSweep message = new SignCounterpartyHtlcSweep();
        message.ChannelId = Sample.Bytes(16, 183);
        message.Point = Sample.Bytes(33, 184);
        message.HasAnchors = true;
        message.Transaction = Sample.Sweep();
        return message;
    }

    private static SignCounterpartyHtlcSweepReply NewReply()
    {
        SignCounterpartyHtlcSweepReply reply = new SignCounterpartyHtlcSweepReply();
        reply.Signature = Sample.Bytes(64, 187);
        return reply;
    }
}
