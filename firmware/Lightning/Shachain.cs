using System;
using Holdfast.Bytes;
using Holdfast.Crypto;

namespace Holdfast.Lightning;

/// <summary>
/// The tree of per-commitment secrets (BOLT 3, Per-commitment Secret Requirements). One 32-byte seed gives 2^48 secrets; a secret whose
/// index ends in k zero bits gives all secrets that differ from it only in those k bits, so the receiver keeps at most 49 of them.
/// Indices count down from 2^48-1, commitment numbers count up from 0; 48-bit values only.
/// </summary>
public static class Shachain
{
    /// <summary>The index of commitment number 0.</summary>
    public const ulong IndexMax = 0xffffffffffff;

    /// <summary>Index of a commitment number: 2^48-1-n. A number that needs more than 48 bits is malformed.</summary>
    public static ulong IndexOf(ulong commitmentNumber)
    {
        if (commitmentNumber > IndexMax)
        {
            throw new MalformedException("a commitment number has 48 bits");
        }

        return IndexMax - commitmentNumber;
    }

    /// <summary>generate_from_seed: the 32-byte secret at <paramref name="index"/>.</summary>
    public static byte[] Secret(byte[] seed, ulong index)
    {
        return Derive(seed, 48, index);
    }

    /// <summary>The 32-byte secret of a commitment number.</summary>
    public static byte[] CommitmentSecret(byte[] seed, ulong commitmentNumber)
    {
        return Derive(seed, 48, IndexOf(commitmentNumber));
    }

    /// <summary>
    /// derive_secret: from the secret of an index whose low <paramref name="bits"/> bits are zero to the one at <paramref name="index"/>, which
    /// shares the bits above. One hash per set bit. The result is always a new array.
    /// </summary>
    public static byte[] Derive(byte[] secret, int bits, ulong index)
    {
        byte[] value = new byte[32];
        Array.Copy(secret, 0, value, 0, 32);
        for (int bit = bits - 1; bit >= 0; bit--)
        {
            if (((index >> bit) & 1) != 0)
            {
                value[bit >> 3] ^= (byte)(1 << (bit & 7));
                byte[] parent = value;
                value = Sha256.Hash(parent);
                Array.Clear(parent, 0, parent.Length);
            }
        }

        return value;
    }
}
