using Holdfast.Bytes;
using Holdfast.Payments;

namespace Holdfast.Requests;

/// <summary>
/// What may be paid, and how much was approved without the owner's button lately, as it stands in the journal (firmware/Journal/FORMAT.md). A book does not change: who
/// wants another one makes it, writes it down and then uses it.
/// </summary>
public sealed class ApprovalBook
{
    /// <summary>More do not fit a record.</summary>
    public const int CountMax = 13;

    /// <summary>How much of a payment hash is kept. What is paid under any hash that begins so is paid of the approval.</summary>
    public const int PrefixBytes = HtlcTable.PrefixBytes;

    private const byte Version = 1;
    private const int HeadBytes = 20;
    private const int EntryBytes = 30;

    public readonly Approval[] Approvals;

    /// <summary>Approved without the button, in the pace of an hour: as it was when the book was written.</summary>
    public readonly ulong HourMsat;

    /// <summary>The same in the pace of a day.</summary>
    public readonly ulong DayMsat;

    /// <summary>What is in the account of unlisted amounts besides those of the channels' tables; negative for what the owner has agreed to.</summary>
    public readonly long UnlistedMsat;

    public ApprovalBook(Approval[] approvals, ulong hourMsat, ulong dayMsat, long unlistedMsat)
    {
        UnlistedMsat = unlistedMsat;
        Approvals = approvals;
        HourMsat = hourMsat;
        DayMsat = dayMsat;
    }

    /// <summary>The approval of a hash, by its start; null when there is none.</summary>
    public Approval Find(byte[] hashPrefix)
    {
        return Find(Approvals, hashPrefix);
    }

    /// <summary>The same among these.</summary>
    public static Approval Find(Approval[] approvals, byte[] hashPrefix)
    {
        for (int i = 0; i < approvals.Length; i++)
        {
            if (Check.Same(approvals[i].HashPrefix, hashPrefix))
            {
                return approvals[i];
            }
        }

        return null;
    }

    /// <summary>These approvals without one, and with another; either may be null.</summary>
    public static Approval[] Changed(Approval[] approvals, Approval without, Approval with)
    {
        int count = with == null ? 0 : 1;
        for (int i = 0; i < approvals.Length; i++)
        {
            count += approvals[i] != without ? 1 : 0;
        }

        Approval[] next = new Approval[count];
        int at = 0;
        for (int i = 0; i < approvals.Length; i++)
        {
            if (approvals[i] != without)
            {
                next[at++] = approvals[i];
            }
        }

        if (with != null)
        {
            next[at] = with;
        }

        return next;
    }

    public byte[] Encode()
    {
        Check.That(Approvals.Length <= CountMax, "a book of approvals keeps its bound");
        ByteWriter writer = new ByteWriter(HeadBytes + EntryBytes * Approvals.Length);
        writer.U8(Version);
        U48(writer, HourMsat);
        U48(writer, DayMsat);
        U48(writer, (ulong)UnlistedMsat & 0xffffffffffffUL);
        writer.U8((byte)Approvals.Length);
        for (int i = 0; i < Approvals.Length; i++)
        {
            writer.Bytes(Approvals[i].HashPrefix);
            U48(writer, Approvals[i].Msat);
            writer.U32(Approvals[i].Expires);
        }

        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; anything else is malformed.</summary>
    /// <param name="record">Null or empty when nothing was ever approved.</param>
    public static ApprovalBook Decode(byte[] record)
    {
        if (record == null || record.Length == 0)
        {
            return new ApprovalBook(new Approval[0], 0, 0, 0);
        }

        ByteReader reader = new ByteReader(record);
        if (reader.U8() != Version)
        {
            throw new MalformedException("a book of approvals of an unknown version");
        }

        ulong hourMsat = U48(reader);
        ulong dayMsat = U48(reader);
        long unlistedMsat = Signed48.Of(U48(reader));
        Approval[] approvals = new Approval[reader.U8()];
        if (approvals.Length > CountMax)
        {
            throw new MalformedException("a book of approvals with more than it can have");
        }

        for (int i = 0; i < approvals.Length; i++)
        {
            byte[] prefix = reader.Bytes(PrefixBytes);
            ulong msat = U48(reader);
            approvals[i] = new Approval(prefix, msat, reader.U32());
        }

        reader.End();
        return new ApprovalBook(approvals, hourMsat, dayMsat, unlistedMsat);
    }

    private static void U48(ByteWriter writer, ulong value)
    {
        Check.That(value >> 48 == 0, "an approved amount has 48 bits");
        writer.U16((ushort)(value >> 32));
        writer.U32((uint)value);
    }

    private static ulong U48(ByteReader reader)
    {
        ulong high = reader.U16();
        return (high << 32) | reader.U32();
    }
}
