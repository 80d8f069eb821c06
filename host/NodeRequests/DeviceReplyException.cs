namespace Holdfast.NodeRequests;

/// <summary>The device answered something that is no answer to this request: not the node's mistake, and asking again may cure it.</summary>
public sealed class DeviceReplyException(string what, Exception inner) : Exception("the device's reply cannot be read: " + what, inner);
