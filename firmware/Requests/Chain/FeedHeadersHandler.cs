using Holdfast.Bytes;
using Holdfast.Chain;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>Block headers in order. A header that does not fit is an answer, not a refusal: nobody asked for a signature.</summary>
public static class FeedHeadersHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        FeedHeaders request = FeedHeaders.Decode(body);
        RequireWhole(request.Headers);
        FeedHeadersReply reply = new FeedHeadersReply();
        reply.Fault = signer.Chain.Take(request.Headers, request.IsTip, signer.Clock.UptimeMs, out int taken);
        reply.Taken = (ushort)taken;
        signer.RecordChain();
        return reply.Encode();
    }

    /// <summary>Before the first of them is looked at.</summary>
    public static void RequireWhole(byte[] headers)
    {
        if (headers.Length % BlockHeader.Bytes != 0)
        {
            throw new MalformedException("headers have 80 bytes each");
        }
    }
}
