using Holdfast.Bytes;

namespace Holdfast.Lightning;

/// <summary>
/// Per-commitment secrets of one channel for a few hashes each. From the seed a secret costs up to 48 hashes; channels use neighbouring
/// numbers, so two inner nodes of the tree are remembered: one covers 32 numbers, the other 65,536. Holds secrets: <see cref="Wipe"/> it.
/// </summary>
public sealed class CommitmentSecretCache
{
    private const int NearBits = 5;
    private const int FarBits = 16;

    private readonly byte[] _seed;
    private byte[] _near;
    private ulong _nearIndex;
    private byte[] _far;
    private ulong _farIndex;

    /// <summary>Keeps a reference to the 32-byte shachain seed.</summary>
    public CommitmentSecretCache(byte[] seed)
    {
        Check.That(seed.Length == 32, "a shachain seed has 32 bytes");
        _seed = seed;
    }

    /// <summary>The 32-byte secret of a commitment number, equal to <see cref="Shachain.CommitmentSecret"/>. The caller owns and wipes it.</summary>
    public byte[] Secret(ulong commitmentNumber)
    {
        ulong index = Shachain.IndexOf(commitmentNumber);
        ulong far = index >> FarBits << FarBits;
        if (_far == null || far != _farIndex)
        {
            Overwrite(_far);
            _far = Shachain.Derive(_seed, 48, far);
            _farIndex = far;
        }

        ulong near = index >> NearBits << NearBits;
        if (_near == null || near != _nearIndex)
        {
            Overwrite(_near);
            _near = Shachain.Derive(_far, FarBits, near);
            _nearIndex = near;
        }

        return Shachain.Derive(_near, NearBits, index);
    }

    /// <summary>Overwrites what was remembered; the seed belongs to the caller.</summary>
    public void Wipe()
    {
        Overwrite(_near);
        Overwrite(_far);
        _near = null;
        _far = null;
    }

    private static void Overwrite(byte[] secret)
    {
        if (secret != null)
        {
            System.Array.Clear(secret, 0, secret.Length);
        }
    }
}
