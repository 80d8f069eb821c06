using System;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Protocol;
using Holdfast.Vault;

namespace Holdfast.Requests;

/// <summary>The HTLCs that pay a promise, in ascending order, so that one set has one digest.</summary>
public sealed class PartSet
{
    public readonly ulong[] AmountsMsat;
    public readonly uint[] Expiries;

    public PartSet(PartFields[] parts)
    {
        if (parts.Length == 0)
        {
            throw new MalformedException("a payment has a part");
        }

        AmountsMsat = new ulong[parts.Length];
        Expiries = new uint[parts.Length];
        EarliestExpiry = uint.MaxValue;
        IsWhole = true;
        for (int i = 0; i < parts.Length; i++)
        {
            ulong amount = parts[i].AmountMsat;
            uint expiry = parts[i].Expiry;
            if (amount >= Promise.AmountEnd)
            {
                throw new MalformedException("a part that no channel can hold");
            }

            IsWhole &= parts[i].ExtraFeeMsat == 0 && amount >= parts[i].OnionMsat;
            int at = i;
            for (; at > 0 && (AmountsMsat[at - 1] > amount || (AmountsMsat[at - 1] == amount && Expiries[at - 1] > expiry)); at--)
            {
                AmountsMsat[at] = AmountsMsat[at - 1];
                Expiries[at] = Expiries[at - 1];
            }

            AmountsMsat[at] = amount;
            Expiries[at] = expiry;
            SumMsat += amount;
            EarliestExpiry = expiry < EarliestExpiry ? expiry : EarliestExpiry;
        }
    }

    /// <summary>Nothing was kept of any part, as the host says.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Below 2^55: at most 128 amounts of 48 bits.</summary>
    public ulong SumMsat { get; private set; }

    public uint EarliestExpiry { get; private set; }

    /// <summary>The first bytes of the SHA-256 of all parts: amount u64 and expiry u32 each.</summary>
    public byte[] Digest()
    {
        ByteWriter writer = new ByteWriter(12 * AmountsMsat.Length);
        for (int i = 0; i < AmountsMsat.Length; i++)
        {
            writer.U64(AmountsMsat[i]);
            writer.U32(Expiries[i]);
        }

        byte[] digest = new byte[Promise.SetBytes];
        Array.Copy(Sha256.Hash(writer.ToArray()), 0, digest, 0, digest.Length);
        return digest;
    }
}
