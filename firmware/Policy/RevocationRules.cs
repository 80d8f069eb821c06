using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>What must hold before a secret of the holder leaves, and before one of the peer's is believed.</summary>
public static class RevocationRules
{
    /// <summary>The holder's commitment at <paramref name="number"/>, which is not revoked yet, may be.</summary>
    public static void RequireHolder(Channel channel, ulong number, Limits limits)
    {
        NotClosed.Require(channel);
        SuccessorIsHeld.Require(channel, number);
        SuccessorIsHeldOnEveryFunding.Require(channel);
        FundingsMoveTogether.RequireHolder(channel, limits);
    }

    /// <summary>The peer's secret for <paramref name="number"/>, after <see cref="RequireNumber"/>; <paramref name="matchesPoint"/> is what multiplying it has shown.</summary>
    public static void RequireCounterparty(Channel channel, ulong number, byte[] secret, bool matchesPoint)
    {
        RevocationInOrder.Require(channel, number);
        SecretMatchesPoint.Require(matchesPoint);
        SecretFitsChain.Require(channel, number, secret);
        FundingHasRoom.RequireForRevocation(channel);
    }

    /// <summary>A per-commitment point of the holder is shown; without a channel, one for an opening.</summary>
    public static void RequirePoint(Channel channel, ulong number)
    {
        PointWithinReach.Require(channel, number);
    }

    /// <summary>Asked before the secret is multiplied.</summary>
    public static void RequireNumber(Channel channel, ulong number)
    {
        RevocationInOrder.Require(channel, number);
    }
}
