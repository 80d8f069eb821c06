using Holdfast.Bytes;
using Holdfast.Chain;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>A way back to the block that a proof will be about. Where a header does not belong to it, those before it have been shown.</summary>
public static class WalkHeadersHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        WalkHeaders request = WalkHeaders.Decode(body);
        FeedHeadersHandler.RequireWhole(request.Headers);
        for (int at = 0; at < request.Headers.Length; at += BlockHeader.Bytes)
        {
            if (!signer.Chain.Walk.Show(signer.Chain.Headers, new BlockHeader(request.Headers, at)))
            {
                throw RequestException.NotNow(ErrorCode.UnlinkedHeader, "the header is not the block before the last one shown, and none of the newest blocks");
            }
        }

        WalkHeadersReply reply = new WalkHeadersReply();
        reply.Height = (uint)signer.Chain.Walk.Height;
        return reply.Encode();
    }
}
