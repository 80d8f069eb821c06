using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Shows the payments of a channel after a start of the device, as ReadPayments gave them last.</summary>
public sealed class ShowPayments
{
    /// <summary>First 16 bytes of SHA-256("holdfast channel" ‖ peer ‖ dbid).</summary>
    public byte[] ChannelId;

    /// <summary>What ReadPayments gave.</summary>
    public byte[] Payments;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(19 + Payments.Length);
        writer.U8((byte)MessageId.ShowPayments);
        FixedField.Write(writer, ChannelId, 16);
        BlobField.Write(writer, Payments, ProtocolLimits.PaymentsBytesMax);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static ShowPayments Decode(ByteReader reader)
    {
        ShowPayments message = new ShowPayments();
        message.ChannelId = reader.Bytes(16);
        message.Payments = reader.Blob(ProtocolLimits.PaymentsBytesMax);
        reader.End();
        return message;
    }
}

/// <summary>Whether they are those that were written down.</summary>
public sealed class ShowPaymentsReply
{
    /// <summary>False: they are older or others. They are kept until others are shown, and the newest promise of the channel, repeated, may complete them.</summary>
    public bool AreKnown;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(1);
        writer.Flag(AreKnown);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static ShowPaymentsReply Decode(ByteReader reader)
    {
        ShowPaymentsReply reply = new ShowPaymentsReply();
        reply.AreKnown = reader.Flag();
        reader.End();
        return reply;
    }
}
