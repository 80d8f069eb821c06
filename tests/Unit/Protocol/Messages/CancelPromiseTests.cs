using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class CancelPromiseTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        CancelPromise message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.CancelPromise);
        CancelPromise again = CancelPromise.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        CancelPromiseReply reply = NewReply();
        byte[] bytes = reply.Encode();
        CancelPromiseReply again = CancelPromiseReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => CancelPromise.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => CancelPromiseReply.Decode(reader));
    }

    private static CancelPromise NewMessage()
    {
        CancelPromise message = new CancelPromise();
        message.PaymentHash = Sample.Bytes(32, 1);
        return message;
    }

    private static CancelPromiseReply NewReply()
    {
        return new CancelPromiseReply();
    }
}
