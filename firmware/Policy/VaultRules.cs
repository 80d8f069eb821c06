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

    public static void RequireWhole(bool isWhole)
    {
        NothingIsKept.Require(isWhole);
    }

    /// <param name="areCommitted">Every part is on every live commitment of a channel.</param>
    /// <param name="areLocked">The same, of locked channels only.</param>
    public static void RequireParts(bool areCommitted, bool areLocked, ulong outMsat)
    {
        PartsAreCommitted.Require(areCommitted);
        PartsAreLocked.Require(areLocked);
        VaultHashStays.Require(outMsat);
    }

    /// <param name="isOurs">The vault remembers a promise of the payment hash.</param>
    public static void RequireInvoice(bool isOurs, bool isOpen, bool isKept, Limits limits)
    {
        InvoiceIsVaults.Require(isOurs, limits);
        PromiseIsOpen.Require(!isOurs || isOpen);
        InvoiceIsPromised.Require(!isOurs || isKept);
    }

    /// <param name="isReviewed">It is no invoice of BOLT 12, or one that was reviewed.</param>
    public static void RequireReviewed(bool isReviewed, Limits limits)
    {
        InvoiceIsVaults.Require(isReviewed, limits);
    }

    public static void RequireReview(bool isOurs, bool isOpen, bool isKept)
    {
        HashIsOurs.Require(isOurs);
        PromiseIsOpen.Require(isOpen);
        InvoiceIsPromised.Require(isKept);
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

    public static void RequireWorth(ulong sumMsat, ulong amountMsat, uint earliestExpiry, ulong height, Limits limits)
    {
        AmountIsPromised.Require(sumMsat, amountMsat);
        ClaimLeavesTime.Require(earliestExpiry, height, limits);
    }
}
