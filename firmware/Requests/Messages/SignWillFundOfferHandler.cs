using Holdfast.Bytes;
using Holdfast.Lightning;
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
        SignWillFundOfferReply reply = new SignWillFundOfferReply();
        reply.Signature = signer.Curve.SignPlain(hash, signer.Tree.NodeSecret);
        return reply.Encode();
    }
}
