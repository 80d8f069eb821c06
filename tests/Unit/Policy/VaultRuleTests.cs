using System;
using Holdfast.Policy;

namespace Holdfast.Unit.Policy;

/// <summary>The rules of the vault: what they let pass, and their tags.</summary>
[TestClass]
public class VaultRuleTests
{
    private static readonly Limits s_main = new Limits(true, 30);
    private static readonly Limits s_test = new Limits(false, 30);

    [TestMethod]
    public void APromiseIsOursAndOpen()
    {
        HashIsOurs.Require(true);
        Refuses("holdfast-vault-hash", () => HashIsOurs.Require(false));
        PromiseIsOpen.Require(true);
        Refuses("holdfast-promise-open", () => PromiseIsOpen.Require(false));
        SecretIsPromised.Require(true);
        Refuses("holdfast-payment-secret", () => SecretIsPromised.Require(false));
        ReleasedOnce.Require(true);
        Refuses("holdfast-released-once", () => ReleasedOnce.Require(false));
    }

    [TestMethod]
    public void PartsHaveComeAndNothingLeaves()
    {
        PartsAreCommitted.Require(true);
        Refuses("holdfast-parts-committed", () => PartsAreCommitted.Require(false));
        PartsAreLocked.Require(true);
        Refuses("holdfast-parts-locked", () => PartsAreLocked.Require(false));
        VaultHashStays.Require(0);
        Refuses("holdfast-vault-outgoing", () => VaultHashStays.Require(1));
        Refuses("holdfast-vault-outgoing", () => VaultHashStays.Require(ulong.MaxValue));
    }

    [TestMethod]
    public void TheSumIsAtLeastTheAmountAndAtMostTwiceOfIt()
    {
        const ulong most = (1UL << 48) - 1;
        AmountIsPromised.Require(1000, 0, 1000);
        AmountIsPromised.Require(2000, 0, 1000);
        AmountIsPromised.Require(2 * most, 0, most);
        AmountIsPromised.Require(1, 0, 0);
        AmountIsPromised.Require(1UL << 54, 0, 0);
        Refuses("holdfast-promise-amount", () => AmountIsPromised.Require(999, 0, 1000));
        Refuses("holdfast-promise-amount", () => AmountIsPromised.Require(2001, 0, 1000));
        Refuses("holdfast-promise-amount", () => AmountIsPromised.Require(most - 1, 0, most));
        Refuses("holdfast-promise-amount", () => AmountIsPromised.Require(0, 0, 0));
        AmountIsPromised.Require(900, 100, 1000);
        AmountIsPromised.Require(1UL << 54, 1UL << 54, 0);
        Refuses("holdfast-promise-amount", () => AmountIsPromised.Require(899, 100, 1000));
        Refuses("holdfast-promise-amount", () => AmountIsPromised.Require(0, 1000, 1000));
        Refuses("holdfast-promise-amount", () => AmountIsPromised.Require(2001, 100, 1000));
    }

    [TestMethod]
    public void AClaimHasTime()
    {
        ClaimLeavesTime.Require(118, 100, s_main);
        Refuses("holdfast-claim-guard", () => ClaimLeavesTime.Require(117, 100, s_main));
        ClaimLeavesTime.Require(104, 100, s_test);
        Refuses("holdfast-claim-guard", () => ClaimLeavesTime.Require(103, 100, s_test));
        ClaimLeavesTime.Require(uint.MaxValue, 0, s_main);
        Refuses("holdfast-claim-guard", () => ClaimLeavesTime.Require(uint.MaxValue, uint.MaxValue, s_main));
        Refuses("holdfast-claim-guard", () => ClaimLeavesTime.Require(0, 0, s_main));
    }

    [TestMethod]
    public void OrdersAreNewSoundAndWithinLimits()
    {
        OrderIsNew.Require(true);
        Refuses("holdfast-jit-known", () => OrderIsNew.Require(false));
        TermsAreSound.Require(true);
        Refuses("holdfast-jit-terms", () => TermsAreSound.Require(false));
        JitFeeWithinLimits.Require(true, false);
        JitFeeWithinLimits.Require(false, true);
        Refuses("holdfast-jit-limit", () => JitFeeWithinLimits.Require(false, false));
        OrderIsOpen.Require(true);
        Refuses("holdfast-jit-order", () => OrderIsOpen.Require(false));
        PromiseFitsOrder.Require(true);
        Refuses("holdfast-jit-promise", () => PromiseFitsOrder.Require(false));
        OrderIsIdle.Require(true);
        Refuses("holdfast-jit-in-flight", () => OrderIsIdle.Require(false));
        FeeIsTakenOnce.Require(true, 0);
        FeeIsTakenOnce.Require(false, 1);
        Refuses("holdfast-jit-once", () => FeeIsTakenOnce.Require(true, 1));
        FeeIsAgreed.Require(0, 0);
        FeeIsAgreed.Require(546, 546);
        Refuses("holdfast-jit-fee", () => FeeIsAgreed.Require(547, 546));
        Refuses("holdfast-jit-fee", () => FeeIsAgreed.Require(1, 0));
        FeeIsForChannel.Require(true);
        Refuses("holdfast-jit-channel", () => FeeIsForChannel.Require(false));
        UnlockedWithinLimit.Require(0, s_main);
        Refuses("holdfast-zeroconf-limit", () => UnlockedWithinLimit.Require(1, s_main));
        HintIsAgreed.Require(true);
        Refuses("holdfast-jit-hint", () => HintIsAgreed.Require(false));
        NothingIsKept.Require(true);
        Refuses("holdfast-jit-skim", () => NothingIsKept.Require(false));
    }

    [TestMethod]
    public void WhatWasReleasedIsKept()
    {
        ReleasedIsKept.Require(0, false);
        ReleasedIsKept.Require(1, true);
        Refuses("holdfast-released-kept", () => ReleasedIsKept.Require(1, false));
    }

    [TestMethod]
    public void AnInvoiceIsTheVaultsWhereTheOwnerWantsIt()
    {
        ulong[] values = LimitTable.Presets(true, 30);
        values[30] = 1;
        Limits only = new Limits(values);
        InvoiceIsVaults.Require(false, s_main);
        InvoiceIsVaults.Require(true, only);
        Refuses("holdfast-vault-only", () => InvoiceIsVaults.Require(false, only));
        InvoiceIsPromised.Require(true);
        Refuses("holdfast-promise-kept", () => InvoiceIsPromised.Require(false));
        Refuses("holdfast-vault-only", () => VaultRules.RequireInvoice(false, false, false, true, true, only));
        Refuses("holdfast-promise-open", () => VaultRules.RequireInvoice(true, false, false, true, true, only));
        Refuses("holdfast-promise-kept", () => VaultRules.RequireInvoice(true, true, false, true, true, only));
        Refuses("holdfast-promise-kept", () => VaultRules.RequireInvoice(true, true, false, false, false, only));
        Refuses("holdfast-jit-order", () => VaultRules.RequireInvoice(true, true, true, false, false, only));
        Refuses("holdfast-jit-hint", () => VaultRules.RequireInvoice(true, true, true, true, false, only));
        VaultRules.RequireInvoice(true, true, true, true, true, only);
        VaultRules.RequireInvoice(false, false, false, true, true, s_main);
        Refuses("holdfast-vault-only", () => VaultRules.RequireReviewed(false, only));
        Refuses("holdfast-vault-hash", () => VaultRules.RequireReview(false, false, false, true, true));
        Refuses("holdfast-promise-open", () => VaultRules.RequireReview(true, false, false, true, true));
        Refuses("holdfast-promise-kept", () => VaultRules.RequireReview(true, true, false, true, true));
        Refuses("holdfast-jit-order", () => VaultRules.RequireReview(true, true, true, false, false));
        Refuses("holdfast-path-made", () => VaultRules.RequireReview(true, true, true, true, false));
        VaultRules.RequireReview(true, true, true, true, true);
        PathsAreMade.Require(true);
        Refuses("holdfast-path-made", () => PathsAreMade.Require(false));
        PathIsAgreed.Require(true);
        Refuses("holdfast-jit-path", () => PathIsAgreed.Require(false));
        PathFromPeer.Require(true);
        Refuses("holdfast-path-peer", () => PathFromPeer.Require(false));
        Refuses("holdfast-vault-hash", () => VaultRules.RequirePath(false, false, false, false));
        Refuses("holdfast-promise-open", () => VaultRules.RequirePath(true, false, false, false));
        Refuses("holdfast-jit-path", () => VaultRules.RequirePath(true, true, false, false));
        Refuses("holdfast-path-peer", () => VaultRules.RequirePath(true, true, true, false));
        VaultRules.RequirePath(true, true, true, true);
    }

    [TestMethod]
    public void TheFirstRuleThatDoesNotHoldIsNamed()
    {
        Refuses("holdfast-vault-hash", () => VaultRules.RequireCancellable(false, true));
        Refuses("holdfast-released-once", () => VaultRules.RequireCancellable(true, true));
        Refuses("holdfast-promise-open", () => VaultRules.RequireRequest(false, false));
        Refuses("holdfast-payment-secret", () => VaultRules.RequireRequest(true, false));
        Refuses("holdfast-parts-committed", () => VaultRules.RequireParts(false, false, 1, false, 1, s_main));
        Refuses("holdfast-parts-locked", () => VaultRules.RequireParts(true, false, 1, false, 1, s_main));
        Refuses("holdfast-zeroconf-limit", () => VaultRules.RequireParts(true, true, 1, false, 1, s_main));
        Refuses("holdfast-jit-channel", () => VaultRules.RequireParts(true, true, 0, false, 1, s_main));
        Refuses("holdfast-vault-outgoing", () => VaultRules.RequireParts(true, true, 0, true, 1, s_main));
        Refuses("holdfast-jit-skim", () => VaultRules.RequireKept(false, true, 2, 1));
        Refuses("holdfast-jit-once", () => VaultRules.RequireKept(true, true, 2, 1));
        Refuses("holdfast-jit-fee", () => VaultRules.RequireKept(true, false, 2, 1));
        VaultRules.RequireKept(true, false, 1, 1);
        Refuses("holdfast-jit-known", () => VaultRules.RequireTerms(false, false));
        Refuses("holdfast-jit-terms", () => VaultRules.RequireTerms(true, false));
        VaultRules.RequireTerms(true, true);
        Refuses("holdfast-jit-order", () => VaultRules.RequirePromise(false, false));
        Refuses("holdfast-jit-promise", () => VaultRules.RequirePromise(true, false));
        Refuses("holdfast-jit-order", () => VaultRules.RequireForgettable(false, false));
        Refuses("holdfast-jit-in-flight", () => VaultRules.RequireForgettable(true, false));
        Refuses("holdfast-promise-amount", () => VaultRules.RequireWorth(0, 0, 1, 0, 1, s_main));
        Refuses("holdfast-claim-guard", () => VaultRules.RequireWorth(1, 0, 1, 0, 1, s_main));
        VaultRules.RequireCancellable(true, false);
        VaultRules.RequireRequest(true, true);
        VaultRules.RequireParts(true, true, 0, true, 0, s_main);
        VaultRules.RequireWorth(1, 0, 1, 18, 0, s_main);
    }

    private static void Refuses(string tag, Action action)
    {
        Assert.AreEqual(tag, ((Refusal)Expect.Throws(typeof(Refusal), action)).Tag);
    }
}
