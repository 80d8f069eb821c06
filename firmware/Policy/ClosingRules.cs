using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>What must hold before the holder's signature ends a channel.</summary>
public static class ClosingRules
{
    /// <summary>The holder's own commitment, for a force-close.</summary>
    public static void RequireCommitment(Channel channel, Funding funding, ulong number)
    {
        HolderIsNotRevoked.Require(channel, number);
        CommitmentIsHeld.Require(channel, funding, number);
    }

    /// <summary>A mutual close, but for its destination (<see cref="RequireDestination"/>).</summary>
    public static void RequireClose(Channel channel, Funding funding, ulong toHolderSat, ulong feeSat, uint sequence, Limits limits)
    {
        NothingInFlight.Require(funding);
        CloseFeeWithinLimit.Require(feeSat, limits);
        CloseMatchesCommitments.Require(channel, funding, toHolderSat, feeSat, sequence, limits);
    }

    /// <summary>An HTLC transaction of the holder commitment.</summary>
    public static void RequireHtlcs(Channel channel, ulong number)
    {
        CommitmentIsHeld.RequireHtlcs(channel, number);
    }

    /// <summary>Where a mutual close pays the owner; last, because the owner may be asked.</summary>
    public static void RequireDestination(Channel channel, ulong toHolderSat, byte[] script, bool isWalletScript, bool ownerAgrees)
    {
        CloseDestinationIsOurs.Require(channel, toHolderSat, script, isWalletScript, ownerAgrees);
    }
}
