using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>What must hold before a channel, or another funding of it, is written down.</summary>
public static class OpeningRules
{
    /// <summary>Any setup: the terms and the funding make sense.</summary>
    public static void RequireTerms(int channelType, int holderDelayBlocks, int counterpartyDelayBlocks, ulong valueSat, Limits limits)
    {
        TypeIsSafe.Require(channelType);
        HolderDelayWithinRange.Require(holderDelayBlocks, limits);
        CounterpartyDelayWithinRange.Require(counterpartyDelayBlocks, limits);
        FundingWithinLimit.Require(valueSat, limits);
    }

    /// <summary>Another funding for a channel that goes on: a splice, or a replaced opening transaction.</summary>
    public static void RequireFunding(Channel channel, ChannelTerms terms)
    {
        SpliceKeepsTerms.Require(channel.Terms, terms);
        ChannelGoesOn.Require(channel);
        FundingHasRoom.Require(channel);
    }
}
