using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>The owner's list of payees.</summary>
public static class ReadAllowlistHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        ReadAllowlist.Decode(body);
        ReadAllowlistReply reply = new ReadAllowlistReply();
        reply.Payees = signer.Approvals.Payees;
        return reply.Encode();
    }
}
