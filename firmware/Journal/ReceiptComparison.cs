namespace Holdfast.Journal;

/// <summary>What the host's last receipt says about the state on the device.</summary>
public enum ReceiptComparison
{
    /// <summary>The device is exactly where the host saw it last.</summary>
    Same = 0,

    /// <summary>The device has gone on since: usually one reply was lost. Checked as far as it remembers the step that the receipt names.</summary>
    DeviceAhead = 1,

    /// <summary>This volume has been further than it is now: an older image was restored, or flash lost its newest state. Never sign.</summary>
    DeviceOlder = 2,

    /// <summary>Not a receipt of this volume, or the same sequence with another content: a second history exists.</summary>
    Foreign = 3,
}
