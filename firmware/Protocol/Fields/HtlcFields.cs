using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>
/// One HTLC as it travels, 45 bytes: flags u8 (bit 0: offered by the peer, bit 1: trimmed, bit 2: new), amount in millisatoshi u64,
/// payment hash 32, expiry as a block height u32.
/// </summary>
public sealed class HtlcFields
{
    public const int LengthBytes = 45;

    private const byte OfferedByPeerFlag = 1;
    private const byte TrimmedFlag = 2;
    private const byte NewFlag = 4;

    public bool IsOfferedByPeer;

    /// <summary>Too small for an output of its own; its value goes to the fee.</summary>
    public bool IsTrimmed;

    /// <summary>Of the peer's HTLCs in a commitment of ours: the commitment before it has it not. Only ValidateHolderCommitment says it.</summary>
    public bool IsNew;

    public ulong AmountMsat;

    public byte[] PaymentHash;

    /// <summary>Block height (cltv_expiry).</summary>
    public uint Expiry;

    /// <summary>u16 count, then the items.</summary>
    public static void WriteAll(ByteWriter writer, HtlcFields[] htlcs)
    {
        ItemCount.Write(writer, htlcs.Length, ProtocolLimits.HtlcsMax);
        for (int i = 0; i < htlcs.Length; i++)
        {
            HtlcFields htlc = htlcs[i];
            int flags = (htlc.IsOfferedByPeer ? OfferedByPeerFlag : 0) | (htlc.IsTrimmed ? TrimmedFlag : 0) | (htlc.IsNew ? NewFlag : 0);
            writer.U8((byte)flags);
            writer.U64(htlc.AmountMsat);
            FixedField.Write(writer, htlc.PaymentHash, 32);
            writer.U32(htlc.Expiry);
        }
    }

    /// <summary>The HTLCs of a commitment of the peer.</summary>
    public static HtlcFields[] ReadAll(ByteReader reader)
    {
        return ReadAll(reader, OfferedByPeerFlag | TrimmedFlag);
    }

    /// <summary>The HTLCs of a commitment of ours, where those that the peer has added are marked.</summary>
    public static HtlcFields[] ReadMarked(ByteReader reader)
    {
        HtlcFields[] htlcs = ReadAll(reader, OfferedByPeerFlag | TrimmedFlag | NewFlag);
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
    public static HtlcFields[] ReadGone(ByteReader reader)
    {
        HtlcFields[] htlcs = ReadAll(reader, OfferedByPeerFlag);
        for (int i = 0; i < htlcs.Length; i++)
        {
            if (!htlcs[i].IsOfferedByPeer)
            {
                throw new MalformedException("only the peer's HTLCs are named when they are gone");
            }
        }

        return htlcs;
    }

    private static HtlcFields[] ReadAll(ByteReader reader, int known)
    {
        HtlcFields[] htlcs = new HtlcFields[ItemCount.Read(reader, ProtocolLimits.HtlcsMax, LengthBytes)];
        for (int i = 0; i < htlcs.Length; i++)
        {
            htlcs[i] = Read(reader, known);
        }

        return htlcs;
    }

    private static HtlcFields Read(ByteReader reader, int known)
    {
        byte flags = reader.U8();
        if ((flags & ~known) != 0)
        {
            throw new MalformedException("unknown HTLC flags");
        }

        HtlcFields htlc = new HtlcFields();
        htlc.IsOfferedByPeer = (flags & OfferedByPeerFlag) != 0;
        htlc.IsTrimmed = (flags & TrimmedFlag) != 0;
        htlc.IsNew = (flags & NewFlag) != 0;
        htlc.AmountMsat = reader.U64();
        htlc.PaymentHash = reader.Bytes(32);
        htlc.Expiry = reader.U32();
        return htlc;
    }
}
