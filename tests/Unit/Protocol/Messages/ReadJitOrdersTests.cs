using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class ReadJitOrdersTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        ReadJitOrders message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.ReadJitOrders);
        ReadJitOrders again = ReadJitOrders.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(again.First == 70000);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        ReadJitOrdersReply reply = NewReply();
        byte[] bytes = reply.Encode();
        ReadJitOrdersReply again = ReadJitOrdersReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        JitOrderFields order = again.Orders[1];
        Assert.IsTrue(again.NextOrder == 70001 && order.Order == 70000 && order.Scid == 1UL << 40 && order.CltvDelta == 300 && order.MinFeeMsat == 1UL << 41);
        Assert.IsTrue(order.Proportional == 1u << 31 && order.SizeMsat == 1UL << 42 && order.ValidUntil == 1UL << 33 && order.TrustsLsp);
        Assert.IsTrue(order.State == JitOrderState.Taken && order.TakenMsat == 1UL << 43 && Check.Same(order.LspId, Sample.Bytes(33, 1)));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => ReadJitOrders.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => ReadJitOrdersReply.Decode(reader));
    }

    [TestMethod]
    public void AnUnknownStateIsMalformed()
    {
        byte[] bytes = NewReply().Encode();
        bytes[bytes.Length - 9] = 2;
        Expect.Throws(typeof(MalformedException), () => ReadJitOrdersReply.Decode(new ByteReader(bytes)));
    }

    private static ReadJitOrders NewMessage()
    {
        ReadJitOrders message = new ReadJitOrders();
        message.First = 70000;
        return message;
    }

    private static ReadJitOrdersReply NewReply()
    {
        JitOrderFields order = new JitOrderFields();
        order.Order = 70000;
        order.LspId = Sample.Bytes(33, 1);
        order.Scid = 1UL << 40;
        order.CltvDelta = 300;
        order.MinFeeMsat = 1UL << 41;
        order.Proportional = 1u << 31;
        order.SizeMsat = 1UL << 42;
        order.ValidUntil = 1UL << 33;
        order.TrustsLsp = true;
        order.State = JitOrderState.Taken;
        order.TakenMsat = 1UL << 43;
        ReadJitOrdersReply reply = new ReadJitOrdersReply();
        reply.NextOrder = 70001;
        reply.Orders = new JitOrderFields[] { order, order };
        return reply;
    }
}
