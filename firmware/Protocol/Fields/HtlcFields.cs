using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>
/// One HTLC as it travels, 45 bytes: flags u8 (bit 0: offered by the peer, bit 1: trimmed), amount in millisatoshi u64,
/// payment hash 32, expiry as a block height u32.
/// </summary>
public sealed class HtlcFields
{
    public const int LengthBytes = 45;

    private const byte OfferedByPeerFlag = 1;
    private const byte TrimmedFlag = 2;

    public bool IsOfferedByPeer;

    /// <summary>Too small for an output of its own; its value goes to the fee.</summary>
    public bool IsTrimmed;

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
            int flags = (htlc.IsOfferedByPeer ? OfferedByPeerFlag : 0) | (htlc.IsTrimmed ? TrimmedFlag : 0);
            writer.U8((byte)flags);
            writer.U64(htlc.AmountMsat);
            FixedField.Write(writer, htlc.PaymentHash, 32);
            writer.U32(htlc.Expiry);
        }
    }

    public static HtlcFields[] ReadAll(ByteReader reader)
    {
        HtlcFields[] htlcs = new HtlcFields[ItemCount.Read(reader, ProtocolLimits.HtlcsMax, LengthBytes)];
        for (int i = 0; i < htlcs.Length; i++)
        {
            htlcs[i] = Read(reader);
        }

        return htlcs;
    }

    private static HtlcFields Read(ByteReader reader)
    {
        byte flags = reader.U8();
        if (flags > (OfferedByPeerFlag | TrimmedFlag))
        {
            throw new MalformedException("unknown HTLC flags");
        }

        HtlcFields htlc = new HtlcFields();
        htlc.IsOfferedByPeer = (flags & OfferedByPeerFlag) != 0;
        htlc.IsTrimmed = (flags & TrimmedFlag) != 0;
        htlc.AmountMsat = reader.U64();
        htlc.PaymentHash = reader.Bytes(32);
        htlc.Expiry = reader.U32();
        return htlc;
    }
}
