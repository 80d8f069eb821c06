namespace Holdfast.Policy;

/// <summary>
/// Backups are made for the two kinds of channels that the device knows.
/// </summary>
public static class BlobTypeIsKnown
{
    public const string Tag = "holdfast-tower-blob-type";

    public static void Require(bool isKnown)
    {
        if (!isKnown)
        {
            throw new Refusal(
                nameof(BlobTypeIsKnown), Tag,
                "Backups have type 6 for channels with anchors or 2 for channels without; rewards (3, 7) and taproot channels (10, 26) are not supported.");
        }
    }
}
