using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>The owner's list of payees: onto it only with the button, off it without.</summary>
public static class AllowPayeeHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        AllowPayee request = AllowPayee.Decode(body);
        byte[] payee = KeyValidation.RequirePoint(signer, request.Payee);
        if (request.IsAllowed != signer.Approvals.IsAllowed(payee))
        {
            if (request.IsAllowed)
            {
                signer.Approvals.RequireRoomForPayee();
            }

            ApprovalRules.RequirePayee(!request.IsAllowed
                || signer.Owner.Agrees("Let the node pay any invoice of " + Address.Hexadecimal(payee) + " without asking, up to the limits?", Sha256.Hash(payee)));
            signer.Approvals.Allow(payee, request.IsAllowed);
            if (request.IsAllowed)
            {
                // The owner may take the payee off again; then the same request must not bring it back without a press.
                signer.Owner.Forget();
            }
        }

        return new AllowPayeeReply().Encode();
    }
}
