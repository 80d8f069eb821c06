using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks whether an invoice, of BOLT 11 or BOLT 12, may be paid. What the limits do not allow by themselves needs the owner's button.</summary>
public sealed class ApproveInvoice
{
    /// <summary>The text, at most 7168 bytes.</summary>
    public byte[] Invoice;

    /// <summary>Only whether a rule forbids it: nothing is approved, and nobody is asked.</summary>
    public bool IsCheck;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(3 + Invoice.Length + 1);
        writer.U8((byte)MessageId.ApproveInvoice);
        BlobField.Write(writer, Invoice, ProtocolLimits.InvoiceBytesMax);
        writer.Flag(IsCheck);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static ApproveInvoice Decode(ByteReader reader)
    {
        ApproveInvoice message = new ApproveInvoice();
        message.Invoice = reader.Blob(ProtocolLimits.InvoiceBytesMax);
        message.IsCheck = reader.Flag();
        reader.End();
        return message;
    }
}

/// <summary>What may be paid.</summary>
public sealed class ApproveInvoiceReply
{
    /// <summary>With the fee; 0 when nothing was approved: a check, an invoice without an amount, or a device that does not follow payments.</summary>
    public ulong ApprovedMsat;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(64);
        writer.U64(ApprovedMsat);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static ApproveInvoiceReply Decode(ByteReader reader)
    {
        ApproveInvoiceReply reply = new ApproveInvoiceReply();
        reply.ApprovedMsat = reader.U64();
        reader.End();
        return reply;
    }
}
