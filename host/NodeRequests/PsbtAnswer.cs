namespace Holdfast.NodeRequests;

/// <summary>What became of a PSBT that a person asked about.</summary>
/// <param name="Psbt">With the wallet's signatures; null where it was only read, and where it was not signed.</param>
/// <param name="Text">What it does, one sentence a line; empty where it cannot be read.</param>
/// <param name="Trouble">Why it was not signed; empty where nothing is wrong.</param>
public sealed record PsbtAnswer(byte[]? Psbt, string[] Text, string Trouble);
