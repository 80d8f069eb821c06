namespace Holdfast.DeviceLink;

/// <summary>The device has acted, and what it has sealed could not be made durable here; the answer is withheld. The same request again gets it, once the disk takes it.</summary>
public sealed class BackupException(string message, Exception inner) : Exception(message, inner);
