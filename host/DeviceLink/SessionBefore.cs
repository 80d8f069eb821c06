namespace Holdfast.DeviceLink;

/// <summary>Whose session ended when this client's began.</summary>
public enum SessionBefore
{
    /// <summary>There was none, or it was this client's.</summary>
    None,

    /// <summary>One was open and this client had none: an earlier process of this host, or another host.</summary>
    Unknown,

    /// <summary>Another session had taken its place: somebody else has the host's half.</summary>
    Stolen,
}
