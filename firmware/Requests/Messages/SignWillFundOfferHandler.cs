using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>A liquidity offer (option_will_fund), under the node key.</summary>
public static class SignWillFundOfferHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        SignWillFundOffer request = SignWillFundOffer.Decode(body);
        byte[] hash = MessageHash.WillFund(KeyValidation.RequirePoint(signer, request.FundingPoint), request.LeaseExpiryBlock,
            request.ChannelFeeBaseMaxMsat, request.ChannelFeeProportionalMaxThousandths);
        bool isInForce = signer.Chain.IsInForce;
        OpeningRules.RequireLeaseEnd(request.LeaseExpiryBlock, isInForce, signer.Chain.Headers.Tip.Height, signer.Limits);
        OpeningRules.RequireLease(signer.Owner.Agrees("Lease out a channel until block " + request.LeaseExpiryBlock.ToString() + ", and ask at most "
            + request.ChannelFeeBaseMaxMsat.ToString() + " msat and " + request.ChannelFeeProportionalMaxThousandths.ToString()
            + " thousandths of a payment for passing it on until then?", hash));
        SignWillFundOfferReply reply = new SignWillFundOfferReply();
        reply.Signature = signer.Curve.SignPlain(hash, signer.Tree.NodeSecret);
        return reply.Encode();
    }
}
