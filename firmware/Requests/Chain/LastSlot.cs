using Holdfast.Bytes;
using Holdfast.Chain;
using Holdfast.Hardware;

namespace Holdfast.Requests;

/// <summary>The record of the journal's last slot (FORMAT.md, "Last slot"): what fees have come to, and the block chain.</summary>
public static class LastSlot
{
    private const byte Version = 2;

    /// <summary>The bytes before those of the chain.</summary>
    public const int FrontBytes = 1 + FeeMeter.RecordBytes;

    public static byte[] Encode(FeeMeter fees, ChainView chain)
    {
        ByteWriter writer = new ByteWriter(FrontBytes + ChainView.RecordBytes);
        writer.U8(Version);
        fees.Encode(writer);
        writer.Bytes(chain.IsRecorded || chain.IsRecordDue ? chain.Encode() : new byte[0]);
        return writer.ToArray();
    }

    /// <summary>The fees; the chain's record is what remains of the reader, perhaps nothing. Neither, where the record is null.</summary>
    public static FeeMeter Decode(byte[] record, IClock clock, out byte[] chain)
    {
        chain = null;
        if (record == null)
        {
            return new FeeMeter();
        }

        ByteReader reader = new ByteReader(record);
        Check.That(reader.U8() == Version, "a record of the last slot of this version");
        FeeMeter fees = FeeMeter.Decode(reader, clock.UptimeMs);
        chain = reader.Rest();
        return fees;
    }
}
