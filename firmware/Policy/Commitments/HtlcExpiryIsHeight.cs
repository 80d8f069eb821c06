using Holdfast.Channels;
using Holdfast.Lightning;

namespace Holdfast.Policy;

/// <summary>
/// An HTLC ends at a block height that can come: not at 0. (Values that are no heights at all are malformed, BOLT 2.)
/// </summary>
public static class HtlcExpiryIsHeight
{
    public const string Tag = "policy-commitment-htlc-cltv-range";

    public static void Require(CommitmentProposal next)
    {
        Htlc[] htlcs = next.Content.Htlcs;
        for (int i = 0; i < htlcs.Length; i++)
        {
            if (htlcs[i].Expiry == 0)
            {
                throw new Refusal(nameof(HtlcExpiryIsHeight), Tag, "An HTLC has no expiry height, so it could never be taken back; give it one.");
            }
        }
    }
}
