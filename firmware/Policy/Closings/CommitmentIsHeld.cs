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
        HeldCommitment held = number == channel.HolderRevokedCount ? funding.HolderCurrent
            : number == channel.HolderRevokedCount + 1 ? funding.HolderPending : null;
        if (held == null)
        {
            throw new Refusal(Tag, "No commitment of ours was validated under this number; sign the newest one that was.");
        }
    }
}
