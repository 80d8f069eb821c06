namespace Holdfast.Policy;

/// <summary>
/// A tower gets backups that the device made for this session, and nothing else: it would put anything else in the place of a good one.
/// </summary>
public static class BlobIsOurs
{
    public const string Tag = "holdfast-tower-own-blob";

    public static void Require(bool isOurs)
    {
        if (!isOurs)
        {
            throw new Refusal(nameof(BlobIsOurs), Tag, "The device did not make this backup for this session; send what MakeTowerBackup gave.");
        }
    }
}
