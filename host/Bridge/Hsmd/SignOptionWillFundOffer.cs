using Holdfast.Bridge.Wire;
using Holdfast.Protocol;

namespace Holdfast.Bridge.Hsmd;

/// <summary>26: our side of a liquidity lease: funding key and the fees that we will not exceed until the lease ends.</summary>
internal sealed record SignOptionWillFundOffer(
    byte[] FundingPoint,
    uint LeaseExpiry,
    uint FeeBaseMaxMsat,
    ushort FeeProportionalMax) : IHsmdRequest
{
    public static SignOptionWillFundOffer Parse(HsmdReader reader) => new(reader.Point(), reader.U32(), reader.U32(), reader.U16());

    public HsmdAnswer Answer(RequestScope scope)
    {
        SignWillFundOffer request = new()
        {
            FundingPoint = FundingPoint,
            LeaseExpiryBlock = LeaseExpiry,
            ChannelFeeBaseMaxMsat = FeeBaseMaxMsat,
            ChannelFeeProportionalMaxThousandths = FeeProportionalMax,
        };
        byte[] signature = scope.Signer.Ask(request.Encode(), SignWillFundOfferReply.Decode).Signature;
        return HsmdAnswer.Reply(new HsmdWriter(HsmdType.SignOptionWillFundOfferReply).Bytes(signature).ToArray());
    }
}
