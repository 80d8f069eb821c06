using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class SignMutualCloseTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        SignMutualClose message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.SignMutualClose);
        SignMutualClose again = SignMutualClose.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.ChannelId, again.ChannelId));
        Assert.IsTrue(message.FundingPrefix == again.FundingPrefix);
        Assert.IsTrue(message.ToHolderSat == again.ToHolderSat);
        Assert.IsTrue(message.ToCounterpartySat == again.ToCounterpartySat);
        Assert.IsTrue(Check.Same(message.HolderScript, again.HolderScript));
        Assert.IsTrue(Check.Same(message.CounterpartyScript, again.CounterpartyScript));
        Assert.IsTrue(message.Locktime == again.Locktime);
        Assert.IsTrue(message.Sequence == again.Sequence);
        Assert.IsTrue(again.HasHolderKeyIndex && message.HolderKeyIndex == again.HolderKeyIndex);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        SignMutualCloseReply reply = NewReply();
        byte[] bytes = reply.Encode();
        SignMutualCloseReply again = SignMutualCloseReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(reply.Signature, again.Signature));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => SignMutualClose.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => SignMutualCloseReply.Decode(reader));
    }

    [TestMethod]
    public void WhatIsOptionalMayBeAbsent()
    {
        SignMutualClose message = NewMessage();
        message.HasHolderKeyIndex = false;
        byte[] bytes = message.Encode();
        SignMutualClose again = SignMutualClose.Decode(new ByteReader(bytes, 1, bytes.Length - 1));
        Assert.IsTrue(!again.HasHolderKeyIndex && again.HolderKeyIndex == 0);
    }

    private static SignMutualClose NewMessage()
    {
        SignMutualClose message = new SignMutualClose();
        message.ChannelId = Sample.Bytes(16, 143);
        message.FundingPrefix = 0x89909090;
        message.ToHolderSat = 0x8182838516919191;
        message.ToCounterpartySat = 0x8182838517929292;
        message.HolderScript = Sample.Bytes(5, 147);
        message.CounterpartyScript = Sample.Bytes(6, 148);
        message.Locktime = 0x89959595;
        message.Sequence = 0x89969696;
        message.HasHolderKeyIndex = true;
        message.HolderKeyIndex = 0x77000097;
        return message;
    }

    private static SignMutualCloseReply NewReply()
    {
        SignMutualCloseReply reply = new SignMutualCloseReply();
        reply.Signature = Sample.Bytes(64, 152);
        return reply;
    }
}
