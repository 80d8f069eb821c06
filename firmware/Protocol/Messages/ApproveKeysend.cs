using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks whether an amount may be sent without an invoice. Nothing but the node's word connects the payment with its payee.</summary>
public sealed class ApproveKeysend
{
    /// <summary>Whom the node names.</summary>
    public byte[] Payee;

    public byte[] PaymentHash;

    /// <summary>Without the fee.</summary>
    public ulong AmountMsat;

    /// <summary>See <see cref="ApproveInvoice"/>.</summary>
    public bool IsCheck;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(96);
        writer.U8((byte)MessageId.ApproveKeysend);
        FixedField.Write(writer, Payee, 33);
        FixedField.Write(writer, PaymentHash, 32);
        writer.U64(AmountMsat);
        writer.Flag(IsCheck);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static ApproveKeysend Decode(ByteReader reader)
    {
        ApproveKeysend message = new ApproveKeysend();
        message.Payee = reader.Bytes(33);
        message.PaymentHash = reader.Bytes(32);
        message.AmountMsat = reader.U64();
        message.IsCheck = reader.Flag();
        reader.End();
        return message;
    }
}

/// <summary>What may be paid.</summary>
public sealed class ApproveKeysendReply
{
    /// <summary>See <see cref="ApproveInvoiceReply"/>.</summary>
    public ulong ApprovedMsat;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(64);
        writer.U64(ApprovedMsat);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static ApproveKeysendReply Decode(ByteReader reader)
    {
        ApproveKeysendReply reply = new ApproveKeysendReply();
        reply.ApprovedMsat = reader.U64();
        reader.End();
        return reply;
    }
}
