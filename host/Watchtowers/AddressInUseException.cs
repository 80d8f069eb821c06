namespace Holdfast.Watchtowers;

/// <summary>What somebody wants to remove is in use right now; it can be removed a moment later.</summary>
public sealed class AddressInUseException(string sentence) : Exception(sentence);
