namespace Holdfast.DeviceLink;

/// <summary>One attempt failed on the line. Never leaves this room: the client tries again or gives up with <see cref="LinkLostException"/>.</summary>
internal sealed class LineTroubleException(string message, Exception? inner = null) : Exception(message, inner);
