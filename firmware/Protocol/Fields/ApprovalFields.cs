using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>What may be paid under one payment hash, 33 bytes: hashStart 20, approved msat u64, expires u32, isExpired flag.</summary>
public sealed class ApprovalFields
{
    public const int CountMax = 64;

    private const int LengthBytes = 33;

    /// <summary>The first 20 bytes of the payment hash.</summary>
    public byte[] HashStart;

    /// <summary>The amount with its fee.</summary>
    public ulong ApprovedMsat;

    /// <summary>Unix time; 0: never.</summary>
    public uint Expires;

    /// <summary>By the chain, where the device follows it.</summary>
    public bool IsExpired;

    public static void WriteAll(ByteWriter writer, ApprovalFields[] approvals)
    {
        ItemCount.Write(writer, approvals.Length, CountMax);
        for (int i = 0; i < approvals.Length; i++)
        {
            ApprovalFields approval = approvals[i];
            FixedField.Write(writer, approval.HashStart, 20);
            writer.U64(approval.ApprovedMsat);
            writer.U32(approval.Expires);
            writer.Flag(approval.IsExpired);
        }
    }

    public static ApprovalFields[] ReadAll(ByteReader reader)
    {
        ApprovalFields[] approvals = new ApprovalFields[ItemCount.Read(reader, CountMax, LengthBytes)];
        for (int i = 0; i < approvals.Length; i++)
        {
            ApprovalFields approval = new ApprovalFields();
            approval.HashStart = reader.Bytes(20);
            approval.ApprovedMsat = reader.U64();
            approval.Expires = reader.U32();
            approval.IsExpired = reader.Flag();
            approvals[i] = approval;
        }

        return approvals;
    }
}
