using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>What must hold before our signature ends a channel.</summary>
public static class ClosingRules
{
    /// <summary>Our own commitment, for a force-close.</summary>
    public static void RequireCommitment(Channel channel, Funding funding, ulong number)
    {
        HolderIsNotRevoked.Require(channel, number);
        CommitmentIsHeld.Require(channel, funding, number);
    }

    /// <summary>A mutual close, but for its destination (<see cref="CloseDestinationIsOurs"/>).</summary>
    public static void RequireClose(Channel channel, Funding funding, ulong toHolderSat, ulong feeSat, uint sequence, Limits limits)
    {
        NothingInFlight.Require(funding);
        CloseFeeWithinLimit.Require(feeSat, limits);
        CloseMatchesCommitments.Require(channel, funding, toHolderSat, feeSat, sequence, limits);
    }
}
