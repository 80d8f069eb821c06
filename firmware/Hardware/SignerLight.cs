namespace Holdfast.Hardware;

/// <summary>The states a person can tell apart by the light.</summary>
public enum SignerLight
{
    /// <summary>No key on the device.</summary>
    Blank = 0,

    /// <summary>A key is there; the host has not unlocked it.</summary>
    Locked = 1,

    /// <summary>Ready to sign.</summary>
    Ready = 2,

    /// <summary>Working on a request.</summary>
    Busy = 3,

    /// <summary>A question about money waits for one press of the button.</summary>
    Asking = 4,

    /// <summary>Stopped signing for good until a person looks.</summary>
    Stopped = 5,

    /// <summary>The device would be erased if the owner held the button down now.</summary>
    Erasing = 6,

    /// <summary>Files on the flash were damaged; the device goes on from what is left if the owner holds the button down now.</summary>
    Repairing = 7,
}
