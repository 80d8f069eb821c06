namespace Holdfast.Policy;

/// <summary>What must hold before our inputs of a transaction are signed; channel fundings among its outputs have <see cref="FundingRules"/>.</summary>
public static class WalletRules
{
    public static void RequireFormat(uint version, int sizeBytes, Limits limits)
    {
        TransactionIsStandard.Require(version);
        SizeWithinLimit.Require(sizeBytes, limits);
    }

    public static void RequireAccount(bool isExact, bool paysOthers, ulong lostSat, ulong allowanceSat, bool ownerAgrees)
    {
        AccountIsExact.Require(isExact, ownerAgrees);
        OutputsAreKnown.Require(paysOthers, ownerAgrees);
        LossIsOnlyFee.Require(lostSat, allowanceSat, ownerAgrees);
    }
}
