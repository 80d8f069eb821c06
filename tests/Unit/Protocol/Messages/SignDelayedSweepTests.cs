using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class SignDelayedSweepTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        SignDelayedSweep message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.SignDelayedSweep);
        SignDelayedSweep again = SignDelayedSweep.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.ChannelId, again.ChannelId));
        Assert.IsTrue(message.Number == again.Number);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        SignDelayedSweepReply reply = NewReply();
        byte[] bytes = reply.Encode();
        SignDelayedSweepReply again = SignDelayedSweepReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(reply.Signature, again.Signature));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => SignDelayedSweep.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => SignDelayedSweepReply.Decode(reader));
    }

    private static SignDelayedSweep NewMessage()
    {
        SignDelayedSweep message = new SignDelayedSweep();
        message.ChannelId = Sample.Bytes(16, 179);
        message.Number = 0x8182838539b4b4b4;
        message.Transaction = Sample.Sweep();
        return message;
    }

    private static SignDelayedSweepReply NewReply()
    {
        SignDelayedSweepReply reply = new SignDelayedSweepReply();
        reply.Signature = Sample.Bytes(64, 182);
        return reply;
    }
}
