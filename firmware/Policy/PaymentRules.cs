namespace Holdfast.Policy;

/// <summary>
/// What must hold for the payments that a commitment carries, in this order, after every other rule about the commitment; the question to the owner comes last. RULES.md,
/// "One account for payments", says what is counted.
/// </summary>
public static class PaymentRules
{
    /// <summary>Where another funding has the number already.</summary>
    public static void RequireSame(bool isSame)
    {
        FundingsCarryTheSame.Require(isSame);
    }

    public static void RequireExplained(bool isExplained)
    {
        BalanceMovesByPayments.Require(isExplained);
    }

    public static void RequireRoom(int count, int countMax)
    {
        PaymentsHaveRoom.Require(count, countMax);
    }

    public static void RequireTime(bool isLate)
    {
        ExpiryLeavesTime.Require(isLate);
    }

    /// <summary>With the same press as what is covered.</summary>
    public static void RequireUnlisted(long sumMsat, Limits limits, bool ownerAgrees)
    {
        UnlistedWithinLimit.Require(sumMsat, limits, ownerAgrees);
    }

    /// <summary>A payment of a channel that ended on chain.</summary>
    public static void RequireTimeout(bool isInForce, int depthBlocks, bool isShown, Limits limits)
    {
        TimeoutIsProven.Require(isInForce, depthBlocks, isShown, limits);
    }

    public static void RequireCovered(ulong uncoveredMsat, ulong givenBackMsat, bool hasIncoming, bool hasApproval, bool ownerAgrees)
    {
        ForwardIsCovered.Require(uncoveredMsat, hasIncoming, ownerAgrees);
        ApprovalIsKept.Require(uncoveredMsat, hasApproval, ownerAgrees);
        PaymentIsInvoiced.Require(uncoveredMsat, ownerAgrees);
        IncomingIsKept.Require(givenBackMsat, ownerAgrees);
    }
}
