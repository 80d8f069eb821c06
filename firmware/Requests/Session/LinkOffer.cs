using System;

namespace Holdfast.Requests;

/// <summary>What the device brings to a handshake: an ephemeral key and a nonce, drawn anew after every use and never stored.</summary>
public sealed class LinkOffer
{
    public const int NonceBytes = 16;
    public const int PointBytes = 33;

    public readonly byte[] Nonce;
    public readonly byte[] Point;

    private readonly byte[] _secret;

    public LinkOffer(byte[] nonce, byte[] secret, byte[] point)
    {
        Nonce = nonce;
        Point = point;
        _secret = secret;
    }

    /// <summary>Not a copy.</summary>
    public byte[] Secret
    {
        get { return _secret; }
    }

    /// <summary>A later reader of the memory cannot open what was recorded.</summary>
    public void Wipe()
    {
        Array.Clear(_secret, 0, _secret.Length);
    }
}
