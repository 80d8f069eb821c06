using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class ApproveInvoiceTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        ApproveInvoice message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.ApproveInvoice);
        ApproveInvoice again = ApproveInvoice.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        ApproveInvoiceReply reply = NewReply();
        byte[] bytes = reply.Encode();
        ApproveInvoiceReply again = ApproveInvoiceReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => ApproveInvoice.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => ApproveInvoiceReply.Decode(reader));
    }

    private static ApproveInvoice NewMessage()
    {
        ApproveInvoice message = new ApproveInvoice();
        message.Invoice = Ascii.Bytes("lnbc1");
        message.IsCheck = true;
        return message;
    }

    private static ApproveInvoiceReply NewReply()
    {
        ApproveInvoiceReply reply = new ApproveInvoiceReply();
        reply.ApprovedMsat = ulong.MaxValue;
        return reply;
    }
}
