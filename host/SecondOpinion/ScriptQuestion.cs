namespace Holdfast.SecondOpinion;

/// <summary>An output script that a person is going to read as an address.</summary>
/// <param name="Prefix">The network's prefix of addresses: bc, tb or bcrt.</param>
/// <param name="Key">The wallet's key, 33 bytes, where the script pays to it; empty otherwise.</param>
public sealed record ScriptQuestion(string Prefix, byte[] Script, byte[] Key);

/// <summary>What the other library calls it.</summary>
/// <param name="Address">Empty for a script without an address.</param>
/// <param name="Descriptor">With its checksum (BIP 380).</param>
/// <param name="Trouble">Why it has no name for the script; empty when it has one.</param>
public sealed record ScriptOpinion(string Address, string Descriptor, string Trouble);
