using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// An update of the channel moves the same amount on every live funding. Otherwise the peer could pay on the funding in use, leave the payment out on a splice that
/// may confirm, and let that one confirm. Trimmed outputs may differ, so each side's dust limit is the tolerance.
/// </summary>
public static class FundingsMoveTogether
{
    public const string Tag = "holdfast-fundings-agree";

    /// <summary>The holder's commitments are about to be revoked: from each to its successor the holder gains the same.</summary>
    public static void RequireHolder(Channel channel, Limits limits)
    {
        for (int i = 0; i < channel.Fundings.Length; i++)
        {
            for (int j = i + 1; j < channel.Fundings.Length; j++)
            {
                Funding one = channel.Fundings[i];
                Funding other = channel.Fundings[j];
                if (IsUpdated(one) && IsUpdated(other)
                    && Differ(one.HolderPending.HolderSat, one.HolderCurrent.HolderSat, other.HolderPending.HolderSat, other.HolderCurrent.HolderSat, limits))
                {
                    Refuse();
                }
            }
        }
    }

    /// <summary>
    /// The peer's commitments of one number differ as the holder's own do. A funding without a commitment of the holder has no balance yet to compare: what it is worth is
    /// counted when its transaction is signed.
    /// </summary>
    /// <param name="holderSat">What the holder owns in the peer's commitment at <paramref name="number"/> on the funding at <paramref name="index"/>.</param>
    public static void RequireCounterparty(Channel channel, int index, ulong number, ulong holderSat, Limits limits)
    {
        Funding here = channel.Fundings[index];
        if (number == channel.SignedCount || here.HolderCurrent == null)
        {
            return;
        }

        for (int i = 0; i < channel.Fundings.Length; i++)
        {
            Funding other = channel.Fundings[i];
            if (i != index && !other.IsRetired && other.Counterparty != null && other.HolderCurrent != null
                && Differ(holderSat, other.Counterparty.HolderSat, here.HolderCurrent.HolderSat, other.HolderCurrent.HolderSat, limits))
            {
                Refuse();
            }
        }
    }

    private static bool IsUpdated(Funding funding)
    {
        return !funding.IsRetired && funding.HolderCurrent != null && funding.HolderPending != null;
    }

    // Whether a - b is another amount than c - d. No amount is larger than all coins, so the sums stay within 64 bits.
    private static bool Differ(ulong a, ulong b, ulong c, ulong d, Limits limits)
    {
        ulong left = a + d;
        ulong right = b + c;
        ulong gap = left > right ? left - right : right - left;
        return gap > 2 * limits.DustLimitSatMax;
    }

    private static void Refuse()
    {
        throw new Refusal(
            nameof(FundingsMoveTogether), Tag, "The balances on the channel's live fundings no longer move together; update each of them alike, or lock the confirmed funding.");
    }
}
