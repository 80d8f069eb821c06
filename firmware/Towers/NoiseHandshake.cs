using System;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Hardware;

namespace Holdfast.Towers;

/// <summary>
/// The initiator of BOLT 8's handshake, Noise_XK_secp256k1_ChaChaPoly_SHA256. It knows the other side's static key before it begins, and that
/// side alone can answer act one: so a host in between cannot stand for the tower.
/// <code>
/// act one    00 | the device's ephemeral point 33 | MAC 16
/// act two    00 | the tower's ephemeral point 33 | MAC 16
/// act three  00 | the device's static point, sealed, 49 | MAC 16
/// </code>
/// Names of the values are those of BOLT 8. Holds secrets: <see cref="Wipe"/> it.
/// </summary>
public sealed class NoiseHandshake
{
    public const int ActOneBytes = 50;
    public const int ActTwoBytes = 50;
    public const int ActThreeBytes = 66;

    private static readonly byte[] s_protocol = Ascii.Bytes("Noise_XK_secp256k1_ChaChaPoly_SHA256");
    private static readonly byte[] s_prologue = Ascii.Bytes("lightning");
    private static readonly byte[] s_none = new byte[0];

    private readonly Secp256k1 _curve;
    private readonly IHmac _hmac;
    private readonly byte[] _theirs;
    private readonly byte[] _ephemeral = new byte[32];
    private readonly byte[] _chain = new byte[32];
    private byte[] _hash;

    /// <param name="theirs">The static point of the other side, which is on the curve.</param>
    /// <param name="ephemeral">A new secret of the curve; copied.</param>
    public NoiseHandshake(Secp256k1 curve, IHmac hmac, byte[] theirs, byte[] ephemeral)
    {
        _curve = curve;
        _hmac = hmac;
        _theirs = theirs;
        Array.Copy(ephemeral, 0, _ephemeral, 0, 32);
        _hash = Sha256.Hash(s_protocol);
        Array.Copy(_hash, 0, _chain, 0, 32);
        Mix(s_prologue);
        Mix(theirs);
    }

    public byte[] ActOne()
    {
        byte[] point = _curve.PublicKey(_ephemeral);
        Mix(point);
        byte[] key = MixKey(_theirs, _ephemeral);
        byte[] mac = ChaChaPoly.Seal(key, ChaChaPoly.Nonce(0), _hash, s_none);
        Array.Clear(key, 0, 32);
        Mix(mac);
        byte[] act = new byte[ActOneBytes];
        Array.Copy(point, 0, act, 1, 33);
        Array.Copy(mac, 0, act, 34, 16);
        return act;
    }

    /// <summary>The connection, and in <paramref name="actThree"/> (66 bytes) what to send; null when act two is not of the side that was called.</summary>
    /// <param name="actTwo">50 bytes.</param>
    /// <param name="secret">The device's static secret.</param>
    /// <param name="point">Its point.</param>
    public NoiseConnection Finish(byte[] actTwo, byte[] secret, byte[] point, byte[] actThree)
    {
        Check.That(actTwo.Length == ActTwoBytes && actThree.Length == ActThreeBytes, "acts have their lengths");
        byte[] theirEphemeral = new byte[33];
        byte[] mac = new byte[16];
        Array.Copy(actTwo, 1, theirEphemeral, 0, 33);
        Array.Copy(actTwo, 34, mac, 0, 16);
        if (actTwo[0] != 0 || !_curve.IsPoint(theirEphemeral))
        {
            return null;
        }

        Mix(theirEphemeral);
        byte[] key = MixKey(theirEphemeral, _ephemeral);
        byte[] last = null;
        byte[] both = null;
        try
        {
            if (ChaChaPoly.Open(key, ChaChaPoly.Nonce(0), _hash, mac) == null)
            {
                return null;
            }

            Mix(mac);
            byte[] sealedPoint = ChaChaPoly.Seal(key, ChaChaPoly.Nonce(1), _hash, point);
            Mix(sealedPoint);
            last = MixKey(theirEphemeral, secret);
            byte[] end = ChaChaPoly.Seal(last, ChaChaPoly.Nonce(0), _hash, s_none);
            actThree[0] = 0;
            Array.Copy(sealedPoint, 0, actThree, 1, 49);
            Array.Copy(end, 0, actThree, 50, 16);
            both = Hkdf.Sha256(_hmac, _chain, s_none, s_none, 64);
            return new NoiseConnection(_hmac, _chain, both);
        }
        finally
        {
            Clear(key);
            Clear(last);
            Clear(both);
        }
    }

    public void Wipe()
    {
        Clear(_ephemeral);
        Clear(_chain);
    }

    // h = SHA-256(h ‖ data)
    private void Mix(byte[] data)
    {
        Sha256Stream stream = new Sha256Stream();
        stream.Update(_hash);
        stream.Update(data);
        _hash = stream.Finish();
    }

    // ck, temp_k = HKDF(ck, ECDH(point, secret))
    private byte[] MixKey(byte[] point, byte[] secret)
    {
        byte[] shared = _curve.Ecdh(point, secret);
        byte[] both = Hkdf.Sha256(_hmac, _chain, shared, s_none, 64);
        byte[] key = new byte[32];
        Array.Copy(both, 0, _chain, 0, 32);
        Array.Copy(both, 32, key, 0, 32);
        Array.Clear(shared, 0, shared.Length);
        Array.Clear(both, 0, 64);
        return key;
    }

    private static void Clear(byte[] secret)
    {
        if (secret != null)
        {
            Array.Clear(secret, 0, secret.Length);
        }
    }
}
