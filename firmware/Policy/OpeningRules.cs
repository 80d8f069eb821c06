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

    /// <summary>Any setup: the channel number and the outpoint are nobody else's.</summary>
    /// <param name="channel">The one that has this number and peer; null when there is none.</param>
    public static void RequireNames(ForgottenChannels forgotten, Channel channel, ulong dbid, ChannelBook book, int slot, Funding funding)
    {
        RequireNumber(forgotten, channel, dbid);
        OutpointHasOneChannel.Require(book, slot, funding);
    }

    /// <summary>A funding that the channel has already; <paramref name="isRestated"/> when its value or key is another one now.</summary>
    public static void RequireSameFunding(Channel channel, ChannelTerms terms, Funding known, bool isRestated)
    {
        SpliceKeepsTerms.Require(channel.Terms, terms);
        FundingIsLive.Require(known);
        if (isRestated)
        {
            FundingIsUntouched.Require(known);
        }
    }

    /// <summary>Another funding for a channel that goes on: a splice, or a replaced opening transaction.</summary>
    public static void RequireFunding(Channel channel, ChannelTerms terms, Funding funding)
    {
        SpliceKeepsTerms.Require(channel.Terms, terms);
        ChannelGoesOn.Require(channel);
        FundingHasRoom.Require(channel);
        AbandonedStaysAbandoned.Require(channel.AbandonedPrefixes, funding);
    }

    /// <summary>An opening that starts over; asked before the owner is, as if the owner agreed, and with the owner's answer.</summary>
    public static void RequireReplacement(Channel channel, Channel next, Funding funding, bool ownerAgrees)
    {
        AbandonedStaysAbandoned.Require(next.AbandonedPrefixes, funding);
        OpeningIsReplaceable.Require(channel, ownerAgrees);
    }

    /// <summary>A number that a new channel wants.</summary>
    public static void RequireNumber(ForgottenChannels forgotten, Channel channel, ulong dbid)
    {
        NumberIsNotReused.Require(forgotten, channel, dbid);
    }

    /// <summary>Where later closes pay the owner; last, because the owner may be asked.</summary>
    public static void RequireShutdownScript(bool isEmptyOrOurs, bool ownerAgrees)
    {
        ShutdownScriptIsOurs.Require(isEmptyOrOurs, ownerAgrees);
    }

    /// <summary>An offer to lease out a channel; the end first, so that the owner is not asked in vain.</summary>
    public static void RequireLeaseEnd(uint endBlock, bool isInForce, int tipHeight, Limits limits)
    {
        LeaseEndsInTime.Require(endBlock, isInForce, tipHeight, limits);
    }

    /// <summary>The same, with the owner's answer.</summary>
    public static void RequireLease(bool ownerAgrees)
    {
        LeaseIsAgreed.Require(ownerAgrees);
    }

    /// <summary>This funding becomes the only one; -1: one that the channel has not.</summary>
    public static void RequireLock(Channel channel, int funding)
    {
        LockedFundingIsHeld.Require(channel, funding);
    }

    /// <summary>The same, where the device follows the chain; last, because the owner may be asked.</summary>
    public static void RequireBuried(bool isInForce, int depth, Limits limits, bool ownerAgrees)
    {
        FundingIsBuried.Require(isInForce, depth, limits, ownerAgrees);
    }
}
