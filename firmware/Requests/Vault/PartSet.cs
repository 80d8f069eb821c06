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
        IsExplained = true;
        for (int i = 0; i < parts.Length; i++)
        {
            ulong amount = parts[i].AmountMsat;
            uint expiry = parts[i].Expiry;
            if (amount >= Promise.AmountEnd)
            {
                throw new MalformedException("a part that no channel can hold");
            }

            ulong kept = parts[i].ExtraFeeMsat;
            if (kept >= Promise.AmountEnd)
            {
                throw new MalformedException("a fee that no channel can hold");
            }

            // Who pays may pay more than it says; who keeps something has to say how much.
            IsExplained &= kept == 0 ? amount >= parts[i].OnionMsat : amount + kept == parts[i].OnionMsat;
            KeptMsat += kept;
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

    /// <summary>The numbers of each part fit each other, as the host says them.</summary>
    public bool IsExplained { get; private set; }

    /// <summary>What was kept of all parts, below 2^55.</summary>
    public ulong KeptMsat { get; private set; }

    /// <summary>Below 2^55: at most 128 amounts of 48 bits.</summary>
    public ulong SumMsat { get; private set; }

    public uint EarliestExpiry { get; private set; }

    /// <summary>Those of which something was kept; null when there are none.</summary>
    public static PartSet Kept(PartFields[] parts)
    {
        int count = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            count += parts[i].ExtraFeeMsat != 0 ? 1 : 0;
        }

        PartFields[] kept = new PartFields[count];
        for (int i = parts.Length - 1; i >= 0; i--)
        {
            if (parts[i].ExtraFeeMsat != 0)
            {
                kept[--count] = parts[i];
            }
        }

        return kept.Length == 0 ? null : new PartSet(kept);
    }

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
