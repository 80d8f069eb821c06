using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class NodeKeysTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        NodeKeys message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.NodeKeys);
        NodeKeys again = NodeKeys.Decode(new ByteReader(bytes, 1, bytes.Length - 1));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        NodeKeysReply reply = NewReply();
        byte[] bytes = reply.Encode();
        NodeKeysReply again = NodeKeysReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(reply.NodeId, again.NodeId));
        Assert.IsTrue(Check.Same(reply.WalletXpub, again.WalletXpub));
        Assert.IsTrue(Check.Same(reply.Bolt12Point, again.Bolt12Point));
        Assert.IsTrue(Check.Same(reply.AccountXpub, again.AccountXpub));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => NodeKeys.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => NodeKeysReply.Decode(reader));
    }

    [TestMethod]
    public void WhatIsOptionalMayBeAbsent()
    {
        NodeKeysReply reply = NewReply();
        reply.AccountXpub = null;
        byte[] bytes = reply.Encode();
        NodeKeysReply again = NodeKeysReply.Decode(new ByteReader(bytes, 0, bytes.Length));
        Assert.IsNull(again.AccountXpub);
    }

    private static NodeKeys NewMessage()
    {
        return new NodeKeys();
    }

    private static NodeKeysReply NewReply()
    {
        NodeKeysReply reply = new NodeKeysReply();
        reply.NodeId = Sample.Bytes(33, 45);
        reply.WalletXpub = Sample.Bytes(74, 46);
        reply.Bolt12Point = Sample.Bytes(33, 47);
        reply.AccountXpub = Sample.Bytes(74, 48);
        reply.Network = Network.Signet;
        return reply;
    }
}
