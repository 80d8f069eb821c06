using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Takes the payments of a channel from its next commitments, after the owner pressed the button: for a host that has lost them.</summary>
public sealed class AdoptPayments
{
    /// <summary>First 16 bytes of SHA-256("holdfast channel" ‖ peer ‖ dbid).</summary>
    public byte[] ChannelId;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(17);
        writer.U8((byte)MessageId.AdoptPayments);
        FixedField.Write(writer, ChannelId, 16);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static AdoptPayments Decode(ByteReader reader)
    {
        AdoptPayments message = new AdoptPayments();
        message.ChannelId = reader.Bytes(16);
        reader.End();
        return message;
    }
}

/// <summary>Nothing is followed in the channel until its next commitments.</summary>
public sealed class AdoptPaymentsReply
{
    public byte[] Encode()
    {
        return new byte[0];
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static AdoptPaymentsReply Decode(ByteReader reader)
    {
        AdoptPaymentsReply reply = new AdoptPaymentsReply();
        reader.End();
        return reply;
    }
}
