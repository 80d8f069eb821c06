namespace Holdfast.Flash;

/// <summary>Flashing cannot go on. The message says what is wrong and, where that is known, the command that helps.</summary>
public sealed class FlashException(string message) : Exception(message);
