namespace Holdfast.HostUnit.HsmdBridge.Pumps;

/// <summary>Where node and bridge die. The names say what has happened by then.</summary>
internal enum CutPoint
{
    None,

    /// <summary>Signatures are asked for, and no answer was read.</summary>
    Asked,

    /// <summary>Placeholders and HTLC signatures are there; lightningd has stored nothing.</summary>
    Prepared,

    /// <summary>lightningd has stored the state; no message was written.</summary>
    Stored,

    /// <summary>The message is written and held, because the device is away.</summary>
    Held,

    /// <summary>The device has promised and signed the first commitment, and its answer did not come.</summary>
    PromisedFirst,

    /// <summary>The same for the last commitment of the message.</summary>
    PromisedLast,

    /// <summary>Everything is signed and on its way to connectd, which dies before it reads it.</summary>
    Signed,

    /// <summary>connectd has the message.</summary>
    Sent,
}
