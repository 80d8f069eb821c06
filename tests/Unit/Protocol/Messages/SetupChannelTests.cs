using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class SetupChannelTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        SetupChannel message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.SetupChannel);
        SetupChannel again = SetupChannel.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.Peer, again.Peer));
        Assert.IsTrue(message.Dbid == again.Dbid);
        Assert.IsTrue(message.IsOutbound == again.IsOutbound);
        Assert.IsTrue(message.ValueSat == again.ValueSat);
        Assert.IsTrue(message.Push == again.Push);
        Assert.IsTrue(Check.Same(message.FundingTxid, again.FundingTxid));
        Assert.IsTrue(message.FundingVout == again.FundingVout);
        Assert.IsTrue(message.HolderDelayBlocks == again.HolderDelayBlocks);
        Assert.IsTrue(Check.Same(message.HolderShutdownScript, again.HolderShutdownScript));
        Assert.IsTrue(again.HasHolderShutdownIndex && message.HolderShutdownIndex == again.HolderShutdownIndex);
        Assert.IsTrue(Check.Same(message.CounterpartyFundingPoint, again.CounterpartyFundingPoint));
        Assert.IsTrue(message.CounterpartyDelayBlocks == again.CounterpartyDelayBlocks);
        Assert.IsTrue(Check.Same(message.CounterpartyShutdownScript, again.CounterpartyShutdownScript));
        Assert.IsTrue(message.ChannelType == again.ChannelType);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        SetupChannelReply reply = NewReply();
        byte[] bytes = reply.Encode();
        SetupChannelReply again = SetupChannelReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(reply.ChannelId, again.ChannelId));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => SetupChannel.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => SetupChannelReply.Decode(reader));
    }

    [TestMethod]
    public void WhatIsOptionalMayBeAbsent()
    {
        SetupChannel message = NewMessage();
        message.HasHolderShutdownIndex = false;
        byte[] bytes = message.Encode();
        SetupChannel again = SetupChannel.Decode(new ByteReader(bytes, 1, bytes.Length - 1));
        Assert.IsTrue(!again.HasHolderShutdownIndex && again.HolderShutdownIndex == 0);
    }

    private static SetupChannel NewMessage()
    {
        SetupChannel message = new SetupChannel();
        message.Peer = Sample.Bytes(33, 88);
        message.Dbid = 0x81828384de595959;
        message.IsOutbound = true;
        message.ValueSat = 0x81828384e05b5b5b;
        message.Push = 0x81828384e15c5c5c;
        message.FundingTxid = Sample.Bytes(32, 93);
        message.FundingVout = 350;
        message.HolderDelayBlocks = 351;
        message.HolderShutdownScript = Sample.Bytes(4, 96);
        message.HasHolderShutdownIndex = true;
        message.HolderShutdownIndex = 0x77000061;
        message.CounterpartyBasepoints = Sample.Basepoints(98);
        message.CounterpartyFundingPoint = Sample.Bytes(33, 99);
        message.CounterpartyDelayBlocks = 356;
        message.CounterpartyShutdownScript = Sample.Bytes(4, 101);
        message.ChannelType = 103;
        return message;
    }

    private static SetupChannelReply NewReply()
    {
        SetupChannelReply reply = new SetupChannelReply();
        reply.ChannelId = Sample.Bytes(16, 103);
        return reply;
    }
}
