using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for a payment hash whose preimage stays in the device until the payment has come. Each request makes another promise, also a repeat after a restart.</summary>
public sealed class PromiseInvoice
{
    /// <summary>0: whatever the payer sends.</summary>
    public ulong AmountMsat;

    /// <summary>Unix time until which invoices of it may be paid.</summary>
    public ulong ExpiresAt;

    /// <summary>The least that an invoice of it may ask for as min_final_cltv_expiry.</summary>
    public ushort FinalDelta;

    /// <summary>The order (<see cref="AgreeJitTerms"/>) whose channel the payment may open; 0: none.</summary>
    public uint Order;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(23);
        writer.U8((byte)MessageId.PromiseInvoice);
        writer.U64(AmountMsat);
        writer.U64(ExpiresAt);
        writer.U16(FinalDelta);
        writer.U32(Order);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static PromiseInvoice Decode(ByteReader reader)
    {
        PromiseInvoice message = new PromiseInvoice();
        message.AmountMsat = reader.U64();
        message.ExpiresAt = reader.U64();
        message.FinalDelta = reader.U16();
        message.Order = reader.U32();
        reader.End();
        return message;
    }
}

/// <summary>What the invoice is made of.</summary>
public sealed class PromiseInvoiceReply
{
    /// <summary>Names the promise; grows by one with each.</summary>
    public uint Index;

    public byte[] PaymentHash;

    public byte[] PaymentSecret;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(68);
        writer.U32(Index);
        FixedField.Write(writer, PaymentHash, 32);
        FixedField.Write(writer, PaymentSecret, 32);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static PromiseInvoiceReply Decode(ByteReader reader)
    {
        PromiseInvoiceReply reply = new PromiseInvoiceReply();
        reply.Index = reader.U32();
        reply.PaymentHash = reader.Bytes(32);
        reply.PaymentSecret = reader.Bytes(32);
        reader.End();
        return reply;
    }
}
