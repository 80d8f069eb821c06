namespace Holdfast.Policy;

/// <summary>What must hold before our inputs of a wallet transaction are signed; channel fundings among its outputs have <see cref="FundingRules"/>.</summary>
public static class WalletRules
{
    public static void Require(uint version, int sizeBytes, ulong beforeSat, ulong afterSat, int inputs, int unknownOutputs, bool hasForeignInputs,
        bool ownerAgrees, Limits limits)
    {
        TransactionIsStandard.Require(version);
        SizeWithinLimit.Require(sizeBytes, limits);
        OutputsAreKnown.Require(unknownOutputs, hasForeignInputs, ownerAgrees);
        LossIsOnlyFee.Require(beforeSat, afterSat, sizeBytes, inputs, ownerAgrees, limits);
    }
}
