using System.Security.Cryptography;

namespace Holdfast.IntentLog;

/// <summary>What is about to be asked of the signer, exactly: after a crash these bytes, and no others, are asked again.</summary>
public sealed class Intent
{
    public const int ChannelBytesMax = 128;
    public const int KindCharsMax = 64;
    public const int RequestBytesMax = 1 << 20;
    public const int ContextBytesMax = 1 << 16;

    /// <param name="channel">Which channel, 1 to 128 bytes, for example the peer's node id and the node's own channel number.</param>
    /// <param name="kind">Which kind of request, 1 to 64 characters. A channel has at most one open intent of a kind.</param>
    /// <param name="request">The request as the signer will get it, at most 1 MiB.</param>
    /// <param name="context">What the caller wants back with the intent after a crash, at most 64 KiB; the log never looks at it.</param>
    /// <exception cref="ArgumentException">A length is outside of these limits.</exception>
    public Intent(byte[] channel, string kind, byte[] request, byte[]? context = null)
    {
        Require(channel.Length is >= 1 and <= ChannelBytesMax, nameof(channel), "a channel key has 1 to 128 bytes");
        Require(kind.Length is >= 1 and <= KindCharsMax, nameof(kind), "a kind has 1 to 64 characters");
        Require(request.Length <= RequestBytesMax, nameof(request), "a request has at most 1 MiB");
        Require(context is null || context.Length <= ContextBytesMax, nameof(context), "a context has at most 64 KiB");
        Channel = channel;
        Kind = kind;
        Request = request;
        Context = context ?? [];
    }

    public byte[] Channel { get; }

    public string Kind { get; }

    public byte[] Request { get; }

    public byte[] Context { get; }

    /// <summary>SHA-256 of <see cref="Request"/>; stored beside it, so that bytes which rotted on disk are never repeated.</summary>
    public byte[] RequestHash => SHA256.HashData(Request);

    private static void Require(bool condition, string parameter, string sentence)
    {
        if (!condition)
        {
            throw new ArgumentException(sentence, parameter);
        }
    }
}
