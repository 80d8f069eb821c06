namespace Holdfast.Policy;

/// <summary>What must hold on a device whose state came from a backup, and before it comes from one.</summary>
public static class RestoreRules
{
    /// <summary>Anything that the device would have to keep to: on a restored one only what it has promised already.</summary>
    public static void RequirePromise(bool isRestored, bool isRepeated)
    {
        RestoredOnlyCloses.Require(isRestored, isRepeated);
    }

    /// <summary>The backup itself, before the owner is asked about it.</summary>
    public static void RequireNewest(bool isNamedByReceipt)
    {
        BackupIsNewest.Require(isNamedByReceipt);
    }

    /// <summary>A close of either kind; last, because the owner may be asked.</summary>
    public static void RequireClose(bool isRestored, bool ownerAgrees)
    {
        CloseIsAgreed.Require(isRestored, ownerAgrees);
    }
}
