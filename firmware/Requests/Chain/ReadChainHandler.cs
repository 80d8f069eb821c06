using Holdfast.Bytes;
using Holdfast.Chain;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>What the device knows of the chain, in figures.</summary>
public static class ReadChainHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        ReadChain.Decode(body);
        HeaderChain headers = signer.Chain.Headers;
        ByteWriter work = new ByteWriter(Work.Bytes);
        headers.Tip.Work.Encode(work);

        ReadChainReply reply = new ReadChainReply();
        reply.IsFed = signer.Chain.IsRecorded;
        reply.IsInForce = signer.Chain.IsInForce;
        reply.IsBehind = headers.IsBehind;
        reply.CheckpointHeight = (uint)signer.Chain.CheckpointHeight;
        reply.LowestHeight = (uint)headers.Lowest.Height;
        reply.Height = (uint)headers.Tip.Height;
        reply.Hash = headers.Tip.Hash;
        reply.Time = headers.Tip.Time;
        reply.MedianTime = headers.MedianTime;
        reply.Bits = headers.Tip.Bits;
        reply.Work = work.ToArray();
        reply.HeightSeen = (uint)headers.HeightSeen;
        reply.LockDepth = (ushort)signer.Limits.LockDepthBlocksMin;
        return reply.Encode();
    }
}
