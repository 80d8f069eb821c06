using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks what may be paid.</summary>
public sealed class ReadApprovals
{
    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(1);
        writer.U8((byte)MessageId.ReadApprovals);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static ReadApprovals Decode(ByteReader reader)
    {
        ReadApprovals message = new ReadApprovals();
        reader.End();
        return message;
    }
}

/// <summary>The memory of approvals.</summary>
public sealed class ReadApprovalsReply
{
    /// <summary>Approved without the button and not drained yet.</summary>
    public ulong HourMsat;

    /// <summary>The same with the day's pace.</summary>
    public ulong DayMsat;

    public ApprovalFields[] Approvals;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(600);
        writer.U64(HourMsat);
        writer.U64(DayMsat);
        ApprovalFields.WriteAll(writer, Approvals);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static ReadApprovalsReply Decode(ByteReader reader)
    {
        ReadApprovalsReply reply = new ReadApprovalsReply();
        reply.HourMsat = reader.U64();
        reply.DayMsat = reader.U64();
        reply.Approvals = ApprovalFields.ReadAll(reader);
        reader.End();
        return reply;
    }
}
