namespace Holdfast.DeviceLink;

/// <summary>The request does not fit into one message of this device; nothing was sent.</summary>
public sealed class MessageTooLongException(int lengthBytes, uint lengthBytesMax)
    : Exception($"the request takes {lengthBytes} bytes, more than the {lengthBytesMax} that the device reads at once");
