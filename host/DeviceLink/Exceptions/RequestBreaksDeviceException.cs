namespace Holdfast.DeviceLink;

/// <summary>The device rebooted, or answered what cannot be read, each time it got this request. Whether it was executed is unknown; others may go on.</summary>
public sealed class RequestBreaksDeviceException(int times)
    : Exception($"the device rebooted or sent an unreadable answer {times} times during this request; it is not sent again");
