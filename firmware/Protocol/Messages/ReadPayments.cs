using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for the payments of a channel, to be shown again after the next start of the device.</summary>
public sealed class ReadPayments
{
    /// <summary>First 16 bytes of SHA-256("holdfast channel" ‖ peer ‖ dbid).</summary>
    public byte[] ChannelId;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(17);
        writer.U8((byte)MessageId.ReadPayments);
        FixedField.Write(writer, ChannelId, 16);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static ReadPayments Decode(ByteReader reader)
    {
        ReadPayments message = new ReadPayments();
        message.ChannelId = reader.Bytes(16);
        reader.End();
        return message;
    }
}

/// <summary>What ShowPayments takes.</summary>
public sealed class ReadPaymentsReply
{
    /// <summary>The table of the channel; its bytes are the device's own affair.</summary>
    public byte[] Payments;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(2 + Payments.Length);
        BlobField.Write(writer, Payments, ProtocolLimits.PaymentsBytesMax);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static ReadPaymentsReply Decode(ByteReader reader)
    {
        ReadPaymentsReply reply = new ReadPaymentsReply();
        reply.Payments = reader.Blob(ProtocolLimits.PaymentsBytesMax);
        reader.End();
        return reply;
    }
}
