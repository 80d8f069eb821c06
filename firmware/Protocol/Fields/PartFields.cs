using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>One of the HTLCs that pay an invoice, 12 bytes: amount msat u64, expiry u32.</summary>
public sealed class PartFields
{
    public const int CountMax = 128;

    private const int LengthBytes = 12;

    public ulong AmountMsat;

    /// <summary>The height at which it expires.</summary>
    public uint Expiry;

    public static void WriteAll(ByteWriter writer, PartFields[] parts)
    {
        ItemCount.Write(writer, parts.Length, CountMax);
        for (int i = 0; i < parts.Length; i++)
        {
            writer.U64(parts[i].AmountMsat);
            writer.U32(parts[i].Expiry);
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
            parts[i] = part;
        }

        return parts;
    }
}
