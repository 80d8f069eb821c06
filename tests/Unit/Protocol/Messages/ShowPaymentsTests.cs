using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class ShowPaymentsTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        ShowPayments message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.ShowPayments);
        ShowPayments again = ShowPayments.Decode(new ByteReader(bytes, 1, bytes.Length - 1));
        Assert.IsTrue(Check.Same(message.ChannelId, again.ChannelId));
        Assert.IsTrue(Check.Same(message.Payments, again.Payments));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        ShowPaymentsReply reply = NewReply();
        byte[] bytes = reply.Encode();
        ShowPaymentsReply again = ShowPaymentsReply.Decode(new ByteReader(bytes, 0, bytes.Length));
        Assert.IsTrue(reply.AreKnown == again.AreKnown);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => ShowPayments.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => ShowPaymentsReply.Decode(reader));
    }

    private static ShowPayments NewMessage()
    {
        ShowPayments message = new ShowPayments();
        message.ChannelId = Sample.Bytes(16, 1);
        message.Payments = Sample.Bytes(70, 2);
        return message;
    }

    private static ShowPaymentsReply NewReply()
    {
        ShowPaymentsReply reply = new ShowPaymentsReply();
        reply.AreKnown = true;
        return reply;
    }
}
