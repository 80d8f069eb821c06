using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>A session key that is reserved, 39 bytes: tower 33, blob type u16, index u32.</summary>
public sealed class TowerKeyFields
{
    /// <summary>More do not fit the journal.</summary>
    public const int CountMax = 80;

    private const int LengthBytes = 39;

    /// <summary>Its static point.</summary>
    public byte[] Tower;

    public ushort BlobType;

    public uint Index;

    public static void WriteAll(ByteWriter writer, TowerKeyFields[] keys)
    {
        ItemCount.Write(writer, keys.Length, CountMax);
        for (int i = 0; i < keys.Length; i++)
        {
            FixedField.Write(writer, keys[i].Tower, 33);
            writer.U16(keys[i].BlobType);
            writer.U32(keys[i].Index);
        }
    }

    public static TowerKeyFields[] ReadAll(ByteReader reader)
    {
        TowerKeyFields[] keys = new TowerKeyFields[ItemCount.Read(reader, CountMax, LengthBytes)];
        for (int i = 0; i < keys.Length; i++)
        {
            TowerKeyFields key = new TowerKeyFields();
            key.Tower = reader.Bytes(33);
            key.BlobType = reader.U16();
            key.Index = reader.U32();
            keys[i] = key;
        }

        return keys;
    }
}
