using Holdfast.Bytes;

namespace Holdfast.Channels.Facts;

/// <summary>
/// The device gave the secret of the holder's current commitment away; its validated successor takes its place on every funding. A funding without one is
/// retired: no signature of the device lets it confirm (the node gave up that splice), or another one was locked, or the rules had refused.
/// </summary>
public sealed class HolderCommitmentRevoked : IFact
{
    private readonly ulong _number;

    public HolderCommitmentRevoked(ulong number)
    {
        _number = number;
    }

    public void ApplyTo(Channel channel)
    {
        Check.That(_number == channel.HolderRevokedCount, "only the current commitment is revoked");
        Check.That(!channel.IsCurrentSigned && !channel.IsMutualCloseSigned, "nothing is revoked after its own signature or a close");

        bool goesOn = false;
        for (int i = 0; i < channel.Fundings.Length; i++)
        {
            Funding funding = channel.Fundings[i];
            if (funding.HolderPending != null)
            {
                funding.HolderCurrent = funding.HolderPending;
                funding.HolderPending = null;
                goesOn |= !funding.IsRetired;
            }
            else
            {
                Check.That(!funding.IsBound, "every funding that may confirm has a successor");
                funding.HolderCurrent = null;
                funding.Retire();
            }
        }

        Check.That(goesOn, "some funding has a successor");
        channel.DropRetired();
        channel.HolderRevokedCount = _number + 1;
        channel.Incoming = channel.Incoming == null ? null : channel.Incoming.AfterRevoking();
        channel.IsCurrentSigned = channel.IsPendingSigned;
        channel.IsPendingSigned = false;
    }
}
