using Holdfast.Bytes;
using Holdfast.Policy;
using Holdfast.Protocol;
using Holdfast.Vault;

namespace Holdfast.Requests;

/// <summary>Nothing can be kept by the order any more, and its open promises are cancelled with it. That allows less, so nobody is asked.</summary>
public static class ForgetJitOrderHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        ForgetJitOrder request = ForgetJitOrder.Decode(body);
        JitOrder order = signer.Vault.Book.OrderOf(request.Order);
        VaultRules.RequireForgettable(order != null, order == null || !signer.Vault.IsInFlight(order));
        signer.Vault.Forget(order);
        return new ForgetJitOrderReply().Encode();
    }
}
