namespace Holdfast.Towers;

/// <summary>The kinds of backups that lnd's towers know and that the device makes: by whether the channel has anchors.</summary>
public static class BlobTypes
{
    /// <summary>Channels without anchors.</summary>
    public const int Legacy = 2;

    /// <summary>Channels with anchors.</summary>
    public const int Anchors = 6;

    public static bool IsKnown(int blobType)
    {
        return blobType == Legacy || blobType == Anchors;
    }
}
