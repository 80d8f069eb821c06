using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class ReadPaymentsTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        ReadPayments message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.ReadPayments);
        ReadPayments again = ReadPayments.Decode(new ByteReader(bytes, 1, bytes.Length - 1));
        Assert.IsTrue(Check.Same(message.ChannelId, again.ChannelId));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        ReadPaymentsReply reply = NewReply();
        byte[] bytes = reply.Encode();
        ReadPaymentsReply again = ReadPaymentsReply.Decode(new ByteReader(bytes, 0, bytes.Length));
        Assert.IsTrue(Check.Same(reply.Payments, again.Payments));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => ReadPayments.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => ReadPaymentsReply.Decode(reader));
    }

    private static ReadPayments NewMessage()
    {
        ReadPayments message = new ReadPayments();
        message.ChannelId = Sample.Bytes(16, 1);
        return message;
    }

    private static ReadPaymentsReply NewReply()
    {
        ReadPaymentsReply reply = new ReadPaymentsReply();
        reply.Payments = Sample.Bytes(70, 2);
        return reply;
    }
}
