using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// Where several fundings are live the node prepares a number for one of them, stores its state, and only then asks for the others. So the first question already
/// asks whether the others can follow: what is in flight fits into them, and so does what this number takes from the owner.
/// </summary>
public static class FitsEveryFunding
{
    public const string Tag = "holdfast-commitment-fundings";

    public static void Require(CommitmentProposal next, Limits limits)
    {
        Channel channel = next.Channel;
        if (next.Content.Number != channel.SignedCount)
        {
            return;
        }

        ulong inFlightMsat = 0;
        for (int i = 0; i < next.Content.Htlcs.Length; i++)
        {
            inFlightMsat += next.Content.Htlcs[i].AmountMsat; // together at most what the funding holds
        }

        for (int i = 0; i < channel.Fundings.Length; i++)
        {
            Funding other = channel.Fundings[i];
            if (!other.IsRetired && (inFlightMsat > other.ValueSat * 1000 || TakesTooMuch(next, other, limits)))
            {
                throw new Refusal(nameof(FitsEveryFunding), Tag, "This commitment would not fit another live funding of the channel; wait until one of them is locked.");
            }
        }
    }

    // An output that was trimmed counts as nothing, so a little less than nothing is possible.
    private static bool TakesTooMuch(CommitmentProposal next, Funding other, Limits limits)
    {
        SignedCommitment here = next.Funding.Counterparty;
        SignedCommitment there = other.Counterparty;
        return here != null && there != null && there.HolderSat + next.HolderSat + limits.DustLimitSatMax < here.HolderSat;
    }
}
