namespace Holdfast.DeviceLink;

/// <summary>The line is gone, and was gone before it took the first byte.</summary>
public sealed class NothingWrittenException(string message, Exception? inner = null) : IOException(message, inner);
