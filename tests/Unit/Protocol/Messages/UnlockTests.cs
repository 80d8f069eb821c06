using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class UnlockTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        Unlock message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.Unlock);
        Unlock again = Unlock.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.HostHalf, again.HostHalf));
        Assert.IsTrue(Check.Same(message.Receipt, again.Receipt));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        UnlockReply reply = NewReply();
        byte[] bytes = reply.Encode();
        UnlockReply again = UnlockReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(reply.State == again.State);
        Assert.IsTrue(reply.Receipt == again.Receipt);
        Assert.IsTrue(reply.Recovery == again.Recovery);
        Assert.IsTrue(reply.Sessions == again.Sessions);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => Unlock.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => UnlockReply.Decode(reader));
    }

    [TestMethod]
    public void WhatIsOptionalMayBeAbsent()
    {
        Unlock message = NewMessage();
        message.Receipt = null;
        message.Holder = null;
        byte[] bytes = message.Encode();
        Unlock again = Unlock.Decode(new ByteReader(bytes, 1, bytes.Length - 1));
        Assert.IsNull(again.Receipt);
        Assert.IsTrue(again.Holder.Length == 0);
    }

    private static Unlock NewMessage()
    {
        Unlock message = new Unlock();
        message.HostHalf = Sample.Bytes(32, 15);
        message.Receipt = Sample.Bytes(24, 16);
        message.Holder = Sample.Bytes(20, 17);
        return message;
    }

    private static UnlockReply NewReply()
    {
        UnlockReply reply = new UnlockReply();
        reply.State = DeviceState.Ready;
        reply.Receipt = ReceiptResult.DeviceOlder;
        reply.Recovery = RecoveryState.VouchedByHost;
        reply.Sessions = 0x01020304;
        return reply;
    }
}
