using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Policy;
using Holdfast.Protocol;
using Holdfast.Vault;

namespace Holdfast.Requests;

/// <summary>
/// What a provider may keep of a payment for which it opens a channel. The order is durable before any invoice can name it. The owner sees the most that it can cost.
/// </summary>
public static class AgreeJitTermsHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        AgreeJitTerms request = AgreeJitTerms.Decode(body);
        if (request.ValidUntil > uint.MaxValue || request.Scid == 0)
        {
            throw new MalformedException("a time or a channel that cannot be");
        }

        PromiseInvoiceHandler.RequireFollowed(signer);
        JitOrder order = new JitOrder();
        order.Lsp = KeyValidation.RequirePoint(signer, request.LspId);
        order.Scid = request.Scid;
        order.CltvDelta = request.CltvDelta;
        order.MinFeeMsat = request.MinFeeMsat;
        order.Ppm = request.Proportional;
        order.IsFixed = request.SizeMsat != 0;
        order.SizeMsat = order.IsFixed ? request.SizeMsat : request.MaxSizeMsat < Promise.AmountEnd ? request.MaxSizeMsat : Promise.AmountEnd - 1;
        order.ValidUntil = (uint)request.ValidUntil;
        order.TrustsLsp = request.TrustsLsp;

        JitOrder known = signer.Vault.OpenOrderOf(order.Lsp, order.Scid);
        if (known == null || !known.HasTermsOf(order))
        {
            Require(order, known == null, request, signer);
            known = signer.Vault.Agree(order);

            // One press is one order: once its fee was kept, or it is forgotten, the same terms need another press.
            signer.Owner.Forget();
        }

        AgreeJitTermsReply reply = new AgreeJitTermsReply();
        reply.Order = known.Number;
        return reply.Encode();
    }

    private static void Require(JitOrder order, bool isNew, AgreeJitTerms request, SignerContext signer)
    {
        ulong feeMsat = order.FeeMsat(order.SizeMsat);
        bool isValid = !signer.Chain.IsInForce || signer.Approvals.TimePresumed < order.ValidUntil;
        bool isSize = order.SizeMsat < Promise.AmountEnd && request.MinSizeMsat <= order.SizeMsat && order.SizeMsat <= request.MaxSizeMsat && feeMsat < order.SizeMsat;
        VaultRules.RequireTerms(isNew, isValid && isSize && !Check.Same(order.Lsp, signer.Tree.NodeId) && request.MaxSelfDelay >= signer.Limits.DelayBlocksMin);

        signer.Vault.RequireRoomForOrder();
        bool isShare = order.IsFixed ? feeMsat <= JitFee.Of(order.SizeMsat, 0, signer.Limits.JitFeePpmMax) : order.Ppm <= signer.Limits.JitFeePpmMax;
        bool isWithin = isShare && feeMsat <= signer.Limits.JitFeeMsatMax && !order.TrustsLsp;
        VaultRules.RequireJitFee(isWithin, !isWithin && signer.Owner.Agrees(Question(order, feeMsat, signer.Limits), Sha256.Hash(order.Lsp)));
    }

    private static string Question(JitOrder order, ulong feeMsat, Limits limits)
    {
        string most = order.IsFixed ? "" : "at most ";
        string smaller = order.IsFixed ? "" : ",\nand of a smaller one " + order.Ppm.ToString() + " millionths and at least " + Approving.Sat(order.MinFeeMsat);
        return "Let " + Address.Hexadecimal(order.Lsp) + "\nkeep " + most + Approving.Sat(feeMsat) + " of a payment to you of " + most + Approving.Sat(order.SizeMsat) + smaller
            + ",\nfor a channel that it opens" + (order.TrustsLsp ? ", and trust it with " + Approving.Sat(limits.ZeroConfMsatMax) + " until that is sure?" : "?");
    }
}
