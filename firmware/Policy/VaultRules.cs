namespace Holdfast.Policy;

/// <summary>The rules of the vault, in their order.</summary>
public static class VaultRules
{
    public static void RequireOurs(bool isOurs)
    {
        HashIsOurs.Require(isOurs);
    }

    public static void RequireReleasedSet(bool isSame)
    {
        ReleasedOnce.Require(isSame);
    }

    public static void RequireCancellable(bool isOurs, bool isReleased)
    {
        HashIsOurs.Require(isOurs);
        ReleasedOnce.Require(!isReleased);
    }

    public static void RequireRequest(bool isOpen, bool isSecret)
    {
        PromiseIsOpen.Require(isOpen);
        SecretIsPromised.Require(isSecret);
    }

    /// <param name="isExplained">Nothing was kept, or there is an order and the numbers of each part fit.</param>
    /// <param name="isTaken">The order's fee was kept before.</param>
    /// <param name="feeMsat">What the terms allow for a payment of this size.</param>
    public static void RequireKept(bool isExplained, bool isTaken, ulong keptMsat, ulong feeMsat)
    {
        NothingIsKept.Require(isExplained);
        FeeIsTakenOnce.Require(isTaken, keptMsat);
        FeeIsAgreed.Require(keptMsat, feeMsat);
    }

    /// <param name="areCommitted">Every part is on every live commitment of a channel.</param>
    /// <param name="areLocked">The same, of locked channels and those of a provider that is trusted so far.</param>
    /// <param name="unlockedMsat">What came in on the latter.</param>
    /// <param name="isForChannel">Nothing was kept of parts on other channels than a new one of the provider.</param>
    public static void RequireParts(bool areCommitted, bool areLocked, ulong unlockedMsat, bool isForChannel, ulong outMsat, Limits limits)
    {
        PartsAreCommitted.Require(areCommitted);
        PartsAreLocked.Require(areLocked);
        UnlockedWithinLimit.Require(unlockedMsat, limits);
        FeeIsForChannel.Require(isForChannel);
        VaultHashStays.Require(outMsat);
    }

    /// <param name="isOurs">The vault remembers a promise of the payment hash.</param>
    /// <param name="isOrderOpen">The promise has no order, or one whose fee was not kept.</param>
    /// <param name="isHint">The promise has no order, or the invoice leads where it says.</param>
    public static void RequireInvoice(bool isOurs, bool isOpen, bool isKept, bool isOrderOpen, bool isHint, Limits limits)
    {
        InvoiceIsVaults.Require(isOurs, limits);
        PromiseIsOpen.Require(!isOurs || isOpen);
        InvoiceIsPromised.Require(!isOurs || isKept);
        OrderIsOpen.Require(isOrderOpen);
        HintIsAgreed.Require(isHint);
    }

    /// <param name="isReviewed">It is no invoice of BOLT 12, or one that was reviewed.</param>
    public static void RequireReviewed(bool isReviewed, Limits limits)
    {
        InvoiceIsVaults.Require(isReviewed, limits);
    }

    public static void RequireReview(bool isOurs, bool isOpen, bool isKept, bool isOrderOpen, bool areMade)
    {
        HashIsOurs.Require(isOurs);
        PromiseIsOpen.Require(isOpen);
        InvoiceIsPromised.Require(isKept);
        OrderIsOpen.Require(isOrderOpen);
        PathsAreMade.Require(areMade);
    }

    /// <param name="isAgreed">The path is by no order's channel, or by that of the promise and as it says.</param>
    /// <param name="isPeer">It begins at a peer, or at the provider of the order.</param>
    public static void RequirePath(bool isOurs, bool isOpen, bool isAgreed, bool isPeer)
    {
        HashIsOurs.Require(isOurs);
        PromiseIsOpen.Require(isOpen);
        PathIsAgreed.Require(isAgreed);
        PathFromPeer.Require(isPeer);
    }

    /// <param name="isNew">No other open order is about this channel.</param>
    public static void RequireTerms(bool isNew, bool isSound)
    {
        OrderIsNew.Require(isNew);
        TermsAreSound.Require(isSound);
    }

    public static void RequireJitFee(bool isWithin, bool ownerAgrees)
    {
        JitFeeWithinLimits.Require(isWithin, ownerAgrees);
    }

    /// <param name="isOpen">The vault remembers the order of the promise, and its fee was not kept.</param>
    public static void RequirePromise(bool isOpen, bool fits)
    {
        OrderIsOpen.Require(isOpen);
        PromiseFitsOrder.Require(fits);
    }

    public static void RequireForgettable(bool isKnown, bool isIdle)
    {
        OrderIsOpen.Require(isKnown);
        OrderIsIdle.Require(isIdle);
    }

    public static void RequireStays(ulong outMsat)
    {
        VaultHashStays.Require(outMsat);
    }

    public static void RequireKept(ulong givenBackMsat, bool ownerAgrees)
    {
        ReleasedIsKept.Require(givenBackMsat, ownerAgrees);
    }

    public static void RequireWorth(ulong sumMsat, ulong keptMsat, ulong amountMsat, uint earliestExpiry, ulong height, Limits limits)
    {
        AmountIsPromised.Require(sumMsat, keptMsat, amountMsat);
        ClaimLeavesTime.Require(earliestExpiry, height, limits);
    }
}
