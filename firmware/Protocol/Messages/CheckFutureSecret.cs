using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks whether a secret is the holder's for a number (the peer claims that the node has lost state).</summary>
public sealed class CheckFutureSecret
{
    /// <summary>The peer's node id, compressed.</summary>
    public byte[] Peer;

    /// <summary>The node's number for the channel with this peer.</summary>
    public ulong Dbid;

    /// <summary>Commitment number, counting up from 0.</summary>
    public ulong Number;

    public byte[] Secret;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(82);
        writer.U8((byte)MessageId.CheckFutureSecret);
        FixedField.Write(writer, Peer, 33);
        writer.U64(Dbid);
        writer.U64(Number);
        FixedField.Write(writer, Secret, 32);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static CheckFutureSecret Decode(ByteReader reader)
    {
        CheckFutureSecret message = new CheckFutureSecret();
        message.Peer = reader.Bytes(33);
        message.Dbid = reader.U64();
        message.Number = reader.U64();
        message.Secret = reader.Bytes(32);
        reader.End();
        return message;
    }
}

/// <summary>The answer.</summary>
public sealed class CheckFutureSecretReply
{
    public bool IsOurs;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(1);
        writer.Flag(IsOurs);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static CheckFutureSecretReply Decode(ByteReader reader)
    {
        CheckFutureSecretReply reply = new CheckFutureSecretReply();
        reply.IsOurs = reader.Flag();
        reader.End();
        return reply;
    }
}
