using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for the holder's per-commitment point.</summary>
public sealed class GetPerCommitmentPoint
{
    /// <summary>The peer's node id, compressed.</summary>
    public byte[] Peer;

    /// <summary>The node's number for the channel with this peer.</summary>
    public ulong Dbid;

    /// <summary>Commitment number, counting up from 0.</summary>
    public ulong Number;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(50);
        writer.U8((byte)MessageId.GetPerCommitmentPoint);
        FixedField.Write(writer, Peer, 33);
        writer.U64(Dbid);
        writer.U64(Number);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static GetPerCommitmentPoint Decode(ByteReader reader)
    {
        GetPerCommitmentPoint message = new GetPerCommitmentPoint();
        message.Peer = reader.Bytes(33);
        message.Dbid = reader.U64();
        message.Number = reader.U64();
        reader.End();
        return message;
    }
}

/// <summary>The point.</summary>
public sealed class GetPerCommitmentPointReply
{
    /// <summary>Compressed.</summary>
    public byte[] Point;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(33);
        FixedField.Write(writer, Point, 33);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static GetPerCommitmentPointReply Decode(ByteReader reader)
    {
        GetPerCommitmentPointReply reply = new GetPerCommitmentPointReply();
        reply.Point = reader.Bytes(33);
        reader.End();
        return reply;
    }
}
