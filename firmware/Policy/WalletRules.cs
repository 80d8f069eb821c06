namespace Holdfast.Policy;

/// <summary>What must hold before the wallet's inputs of a transaction are signed; channel fundings among its outputs have <see cref="FundingRules"/>.</summary>
public static class WalletRules
{
    public static void RequireFormat(uint version, int sizeBytes, Limits limits)
    {
        TransactionIsStandard.Require(version);
        SizeWithinLimit.Require(sizeBytes, limits);
    }

    /// <param name="isExact">No input of the owner can hide in it.</param>
    /// <param name="paysOthers">It pays somebody else.</param>
    /// <param name="pushedSat">What it gives to peers of channels that the holder opens.</param>
    /// <param name="lostSat">What it takes from the owner.</param>
    /// <param name="allowanceSat">How much of that may be a fee.</param>
    /// <param name="levelSat">What fees have come to before.</param>
    /// <param name="limits">Those in force.</param>
    /// <param name="ownerAgrees">One press for all of it.</param>
    public static void RequireAccount(bool isExact, bool paysOthers, ulong pushedSat, ulong lostSat, ulong allowanceSat, ulong levelSat, Limits limits, bool ownerAgrees)
    {
        AccountIsExact.Require(isExact, ownerAgrees);
        OutputsAreKnown.Require(paysOthers, ownerAgrees);
        ChannelPushIsAgreed.Require(pushedSat, lostSat, allowanceSat, ownerAgrees);
        LossIsOnlyFee.Require(lostSat, allowanceSat, ownerAgrees);
        FeesWithinDay.Require(levelSat, lostSat, limits, ownerAgrees);
    }

    /// <summary>A key of the wallet to which the owner's money goes.</summary>
    public static void RequirePath(uint keyIndex, Limits limits)
    {
        WalletPathIsPredictable.Require(keyIndex, limits);
    }
}
