namespace Holdfast.DeviceLink;

/// <summary>
/// No answer within the attempts that the settings allow. Whether the device executed the request is unknown: ask for exactly the same again.
/// </summary>
public sealed class LinkLostException(string message, Exception inner) : Exception(message, inner);
