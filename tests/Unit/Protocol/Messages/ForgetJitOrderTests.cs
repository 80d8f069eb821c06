using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class ForgetJitOrderTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        ForgetJitOrder message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.ForgetJitOrder);
        ForgetJitOrder again = ForgetJitOrder.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(again.Order == 70000 && Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        ForgetJitOrderReply reply = NewReply();
        byte[] bytes = reply.Encode();
        ForgetJitOrderReply again = ForgetJitOrderReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => ForgetJitOrder.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => ForgetJitOrderReply.Decode(reader));
    }

    private static ForgetJitOrder NewMessage()
    {
        ForgetJitOrder message = new ForgetJitOrder();
        message.Order = 70000;
        return message;
    }

    private static ForgetJitOrderReply NewReply()
    {
        return new ForgetJitOrderReply();
    }
}
