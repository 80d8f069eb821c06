using Holdfast.Bytes;

namespace Holdfast.Payments;

/// <content>
/// While a splice is pending, the channel has other live fundings. How much more the holder owns on each than on the one that the table is told of is measured once and
/// stays: were it measured anew, what a comparison tolerates would add up from one commitment, or from one start of the device, to the next.
/// </content>
public sealed partial class HtlcTable
{
    /// <summary>True where the offset of a funding is known.</summary>
    public bool HasOffset(uint funding)
    {
        return OffsetAt(funding) >= 0;
    }

    /// <summary>Satoshi; 0 where it is not known.</summary>
    public long OffsetSat(uint funding)
    {
        int at = OffsetAt(funding);
        return at < 0 ? 0 : Signed48.Of(U48(at + 4));
    }

    /// <summary>The table with one offset more.</summary>
    public HtlcTable WithOffset(uint funding, long satoshi)
    {
        HtlcTable table = new HtlcTable(Copy());
        int index = (_bytes[1] & OffsetFlag) == 0 ? 0 : 1;
        Check.That((_bytes[1] & (OffsetFlag << index)) == 0, "a channel has at most two other live fundings");
        int at = OffsetsAt + OffsetBytes * index;
        table._bytes[1] |= (byte)(OffsetFlag << index);
        table._bytes[at] = (byte)(funding >> 24);
        table._bytes[at + 1] = (byte)(funding >> 16);
        table._bytes[at + 2] = (byte)(funding >> 8);
        table._bytes[at + 3] = (byte)funding;
        table.SetU48(at + 4, (ulong)satoshi & (AmountEnd - 1));
        return table;
    }

    /// <summary>The table without any.</summary>
    public HtlcTable WithoutOffsets()
    {
        if ((_bytes[1] & OffsetFlags) == 0)
        {
            return this;
        }

        byte[] bytes = Copy();
        bytes[1] &= 0xff ^ OffsetFlags;
        for (int i = 0; i < OffsetsMax * OffsetBytes; i++)
        {
            bytes[OffsetsAt + i] = 0;
        }

        return new HtlcTable(bytes);
    }

    private int OffsetAt(uint funding)
    {
        for (int i = 0; i < OffsetsMax; i++)
        {
            int at = OffsetsAt + OffsetBytes * i;
            uint name = ((uint)_bytes[at] << 24) | ((uint)_bytes[at + 1] << 16) | ((uint)_bytes[at + 2] << 8) | _bytes[at + 3];
            if ((_bytes[1] & (OffsetFlag << i)) != 0 && name == funding)
            {
                return at;
            }
        }

        return -1;
    }
}
