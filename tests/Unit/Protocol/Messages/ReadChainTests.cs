using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class ReadChainTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        ReadChain message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.ReadChain);
        ReadChain again = ReadChain.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        ReadChainReply reply = NewReply();
        byte[] bytes = reply.Encode();
        ReadChainReply again = ReadChainReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(reply.IsFed == again.IsFed);
        Assert.IsTrue(reply.IsInForce == again.IsInForce);
        Assert.IsTrue(reply.IsBehind == again.IsBehind);
        Assert.IsTrue(reply.CheckpointHeight == again.CheckpointHeight);
        Assert.IsTrue(reply.LowestHeight == again.LowestHeight);
        Assert.IsTrue(reply.Height == again.Height);
        Assert.IsTrue(Check.Same(reply.Hash, again.Hash));
        Assert.IsTrue(reply.Time == again.Time);
        Assert.IsTrue(reply.MedianTime == again.MedianTime);
        Assert.IsTrue(reply.Bits == again.Bits);
        Assert.IsTrue(Check.Same(reply.Work, again.Work));
        Assert.IsTrue(reply.HeightSeen == again.HeightSeen);
        Assert.IsTrue(reply.LockDepth == again.LockDepth);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => ReadChain.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => ReadChainReply.Decode(reader));
    }

    private static ReadChain NewMessage()
    {
        return new ReadChain();
    }

    private static ReadChainReply NewReply()
    {
        ReadChainReply reply = new ReadChainReply();
        reply.IsFed = true;
        reply.IsInForce = true;
        reply.IsBehind = true;
        reply.CheckpointHeight = 0x81828430;
        reply.LowestHeight = 0x81828431;
        reply.Height = 0x81828432;
        reply.Hash = Sample.Bytes(32, 57);
        reply.Time = 0x81828434;
        reply.MedianTime = 0x81828435;
        reply.Bits = 0x81828436;
        reply.Work = Sample.Bytes(16, 61);
        reply.HeightSeen = 0x81828438;
        reply.LockDepth = 313;
        return reply;
    }
}
