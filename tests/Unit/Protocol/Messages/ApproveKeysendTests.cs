using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class ApproveKeysendTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        ApproveKeysend message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.ApproveKeysend);
        ApproveKeysend again = ApproveKeysend.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        ApproveKeysendReply reply = NewReply();
        byte[] bytes = reply.Encode();
        ApproveKeysendReply again = ApproveKeysendReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => ApproveKeysend.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => ApproveKeysendReply.Decode(reader));
    }

    private static ApproveKeysend NewMessage()
    {
        ApproveKeysend message = new ApproveKeysend();
        message.Payee = Sample.Bytes(33, 1);
        message.PaymentHash = Sample.Bytes(32, 2);
        message.AmountMsat = ulong.MaxValue;
        message.IsCheck = true;
        return message;
    }

    private static ApproveKeysendReply NewReply()
    {
        ApproveKeysendReply reply = new ApproveKeysendReply();
        reply.ApprovedMsat = 7;
        return reply;
    }
}
