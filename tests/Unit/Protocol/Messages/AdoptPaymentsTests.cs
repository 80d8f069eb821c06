using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class AdoptPaymentsTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        AdoptPayments message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.AdoptPayments);
        AdoptPayments again = AdoptPayments.Decode(new ByteReader(bytes, 1, bytes.Length - 1));
        Assert.IsTrue(Check.Same(message.ChannelId, again.ChannelId));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        AdoptPaymentsReply reply = NewReply();
        byte[] bytes = reply.Encode();
        AdoptPaymentsReply again = AdoptPaymentsReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => AdoptPayments.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => AdoptPaymentsReply.Decode(reader));
    }

    private static AdoptPayments NewMessage()
    {
        AdoptPayments message = new AdoptPayments();
        message.ChannelId = Sample.Bytes(16, 1);
        return message;
    }

    private static AdoptPaymentsReply NewReply()
    {
        return new AdoptPaymentsReply();
    }
}
