using System;
using Holdfast.Policy;

namespace Holdfast.Unit.Policy;

/// <summary>The rules about payments: what they let pass, and their tags.</summary>
[TestClass]
public class PaymentRuleTests
{
    [TestMethod]
    public void FundingsCarryTheSamePayments()
    {
        FundingsCarryTheSame.Require(true);
        Refuses("holdfast-fundings-agree", () => FundingsCarryTheSame.Require(false));
    }

    [TestMethod]
    public void WhatWeOwnIsExplained()
    {
        BalanceMovesByPayments.Require(true);
        Refuses("policy-routing-deltas-only-htlc", () => BalanceMovesByPayments.Require(false));
    }

    [TestMethod]
    public void ATableHasRoom()
    {
        PaymentsHaveRoom.Require(148, 148);
        Refuses("holdfast-payments-room", () => PaymentsHaveRoom.Require(149, 148));
    }

    [TestMethod]
    public void ThereIsTimeToClaim()
    {
        ExpiryLeavesTime.Require(false);
        Refuses("policy-routing-cltv-delta", () => ExpiryLeavesTime.Require(true));
    }

    [TestMethod]
    public void WhatLeavesIsCoveredOrAgreedTo()
    {
        ForwardIsCovered.Require(0, true, false);
        ForwardIsCovered.Require(1, false, false);
        ForwardIsCovered.Require(1, true, true);
        Refuses("policy-commitment-htlc-routing-balance", () => ForwardIsCovered.Require(1, true, false));
        ApprovalIsKept.Require(0, true, false);
        ApprovalIsKept.Require(1, false, false);
        ApprovalIsKept.Require(1, true, true);
        Refuses("policy-commitment-payment-approved", () => ApprovalIsKept.Require(1, true, false));
        PaymentIsInvoiced.Require(0, false);
        PaymentIsInvoiced.Require(ulong.MaxValue, true);
        Refuses("policy-commitment-payment-invoiced", () => PaymentIsInvoiced.Require(1, false));
    }

    [TestMethod]
    public void WhatWasPaidOnIsKept()
    {
        IncomingIsKept.Require(0, false);
        IncomingIsKept.Require(1, true);
        Refuses("policy-routing-balanced", () => IncomingIsKept.Require(1, false));
    }

    [TestMethod]
    public void WhatIsNotListedIsWithinTheLimit()
    {
        Limits limits = new Limits(true, 74);
        UnlistedWithinLimit.Require(7500000, limits, false);
        UnlistedWithinLimit.Require(long.MinValue, limits, false);
        UnlistedWithinLimit.Require(7500001, limits, true);
        Refuses("holdfast-unlisted-limit", () => UnlistedWithinLimit.Require(7500001, limits, false));
        Refuses("holdfast-unlisted-limit", () => UnlistedWithinLimit.Require(long.MaxValue, limits, false));
        Assert.AreEqual(2500000, (int)UnlistedWithinLimit.SlackMsat(limits));
    }

    [TestMethod]
    public void TheFirstRuleThatDoesNotHoldIsNamed()
    {
        Refuses("policy-commitment-htlc-routing-balance", () => PaymentRules.RequireCovered(1, 1, true, true, false));
        Refuses("policy-commitment-payment-approved", () => PaymentRules.RequireCovered(1, 1, false, true, false));
        Refuses("policy-commitment-payment-invoiced", () => PaymentRules.RequireCovered(1, 1, false, false, false));
        Refuses("policy-routing-balanced", () => PaymentRules.RequireCovered(0, 1, true, true, false));
        PaymentRules.RequireCovered(1, 1, true, true, true);
    }

    private static void Refuses(string tag, Action action)
    {
        Assert.AreEqual(tag, ((Refusal)Expect.Throws(typeof(Refusal), action)).Tag);
    }
}
