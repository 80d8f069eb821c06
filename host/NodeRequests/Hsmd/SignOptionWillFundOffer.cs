using Holdfast.NodeRequests.Wire;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>
/// 26: the holder's side of a liquidity lease, asked while the channel is being set up. The device knows no leases: their commitments lock the holder's output for
/// weeks with scripts that it does not build, so the channel would end at its first signature. The opening ends here, before anything is signed.
/// </summary>
internal sealed record SignOptionWillFundOffer(byte[] FundingPoint, uint LeaseExpiry, uint FeeBaseMaxMsat, ushort FeeProportionalMax) : IHsmdRequest
{
    public static SignOptionWillFundOffer Parse(HsmdReader reader) => new(reader.Point(), reader.U32(), reader.U32(), reader.U16());

    public HsmdAnswer Answer(RequestScope scope) => throw BridgeRefusalException.OfLease();
}
