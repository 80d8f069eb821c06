namespace Holdfast.DeviceLink;

/// <summary>Whose session ended when ours began.</summary>
public enum SessionBefore
{
    /// <summary>There was none, or it was ours.</summary>
    None,

    /// <summary>One was open and we had none: an earlier process of this host, or another host.</summary>
    Unknown,

    /// <summary>Another session had taken its place: somebody else has the host's half.</summary>
    Stolen,
}
