using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>A limit and what it becomes, 9 bytes: number u8, value u64.</summary>
public sealed class LimitChangeFields
{
    private const int LengthBytes = 9;

    /// <summary>As <see cref="LimitFields"/> gives it.</summary>
    public byte Number;

    public ulong Value;

    public static void WriteAll(ByteWriter writer, LimitChangeFields[] changes)
    {
        ItemCount.Write(writer, changes.Length, LimitFields.CountMax);
        for (int i = 0; i < changes.Length; i++)
        {
            writer.U8(changes[i].Number);
            writer.U64(changes[i].Value);
        }
    }

    public static LimitChangeFields[] ReadAll(ByteReader reader)
    {
        LimitChangeFields[] changes = new LimitChangeFields[ItemCount.Read(reader, LimitFields.CountMax, LengthBytes)];
        for (int i = 0; i < changes.Length; i++)
        {
            LimitChangeFields change = new LimitChangeFields();
            change.Number = reader.U8();
            change.Value = reader.U64();
            changes[i] = change;
        }

        return changes;
    }
}
