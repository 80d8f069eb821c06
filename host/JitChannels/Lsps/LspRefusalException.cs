namespace Holdfast.JitChannels.Lsps;

/// <summary>The LSP said no, said something that it must not say, or said nothing in time.</summary>
public sealed class LspRefusalException(string message) : Exception(message);
