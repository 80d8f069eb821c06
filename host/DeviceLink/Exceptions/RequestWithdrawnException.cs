namespace Holdfast.DeviceLink;

/// <summary>The asker went away before a byte of the request was on an open line: the device never saw it, and never will.</summary>
public sealed class RequestWithdrawnException() : Exception("withdrawn: the client left, and the device never got the request");
