using System;
using Holdfast.Policy;

namespace Holdfast.Unit.Policy;

/// <summary>The rules about approvals: what they let pass, just inside and just outside, and their tags.</summary>
[TestClass]
public class ApprovalRuleTests
{
    [TestMethod]
    public void AnInvoiceIsGoodInItsLastSecond()
    {
        InvoiceNotExpired.Require(true, 1000, 1000);
        InvoiceNotExpired.Require(false, ulong.MaxValue, 0);
        Refuses("policy-invoice-not-expired", () => InvoiceNotExpired.Require(true, 1001, 1000));
        Refuses("policy-invoice-not-expired", () => InvoiceNotExpired.Require(true, ulong.MaxValue, ulong.MaxValue - 1));
    }

    [TestMethod]
    public void APaymentIsWithinTheLimit()
    {
        Limits limits = new Limits(true, 74);
        PaymentWithinLimit.Require(0, limits);
        PaymentWithinLimit.Require(limits.PaymentMsatMax, limits);
        Refuses("holdfast-payment-limit", () => PaymentWithinLimit.Require(limits.PaymentMsatMax + 1, limits));
        Refuses("holdfast-payment-limit", () => PaymentWithinLimit.Require(ulong.MaxValue, limits));
    }

    [TestMethod]
    public void AnApprovalIsNotMadeLarger()
    {
        ApprovalIsFixed.Require(5, 5);
        ApprovalIsFixed.Require(5, 0);
        Refuses("holdfast-approval-fixed", () => ApprovalIsFixed.Require(5, 6));
        Refuses("holdfast-approval-fixed", () => ApprovalIsFixed.Require(0, ulong.MaxValue));
    }

    [TestMethod]
    public void SomebodyAgrees()
    {
        PaidOnlyOnce.Require(false, false);
        PaidOnlyOnce.Require(true, true);
        Refuses("holdfast-paid-before", () => PaidOnlyOnce.Require(true, false));
        ApprovalIsGiven.Require(true, false);
        ApprovalIsGiven.Require(false, true);
        Refuses("policy-commitment-payment-approved", () => ApprovalIsGiven.Require(false, false));
        VelocityWithinLimit.Require(true, false);
        VelocityWithinLimit.Require(false, true);
        Refuses("policy-commitment-payment-velocity", () => VelocityWithinLimit.Require(false, false));
        PayeeIsAgreed.Require(true);
        Refuses("policy-commitment-payment-allowlisted", () => PayeeIsAgreed.Require(false));
    }

    [TestMethod]
    public void TheFirstRuleThatDoesNotHoldIsNamed()
    {
        Refuses("holdfast-paid-before", () => ApprovalRules.RequireApproved(true, false, false, false));
        Refuses("policy-commitment-payment-approved", () => ApprovalRules.RequireApproved(false, false, false, false));
        Refuses("policy-commitment-payment-velocity", () => ApprovalRules.RequireApproved(false, true, false, false));
        ApprovalRules.RequireApproved(false, true, true, false);
        ApprovalRules.RequireApproved(true, false, false, true);
    }

    private static void Refuses(string tag, Action action)
    {
        Assert.AreEqual(tag, ((Refusal)Expect.Throws(typeof(Refusal), action)).Tag);
    }
}
