using System;
using Holdfast.Bytes;
using Holdfast.Hardware;

namespace Holdfast.Crypto;

/// <summary>
/// What both ends of the cable derive from one handshake (PROTOCOL.md, "Veil"). Who knows the pairing key and either ephemeral secret can derive it;
/// a recording and the pairing key together cannot. Good for one message and the reply to it; <see cref="Wipe"/> afterwards.
/// </summary>
public sealed class LinkKeys
{
    public const int PairingBytes = 32;

    /// <summary>Of the MAC behind a veiled message.</summary>
    public const int MacBytes = 16;

    private const int KeyBytes = 32;

    private static readonly byte[] s_pairing = Ascii.Bytes("holdfast pairing");
    private static readonly byte[] s_handshake = Ascii.Bytes("holdfast link 3");
    private static readonly byte[] s_veil = Ascii.Bytes("holdfast veil");
    private static readonly byte[] s_name = Ascii.Bytes("holdfast session name");

    private readonly IHmac _hmac;
    private readonly byte[] _maskKey = new byte[KeyBytes];
    private readonly byte[] _macKey = new byte[KeyBytes];
    private readonly byte[] _chainKey = new byte[KeyBytes];

    /// <param name="hmac">Either end's own.</param>
    /// <param name="shared">SHA-256 of the compressed point that both ephemeral keys make.</param>
    /// <param name="pairingKey">As <see cref="PairingKey"/> makes it; zeros on a device that has none yet.</param>
    /// <param name="greeting">The fields of the reply to Hello, byte for byte: both ends must have seen the same.</param>
    /// <param name="hostPoint">The host's ephemeral point.</param>
    /// <param name="id">Of the veiled message.</param>
    public LinkKeys(IHmac hmac, byte[] shared, byte[] pairingKey, byte[] greeting, byte[] hostPoint, byte id)
    {
        _hmac = hmac;
        ByteWriter seen = new ByteWriter(1 + hostPoint.Length + greeting.Length);
        seen.U8(id);
        seen.Bytes(hostPoint);
        seen.Bytes(greeting);
        byte[] transcript = hmac.Sha256(s_handshake, seen.ToArray());

        byte[] secret = new byte[shared.Length + pairingKey.Length];
        Array.Copy(shared, 0, secret, 0, shared.Length);
        Array.Copy(pairingKey, 0, secret, shared.Length, pairingKey.Length);
        byte[] keys = Hkdf.Sha256(hmac, transcript, secret, s_veil, 3 * KeyBytes);
        Array.Copy(keys, 0, _maskKey, 0, KeyBytes);
        Array.Copy(keys, KeyBytes, _macKey, 0, KeyBytes);
        Array.Copy(keys, 2 * KeyBytes, _chainKey, 0, KeyBytes);
        Array.Clear(secret, 0, secret.Length);
        Array.Clear(keys, 0, keys.Length);
    }

    /// <summary>What device and host share from provisioning on. It follows from the host's half and says nothing about it.</summary>
    public static byte[] PairingKey(IHmac hmac, byte[] hostHalf)
    {
        return hmac.Sha256(hostHalf, s_pairing);
    }

    /// <summary>The public name of a session, 16 bytes.</summary>
    public static byte[] SessionName(IHmac hmac, byte[] sessionKey)
    {
        byte[] mac = hmac.Sha256(sessionKey, s_name);
        byte[] name = new byte[16];
        Array.Copy(mac, 0, name, 0, name.Length);
        return name;
    }

    /// <summary>Covers or uncovers the first <paramref name="count"/> bytes from <paramref name="offset"/>: XOR with a stream that is used for one message only.</summary>
    public byte[] Mask(byte[] bytes, int offset, int count)
    {
        byte[] result = new byte[count];
        byte[] block = new byte[1];
        for (int done = 0; done < count; done += KeyBytes)
        {
            byte[] stream = _hmac.Sha256(_maskKey, block);
            for (int i = 0; i < KeyBytes && done + i < count; i++)
            {
                result[done + i] = (byte)(bytes[offset + done + i] ^ stream[i]);
            }

            Array.Clear(stream, 0, stream.Length);
            block[0]++;
        }

        return result;
    }

    /// <summary>32 bytes over what is masked; the first <see cref="MacBytes"/> of them travel.</summary>
    public byte[] Mac(byte[] masked)
    {
        return _hmac.Sha256(_macKey, masked);
    }

    /// <summary>The key of the session that this message opens, which is the key of the seal of its reply as well.</summary>
    /// <param name="message">Id and fields, unmasked: the host's half is in them.</param>
    public byte[] SessionKey(byte[] message)
    {
        return _hmac.Sha256(_chainKey, message);
    }

    public void Wipe()
    {
        Array.Clear(_maskKey, 0, KeyBytes);
        Array.Clear(_macKey, 0, KeyBytes);
        Array.Clear(_chainKey, 0, KeyBytes);
    }
}
