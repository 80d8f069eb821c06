using System;
using Holdfast.Bytes;
using Holdfast.Hardware;

namespace Holdfast.Towers;

/// <summary>
/// A connection after its handshake (BOLT 8): messages of known length, sealed, in both directions. A message on the line is its length (2 bytes) and a MAC,
/// then its bytes and a MAC. Holds secrets: <see cref="Wipe"/> it.
/// </summary>
public sealed class NoiseConnection
{
    /// <summary>A sealed length.</summary>
    public const int HeaderBytes = 2 + ChaChaPoly.MacBytes;

    private readonly NoiseKey _sending;
    private readonly NoiseKey _receiving;

    /// <param name="both">The key of what the initiator sends, then that of what it receives.</param>
    internal NoiseConnection(IHmac hmac, byte[] chain, byte[] both)
    {
        byte[] key = new byte[32];
        Array.Copy(both, 0, key, 0, 32);
        _sending = new NoiseKey(hmac, chain, key);
        Array.Copy(both, 32, key, 0, 32);
        _receiving = new NoiseKey(hmac, chain, key);
        Array.Clear(key, 0, 32);
    }

    /// <summary>The message as it goes on the line.</summary>
    public byte[] Seal(byte[] message)
    {
        Check.That(message.Length <= 0xffff, "a message has a length of 16 bits");
        byte[] header = _sending.Seal(new byte[] { (byte)(message.Length >> 8), (byte)message.Length });
        byte[] body = _sending.Seal(message);
        byte[] line = new byte[header.Length + body.Length];
        Array.Copy(header, 0, line, 0, header.Length);
        Array.Copy(body, 0, line, header.Length, body.Length);
        return line;
    }

    /// <summary>How many bytes follow the header, the MAC included; −1 when it is not genuine.</summary>
    public int OpenHeader(byte[] header)
    {
        byte[] length = header.Length == HeaderBytes ? _receiving.Open(header) : null;
        return length == null ? -1 : ((length[0] << 8) | length[1]) + ChaChaPoly.MacBytes;
    }

    /// <summary>The message; null when it is not genuine.</summary>
    public byte[] OpenBody(byte[] body)
    {
        return _receiving.Open(body);
    }

    public void Wipe()
    {
        _sending.Wipe();
        _receiving.Wipe();
    }
}
