using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>One of the HTLCs that pay an invoice, 28 bytes: amount msat u64, expiry u32, extra fee msat u64, onion msat u64.</summary>
public sealed class PartFields
{
    public const int CountMax = 128;

    private const int LengthBytes = 28;

    public ulong AmountMsat;

    /// <summary>The height at which it expires.</summary>
    public uint Expiry;

    /// <summary>What the peer has kept of it, as it says (bLIP-25); 0: nothing.</summary>
    public ulong ExtraFeeMsat;

    /// <summary>What the payer has meant for the holder, as the onion says; 0 where nobody asks.</summary>
    public ulong OnionMsat;

    public static void WriteAll(ByteWriter writer, PartFields[] parts)
    {
        ItemCount.Write(writer, parts.Length, CountMax);
        for (int i = 0; i < parts.Length; i++)
        {
            writer.U64(parts[i].AmountMsat);
            writer.U32(parts[i].Expiry);
            writer.U64(parts[i].ExtraFeeMsat);
            writer.U64(parts[i].OnionMsat);
        }
    }

    public static PartFields[] ReadAll(ByteReader reader)
    {
        PartFields[] parts = new PartFields[ItemCount.Read(reader, CountMax, LengthBytes)];
        for (int i = 0; i < parts.Length; i++)
        {
            PartFields part = new PartFields();
            part.AmountMsat = reader.U64();
            part.Expiry = reader.U32();
            part.ExtraFeeMsat = reader.U64();
            part.OnionMsat = reader.U64();
            parts[i] = part;
        }

        return parts;
    }
}
