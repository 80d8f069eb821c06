using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class SignInvoiceTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        SignInvoice message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.SignInvoice);
        SignInvoice again = SignInvoice.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.Hrp, again.Hrp));
        Assert.IsTrue(Check.Same(message.Data, again.Data));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        SignInvoiceReply reply = NewReply();
        byte[] bytes = reply.Encode();
        SignInvoiceReply again = SignInvoiceReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(reply.Signature, again.Signature));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => SignInvoice.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => SignInvoiceReply.Decode(reader));
    }

    private static SignInvoice NewMessage()
    {
        SignInvoice message = new SignInvoice();
        message.Hrp = Sample.Bytes(4, 51);
        message.Data = Sample.Bytes(5, 52);
        return message;
    }

    private static SignInvoiceReply NewReply()
    {
        SignInvoiceReply reply = new SignInvoiceReply();
        reply.Signature = Sample.Bytes(65, 53);
        return reply;
    }
}
