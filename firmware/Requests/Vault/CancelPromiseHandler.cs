using Holdfast.Bytes;
using Holdfast.Policy;
using Holdfast.Protocol;
using Holdfast.Vault;

namespace Holdfast.Requests;

/// <summary>The preimage of a promise never leaves. That allows less, so nobody is asked.</summary>
public static class CancelPromiseHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        CancelPromise request = CancelPromise.Decode(body);
        Promise promise = signer.Vault.Find(request.PaymentHash);
        VaultRules.RequireCancellable(promise != null, promise != null && promise.Kind == PromiseKind.Released);
        if (promise.Kind != PromiseKind.Cancelled)
        {
            signer.Vault.Cancel(promise);
        }

        return new CancelPromiseReply().Encode();
    }
}
