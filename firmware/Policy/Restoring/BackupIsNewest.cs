namespace Holdfast.Policy;

/// <summary>
/// A backup is restored only if the newest receipt that the host has names it. A host that has hidden a newer receipt is not found out by this, which is why a restored
/// device only closes, and asks its owner.
/// </summary>
public static class BackupIsNewest
{
    public const string Tag = "holdfast-backup-newest";

    public static void Require(bool isNamedByReceipt)
    {
        if (!isNamedByReceipt)
        {
            throw new Refusal(nameof(BackupIsNewest), Tag,
                "The receipt names another state than this backup: the device has promised more after the backup was made. Look for a newer copy of the backup.");
        }
    }
}
