namespace Holdfast.Policy;

/// <summary>What must hold before an own payment is approved.</summary>
public static class ApprovalRules
{
    /// <summary>The invoice by itself.</summary>
    public static void RequireInvoice(bool isInForce, ulong time, ulong expires)
    {
        InvoiceNotExpired.Require(isInForce, time, expires);
    }

    /// <summary>The amount by itself.</summary>
    public static void RequireAmount(ulong amountMsat, Limits limits)
    {
        PaymentWithinLimit.Require(amountMsat, limits);
    }

    /// <summary>Where the same hash is approved already.</summary>
    public static void RequireSame(ulong approvedMsat, ulong wantedMsat)
    {
        ApprovalIsFixed.Require(approvedMsat, wantedMsat);
    }

    /// <summary>Who agrees.</summary>
    public static void RequireApproved(bool wasPaid, bool isFree, bool fits, bool ownerAgrees)
    {
        PaidOnlyOnce.Require(wasPaid, ownerAgrees);
        ApprovalIsGiven.Require(isFree, ownerAgrees);
        VelocityWithinLimit.Require(fits, ownerAgrees);
    }

    /// <summary>Who is on the list.</summary>
    public static void RequirePayee(bool isAllowed)
    {
        PayeeIsAgreed.Require(isAllowed);
    }
}
