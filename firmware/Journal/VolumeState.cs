namespace Holdfast.Journal;

/// <summary>What can be seen of a volume without its key.</summary>
public enum VolumeState
{
    /// <summary>No marker and no heads: never provisioned, wiped, or silently formatted after a failed mount. Only the host can tell which.</summary>
    Blank = 0,

    /// <summary>Heads without a marker: provisioning was interrupted before the first promise, or the marker is lost. Needs a wipe.</summary>
    Unfinished = 1,

    /// <summary>A marker of this format with a volume id.</summary>
    Provisioned = 2,

    /// <summary>A marker that is damaged or of an unknown format.</summary>
    Unreadable = 3,
}
