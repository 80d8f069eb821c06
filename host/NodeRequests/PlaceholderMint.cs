using Holdfast.Crypto;

namespace Holdfast.NodeRequests;

/// <summary>
/// Placeholders for signatures that are not made yet: 64 bytes that parse as a signature (r and s below the group's order, s low), verify for nobody, and are
/// found again wherever they are. The first 16 bytes are the same in all of them. They are a secret of this host, because messages to a peer
/// also carry bytes that others choose, such as the onions of forwarded payments: one who could write them there would cut the connection.
/// The rest follows from the request alone, so a repeated request gets the same placeholder, also from another process.
/// </summary>
public sealed class PlaceholderMint
{
    public const int PlaceholderBytes = 64;

    private const int TagBytes = 16;
    private const int ScalarBytes = 32;

    /// <summary>A first byte below this is below half of the order in any case.</summary>
    private const byte LowFirstByte = 0x3f;

    private readonly byte[] _tag;

    /// <param name="secret">Of this host, and lasting.</param>
    public PlaceholderMint(byte[] secret)
    {
        _tag = Sha256.Hash([.. "holdfast placeholder"u8, .. secret])[..TagBytes];
        _tag[0] &= LowFirstByte;
    }

    /// <param name="request">Type and body of the request whose signature it stands for.</param>
    public byte[] Of(byte[] request)
    {
        byte[] digest = Sha256.Hash([.. _tag, .. request]);
        byte[] low = Sha256.Hash(digest);
        low[0] &= LowFirstByte;
        return [.. _tag, .. digest[..(ScalarBytes - TagBytes)], .. low];
    }

    /// <summary>Where the first placeholder begins, or a part of one; -1 when there is none.</summary>
    public int IndexIn(ReadOnlySpan<byte> frame) => frame.IndexOf(_tag);
}
