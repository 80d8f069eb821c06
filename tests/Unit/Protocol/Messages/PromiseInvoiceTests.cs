using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class PromiseInvoiceTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        PromiseInvoice message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.PromiseInvoice);
        PromiseInvoice again = PromiseInvoice.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(again.AmountMsat == 1UL << 40 && again.ExpiresAt == 1UL << 33 && again.FinalDelta == 300 && again.Order == 70001);
                Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        PromiseInvoiceReply reply = NewReply();
        byte[] bytes = reply.Encode();
        PromiseInvoiceReply again = PromiseInvoiceReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(again.Index == 70000 && Check.Same(again.PaymentHash, reply.PaymentHash) && Check.Same(again.PaymentSecret, reply.PaymentSecret));
                Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => PromiseInvoice.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => PromiseInvoiceReply.Decode(reader));
    }

    private static PromiseInvoice NewMessage()
    {
        PromiseInvoice message = new PromiseInvoice();
        message.AmountMsat = 1UL << 40;
        message.ExpiresAt = 1UL << 33;
        message.FinalDelta = 300;
        message.Order = 70001;
        return message;
    }

    private static PromiseInvoiceReply NewReply()
    {
        PromiseInvoiceReply reply = new PromiseInvoiceReply();
        reply.Index = 70000;
        reply.PaymentHash = Sample.Bytes(32, 1);
        reply.PaymentSecret = Sample.Bytes(32, 2);
        return reply;
    }
}
