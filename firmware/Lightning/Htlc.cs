using Holdfast.Bytes;

namespace Holdfast.Lightning;

/// <summary>
/// One payment in flight, as both sides of the channel agree on it, and its bytes, which are the same on the wire and in what is remembered of a commitment.
/// <code>
/// flags u8 (bit 0: offered by the peer, bit 1: trimmed, bit 2: new) | amount in millisatoshi u64 | payment hash 32 | expiry u32
/// </code>
/// </summary>
public sealed class Htlc
{
    public const int LengthBytes = 45;

    /// <summary>On one commitment: BOLT 2 allows 483 in each direction.</summary>
    public const int CountMax = 966;

    private const byte OfferedByPeerFlag = 1;
    private const byte TrimmedFlag = 2;
    private const byte NewFlag = 4;

    /// <summary>True: the peer pays the holder. False: the holder pays. Whoever broadcasts.</summary>
    public bool IsOfferedByPeer;

    /// <summary>Too small for an output of its own on this commitment; its amount goes to the fee (BOLT 3, Trimmed Outputs).</summary>
    public bool IsTrimmed;

    /// <summary>Of the peer's HTLCs in a holder commitment: the commitment before it has it not. Only ValidateHolderCommitment says it.</summary>
    public bool IsNew;

    public ulong AmountMsat;

    /// <summary>SHA-256 of the preimage, 32 bytes.</summary>
    public byte[] PaymentHash;

    /// <summary>cltv_expiry: the block height after which the offerer may take it back.</summary>
    public uint Expiry;

    /// <summary>The value of the HTLC's output: whole satoshi, rounded down (BOLT 3, Commitment Transaction Outputs).</summary>
    public ulong AmountSat
    {
        get { return AmountMsat / 1000; }
    }

    /// <summary>True when at least one of them has an output, so that the HTLC keys are needed.</summary>
    public static bool AnyUntrimmed(Htlc[] htlcs)
    {
        for (int i = 0; i < htlcs.Length; i++)
        {
            if (!htlcs[i].IsTrimmed)
            {
                return true;
            }
        }

        return false;
    }

    /// <exception cref="MalformedException">Bytes of the right length that no HTLC has.</exception>
    public static void RequireSense(Htlc[] htlcs)
    {
        for (int i = 0; i < htlcs.Length; i++)
        {
            if (htlcs[i].PaymentHash.Length != 32)
            {
                throw new MalformedException("a payment hash has 32 bytes");
            }

            if (htlcs[i].AmountMsat > Amounts.MsatMax)
            {
                throw new MalformedException("an HTLC larger than all bitcoin");
            }

            if (htlcs[i].Expiry >= Amounts.ExpiryEnd)
            {
                throw new MalformedException("an HTLC expiry that is no block height");
            }
        }
    }

    public void Write(ByteWriter writer)
    {
        Check.That(PaymentHash.Length == 32, "a payment hash has 32 bytes");
        writer.U8((byte)((IsOfferedByPeer ? OfferedByPeerFlag : 0) | (IsTrimmed ? TrimmedFlag : 0) | (IsNew ? NewFlag : 0)));
        writer.U64(AmountMsat);
        writer.Bytes(PaymentHash);
        writer.U32(Expiry);
    }

    /// <summary>u16 count, then the items.</summary>
    public static void WriteAll(ByteWriter writer, Htlc[] htlcs)
    {
        ItemCount.Write(writer, htlcs.Length, CountMax);
        for (int i = 0; i < htlcs.Length; i++)
        {
            htlcs[i].Write(writer);
        }
    }

    /// <summary>The HTLCs of a commitment of the peer.</summary>
    public static Htlc[] ReadAll(ByteReader reader)
    {
        return ReadAll(reader, OfferedByPeerFlag | TrimmedFlag);
    }

    /// <summary>The HTLCs of a holder commitment, where those that the peer has added are marked.</summary>
    public static Htlc[] ReadMarked(ByteReader reader)
    {
        Htlc[] htlcs = ReadAll(reader, OfferedByPeerFlag | TrimmedFlag | NewFlag);
        for (int i = 0; i < htlcs.Length; i++)
        {
            if (htlcs[i].IsNew && !htlcs[i].IsOfferedByPeer)
            {
                throw new MalformedException("only the peer's HTLCs are marked as new");
            }
        }

        return htlcs;
    }

    /// <summary>HTLCs of the peer that are on no commitment that is asked for: nothing else is said about them.</summary>
    public static Htlc[] ReadGone(ByteReader reader)
    {
        Htlc[] htlcs = ReadAll(reader, OfferedByPeerFlag);
        for (int i = 0; i < htlcs.Length; i++)
        {
            if (!htlcs[i].IsOfferedByPeer)
            {
                throw new MalformedException("only the peer's HTLCs are named when they are gone");
            }
        }

        return htlcs;
    }

    private static Htlc[] ReadAll(ByteReader reader, int known)
    {
        Htlc[] htlcs = new Htlc[ItemCount.Read(reader, CountMax, LengthBytes)];
        for (int i = 0; i < htlcs.Length; i++)
        {
            htlcs[i] = Read(reader, known);
        }

        return htlcs;
    }

    private static Htlc Read(ByteReader reader, int known)
    {
        byte flags = reader.U8();
        if ((flags & ~known) != 0)
        {
            throw new MalformedException("unknown HTLC flags");
        }

        Htlc htlc = new Htlc();
        htlc.IsOfferedByPeer = (flags & OfferedByPeerFlag) != 0;
        htlc.IsTrimmed = (flags & TrimmedFlag) != 0;
        htlc.IsNew = (flags & NewFlag) != 0;
        htlc.AmountMsat = reader.U64();
        htlc.PaymentHash = reader.Bytes(32);
        htlc.Expiry = reader.U32();
        return htlc;
    }
}
