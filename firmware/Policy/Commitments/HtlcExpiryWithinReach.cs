using Holdfast.Lightning;

namespace Holdfast.Policy;

/// <summary>
/// Where the device follows the chain, an HTLC of the holder expires soon enough to come back one day, and no HTLC has been expired for a day: by then it belongs
/// on the chain. Both bounds get narrower when no header comes: the first counts from the newest block shown, the second from the height that the chain may have by
/// now.
/// </summary>
public static class HtlcExpiryWithinReach
{
    public const string Tag = "policy-commitment-htlc-cltv-range";

    public static void Require(Htlc[] htlcs, int height, int heightPresumed, Limits limits)
    {
        for (int i = 0; i < htlcs.Length; i++)
        {
            long expiry = htlcs[i].Expiry;
            if (!htlcs[i].IsOfferedByPeer && expiry > (long)height + limits.HtlcExpiryBlocksMax)
            {
                throw new Refusal(nameof(HtlcExpiryWithinReach), Tag, "An HTLC of the holder expires more than " + limits.HtlcExpiryBlocksMax.ToString()
                    + " blocks after the newest block that the device was shown; show newer headers, or offer it with an earlier expiry.");
            }

            if (expiry + limits.HtlcExpiredBlocksMax < heightPresumed)
            {
                throw new Refusal(
                    nameof(HtlcExpiryWithinReach), Tag, "An HTLC expired more than " + limits.HtlcExpiredBlocksMax.ToString() + " blocks ago: close the channel on chain.");
            }
        }
    }
}
