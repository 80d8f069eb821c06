using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>Takes an approval back. That allows less, so nobody is asked; what is in flight stays in flight.</summary>
public static class ForgetApprovalHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        signer.Approvals.Forget(ForgetApproval.Decode(body).HashStart);
        return new ForgetApprovalReply().Encode();
    }
}
