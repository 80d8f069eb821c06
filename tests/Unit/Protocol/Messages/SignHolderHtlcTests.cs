using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class SignHolderHtlcTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        SignHolderHtlc message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.SignHolderHtlc);
        SignHolderHtlc again = SignHolderHtlc.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.ChannelId, again.ChannelId));
        Assert.IsTrue(message.Number == again.Number);
        Assert.IsTrue(message.HasAnchors == again.HasAnchors);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        SignHolderHtlcReply reply = NewReply();
        byte[] bytes = reply.Encode();
        SignHolderHtlcReply again = SignHolderHtlcReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(reply.Signature, again.Signature));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => SignHolderHtlc.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => SignHolderHtlcReply.Decode(reader));
    }

    private static SignHolderHtlc NewMessage()
    {
        SignHolderHtlc message = new SignHolderHtlc();
        message.ChannelId = Sample.Bytes(16, 174);
        message.Number = 0x8182838534afafaf;
        message.HasAnchors = true;
        message.Transaction = Sample.Sweep();
        return message;
    }

    private static SignHolderHtlcReply NewReply()
    {
        SignHolderHtlcReply reply = new SignHolderHtlcReply();
        reply.Signature = Sample.Bytes(64, 178);
        return reply;
    }
}
