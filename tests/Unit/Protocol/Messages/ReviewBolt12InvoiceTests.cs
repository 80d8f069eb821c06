using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class ReviewBolt12InvoiceTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        ReviewBolt12Invoice message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.ReviewBolt12Invoice);
        ReviewBolt12Invoice again = ReviewBolt12Invoice.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        ReviewBolt12InvoiceReply reply = NewReply();
        byte[] bytes = reply.Encode();
        ReviewBolt12InvoiceReply again = ReviewBolt12InvoiceReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => ReviewBolt12Invoice.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => ReviewBolt12InvoiceReply.Decode(reader));
    }

    private static ReviewBolt12Invoice NewMessage()
    {
        ReviewBolt12Invoice message = new ReviewBolt12Invoice();
        message.Stream = Sample.Bytes(300, 1);
        return message;
    }

    private static ReviewBolt12InvoiceReply NewReply()
    {
        ReviewBolt12InvoiceReply reply = new ReviewBolt12InvoiceReply();
        reply.Merkle = Sample.Bytes(32, 2);
        return reply;
    }
}
