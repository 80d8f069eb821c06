using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// The close pays the holder what the latest commitments pay. Only the closing fee may lower it, and only when it is the holder's to pay: the opener's, or
/// with option_simple_close (a sequence below the final one) the closer's. An output of more than the owner has is not the owner's: who calls it so has
/// confused the sides, and the owner is not asked about it.
/// </summary>
public static class CloseMatchesCommitments
{
    public const string Tag = "policy-mutual-value-matches-commitment";

    public static void Require(Channel channel, Funding funding, ulong toHolderSat, ulong feeSat, uint sequence, Limits limits)
    {
        if (funding.Counterparty == null || funding.HolderCurrent == null)
        {
            throw new Refusal(nameof(CloseMatchesCommitments), Tag, "This funding has no commitments of both sides to compare the close with; sign and validate them first.");
        }

        ulong owned = Greater(funding.Counterparty.HolderSat, funding.HolderCurrent.HolderSat);
        if (funding.HolderPending != null)
        {
            owned = Greater(owned, funding.HolderPending.HolderSat);
        }

        ulong lost = limits.CloseToleranceSat;
        if (channel.Terms.IsOutbound || sequence != FinalSequence)
        {
            lost += feeSat;
        }

        if (toHolderSat + lost < owned)
        {
            throw new Refusal(nameof(CloseMatchesCommitments), Tag, "The close pays the owner less than the latest commitments do; close with their amounts.");
        }

        if (toHolderSat > owned + limits.CloseToleranceSat)
        {
            throw new Refusal(nameof(CloseMatchesCommitments), Tag, "The output named as the holder's has more than the holder owns; name the right output.");
        }
    }

    private const uint FinalSequence = 0xffffffff;

    private static ulong Greater(ulong left, ulong right)
    {
        return left > right ? left : right;
    }
}
