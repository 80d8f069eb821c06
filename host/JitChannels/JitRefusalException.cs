namespace Holdfast.JitChannels;

/// <summary>What the owner asked for is not done. The message is a sentence for the owner.</summary>
/// <param name="tag">The device's rule; empty when it was not the device.</param>
public sealed class JitRefusalException(string message, string tag = "") : Exception(message)
{
    public string Tag { get; } = tag;
}
