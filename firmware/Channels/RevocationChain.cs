using System;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;

namespace Holdfast.Channels;

/// <summary>
/// Checks that the peer's revocation secrets belong to one shachain (BOLT 3, Efficient Per-commitment Secret Storage), so that the node can
/// store all of them in 49 entries and none is lost. The signer never needs the secrets themselves, so it keeps the first six bytes of
/// the newest secret of each bucket: making another secret fit would take 2^48 attempts, and the node checks its own copy as well.
/// <para>
/// Numbers count up from 0 without gaps. The bucket of number n is the count of its trailing one bits; when n arrives, bucket j below it
/// last took the number n - 2^j, and the secret of n gives that one by flipping bit j and one hash.
/// </para>
/// </summary>
public sealed class RevocationChain
{
    public const int PrefixBytes = 6;
    public const int BucketsMax = 49;

    private readonly byte[] _prefixes;

    public RevocationChain()
    {
        _prefixes = new byte[0];
    }

    public RevocationChain(byte[] prefixes)
    {
        if (prefixes.Length % PrefixBytes != 0 || prefixes.Length / PrefixBytes > BucketsMax)
        {
            throw new MalformedException("revocation prefixes of a wrong length");
        }

        _prefixes = prefixes;
    }

    /// <summary>Buckets in use, bucket 0 first, 6 bytes each. Do not change.</summary>
    public byte[] Prefixes
    {
        get { return _prefixes; }
    }

    /// <summary>How many buckets hold a prefix after <paramref name="count"/> secrets: the bit length of count.</summary>
    public static int BucketsAfter(ulong count)
    {
        int buckets = 0;
        while (count != 0)
        {
            buckets++;
            count >>= 1;
        }

        return buckets;
    }

    /// <summary>True when the 32-byte secret of <paramref name="number"/> derives every earlier secret that it should derive.</summary>
    public bool Fits(ulong number, byte[] secret)
    {
        int bucket = BucketOf(number);
        ulong index = Shachain.IndexOf(number);
        for (int below = 0; below < bucket; below++)
        {
            byte[] derived = Shachain.Derive(secret, bucket, index | (1UL << below));
            if (!IsTagOf(below, derived))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True when <paramref name="secret"/> is the one last taken in, under <paramref name="number"/>.</summary>
    public bool IsNewest(ulong number, byte[] secret)
    {
        int bucket = BucketOf(number);
        return (bucket + 1) * PrefixBytes <= _prefixes.Length && IsTagOf(bucket, secret);
    }

    /// <summary>A chain that also knows the secret of <paramref name="number"/>; this one stays as it is.</summary>
    public RevocationChain With(ulong number, byte[] secret)
    {
        int bucket = BucketOf(number);
        int length = (bucket + 1) * PrefixBytes;
        Check.That(length <= _prefixes.Length + PrefixBytes, "revocation secrets arrive in order");
        byte[] prefixes = new byte[length > _prefixes.Length ? length : _prefixes.Length];
        Array.Copy(_prefixes, 0, prefixes, 0, _prefixes.Length);
        Array.Copy(secret, 0, prefixes, bucket * PrefixBytes, PrefixBytes);
        return new RevocationChain(prefixes);
    }

    private static int BucketOf(ulong number)
    {
        int bucket = 0;
        while ((number & 1) != 0)
        {
            bucket++;
            number >>= 1;
        }

        return bucket;
    }

    private bool IsTagOf(int bucket, byte[] secret)
    {
        int difference = 0;
        int offset = bucket * PrefixBytes;
        for (int i = 0; i < PrefixBytes; i++)
        {
            difference |= _prefixes[offset + i] ^ secret[i];
        }

        return difference == 0;
    }
}
