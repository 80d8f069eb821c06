using System.Security.Cryptography;
using Holdfast.Crypto;

namespace Holdfast.ReferenceTower;

/// <summary>The tower's part of the handshake of BOLT 8: act one comes in, act two goes out, act three tells who it is.</summary>
public sealed class NoiseResponder
{
    public const int ActOneBytes = 50;
    public const int ActThreeBytes = 66;

    private const int PointBytes = 33;

    private readonly Secp256k1 _curve;
    private readonly byte[] _secret;
    private readonly byte[] _ephemeral;
    private readonly NoiseState _state;

    /// <param name="ephemeral">32 random bytes; known ones only for the vectors of BOLT 8.</param>
    public NoiseResponder(Secp256k1 curve, byte[] secret, byte[] ephemeral)
    {
        _curve = curve;
        _secret = secret;
        _ephemeral = ephemeral;
        _state = new NoiseState(curve.PublicKey(secret));
    }

    /// <exception cref="CryptographicException">Not an act one for this tower.</exception>
    public byte[] ActTwo(byte[] actOne)
    {
        byte[] theirs = Point(actOne);
        _state.Mix(theirs);
        _state.MixKey(_curve.Ecdh(theirs, _secret));
        _state.Open(actOne[(1 + PointBytes)..], 0);

        byte[] ours = _curve.PublicKey(_ephemeral);
        _state.Mix(ours);
        _state.MixKey(_curve.Ecdh(theirs, _ephemeral));
        return [0, .. ours, .. _state.Seal([], 0)];
    }

    /// <summary>The other end's static key: for a tower, the name of the session.</summary>
    /// <exception cref="CryptographicException">Not an act three of this handshake.</exception>
    public (byte[] Session, NoiseCipher Reading, NoiseCipher Writing) Finish(byte[] actThree)
    {
        Version(actThree);
        byte[] session = _state.Open(actThree[1..(1 + PointBytes + NoiseCipher.MacBytes)], 1);
        if (!_curve.IsPoint(session))
        {
            throw new CryptographicException("act three names no key");
        }

        _state.MixKey(_curve.Ecdh(session, _ephemeral));
        _state.Open(actThree[(1 + PointBytes + NoiseCipher.MacBytes)..], 0);
        (NoiseCipher reading, NoiseCipher writing) = _state.Split();
        return (session, reading, writing);
    }

    private byte[] Point(byte[] act)
    {
        Version(act);
        byte[] point = act[1..(1 + PointBytes)];
        return _curve.IsPoint(point) ? point : throw new CryptographicException("an act without a key");
    }

    private static void Version(byte[] act)
    {
        if (act[0] != 0)
        {
            throw new CryptographicException("another version of the handshake");
        }
    }
}
