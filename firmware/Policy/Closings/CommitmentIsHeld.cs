using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// Only a commitment that was validated here is signed: its current one, or the validated successor.
/// </summary>
public static class CommitmentIsHeld
{
    public const string Tag = "policy-commitment-holder-not-revoked";

    public static void Require(Channel channel, Funding funding, ulong number)
    {
        if (HeldOf(channel, funding, number) == null)
        {
            throw new Refusal(nameof(CommitmentIsHeld), Tag, "No holder commitment was validated under this number; ask for the newest validated one.");
        }
    }

    /// <summary>The same for an HTLC transaction, which does not say on which funding: some commitment with HTLCs is held under the number.</summary>
    public static void RequireHtlcs(Channel channel, ulong number)
    {
        for (int i = 0; i < channel.Fundings.Length; i++)
        {
            HeldCommitment held = HeldOf(channel, channel.Fundings[i], number);
            if (held != null && held.HasHtlcs)
            {
                return;
            }
        }

        throw new Refusal(nameof(CommitmentIsHeld), Tag, "No holder commitment with HTLCs was validated under this number; use the number of the commitment on the chain.");
    }

    private static HeldCommitment HeldOf(Channel channel, Funding funding, ulong number)
    {
        return number == channel.HolderRevokedCount ? funding.HolderCurrent
            : number == channel.HolderRevokedCount + 1 ? funding.HolderPending : null;
    }
}
