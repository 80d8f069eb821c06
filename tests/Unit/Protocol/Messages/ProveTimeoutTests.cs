using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class ProveTimeoutTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        ProveTimeout message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.ProveTimeout);
        ProveTimeout again = ProveTimeout.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.ChannelId, again.ChannelId));
        Assert.IsTrue(Check.Same(message.PaymentHash, again.PaymentHash));
        Assert.IsTrue(message.AmountMsat == again.AmountMsat);
        Assert.IsTrue(message.Expiry == again.Expiry);
        Assert.IsTrue(Check.Same(message.Point, again.Point));
        Assert.IsTrue(Check.Same(message.Closing, again.Closing));
        Assert.IsTrue(Check.Same(message.Spending, again.Spending));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        ProveTimeoutReply reply = NewReply();
        byte[] bytes = reply.Encode();
        ProveTimeoutReply again = ProveTimeoutReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => ProveTimeout.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => ProveTimeoutReply.Decode(reader));
    }

    private static ProveTimeout NewMessage()
    {
        ProveTimeout message = new ProveTimeout();
        message.ChannelId = Sample.Bytes(16, 1);
        message.PaymentHash = Sample.Bytes(32, 2);
        message.AmountMsat = 0x8182838485868703;
        message.Expiry = 0x81828404;
        message.Point = Sample.Bytes(5, 5);
        message.Closing = Sample.Bytes(5, 6);
        message.Spending = Sample.Bytes(5, 7);
        return message;
    }

    private static ProveTimeoutReply NewReply()
    {
        return new ProveTimeoutReply();
    }
}
