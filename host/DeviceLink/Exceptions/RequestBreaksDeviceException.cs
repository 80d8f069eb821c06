namespace Holdfast.DeviceLink;

/// <summary>The device rebooted, or answered what cannot be read, each time it got this request. Whether it was executed is unknown; others may go on.</summary>
public sealed class RequestBreaksDeviceException(int times)
    : Exception($"the device rebooted or answered what cannot be read {times} times on this one request; it is not sent again");
