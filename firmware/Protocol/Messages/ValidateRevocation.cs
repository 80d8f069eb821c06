using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Shows the peer's revocation secret.</summary>
public sealed class ValidateRevocation
{
    /// <summary>First 16 bytes of SHA-256("holdfast channel" ‖ peer ‖ dbid).</summary>
    public byte[] ChannelId;

    /// <summary>Of the peer's revoked commitment.</summary>
    public ulong Number;

    public byte[] Secret;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(57);
        writer.U8((byte)MessageId.ValidateRevocation);
        FixedField.Write(writer, ChannelId, 16);
        writer.U64(Number);
        FixedField.Write(writer, Secret, 32);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static ValidateRevocation Decode(ByteReader reader)
    {
        ValidateRevocation message = new ValidateRevocation();
        message.ChannelId = reader.Bytes(16);
        message.Number = reader.U64();
        message.Secret = reader.Bytes(32);
        reader.End();
        return message;
    }
}

/// <summary>Noted.</summary>
public sealed class ValidateRevocationReply
{
    public byte[] Encode()
    {
        return new byte[0];
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static ValidateRevocationReply Decode(ByteReader reader)
    {
        ValidateRevocationReply reply = new ValidateRevocationReply();
        reader.End();
        return reply;
    }
}
