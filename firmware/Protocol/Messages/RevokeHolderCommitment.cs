using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for the secret that revokes the holder's commitment.</summary>
public sealed class RevokeHolderCommitment
{
    /// <summary>First 16 bytes of SHA-256("holdfast channel" ‖ peer ‖ dbid).</summary>
    public byte[] ChannelId;

    /// <summary>Of the commitment to revoke.</summary>
    public ulong Number;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(25);
        writer.U8((byte)MessageId.RevokeHolderCommitment);
        FixedField.Write(writer, ChannelId, 16);
        writer.U64(Number);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static RevokeHolderCommitment Decode(ByteReader reader)
    {
        RevokeHolderCommitment message = new RevokeHolderCommitment();
        message.ChannelId = reader.Bytes(16);
        message.Number = reader.U64();
        reader.End();
        return message;
    }
}

/// <summary>The secret, and the point after next.</summary>
public sealed class RevokeHolderCommitmentReply
{
    /// <summary>Of number.</summary>
    public byte[] Secret;

    /// <summary>The holder's per-commitment point of number + 2.</summary>
    public byte[] NextPoint;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(65);
        FixedField.Write(writer, Secret, 32);
        FixedField.Write(writer, NextPoint, 33);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static RevokeHolderCommitmentReply Decode(ByteReader reader)
    {
        RevokeHolderCommitmentReply reply = new RevokeHolderCommitmentReply();
        reply.Secret = reader.Bytes(32);
        reply.NextPoint = reader.Bytes(33);
        reader.End();
        return reply;
    }
}
