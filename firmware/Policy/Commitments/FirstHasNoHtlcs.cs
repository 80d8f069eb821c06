using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// The first commitment of either side carries no payments: nothing can be in flight in a channel that does not exist yet.
/// </summary>
public static class FirstHasNoHtlcs
{
    public const string Tag = "policy-commitment-first-no-htlcs";

    public static void Require(CommitmentProposal next)
    {
        if (next.Content.Number == 0 && next.Content.Htlcs.Length != 0)
        {
            throw new Refusal(nameof(FirstHasNoHtlcs), Tag, "The first commitment of a channel must have no HTLCs; add them to a later one.");
        }
    }
}
