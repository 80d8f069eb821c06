using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for the shared secret with a point under the node key.</summary>
public sealed class Ecdh
{
    /// <summary>Compressed.</summary>
    public byte[] Point;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(34);
        writer.U8((byte)MessageId.Ecdh);
        FixedField.Write(writer, Point, 33);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static Ecdh Decode(ByteReader reader)
    {
        Ecdh message = new Ecdh();
        message.Point = reader.Bytes(33);
        reader.End();
        return message;
    }
}

/// <summary>SHA-256 of the compressed shared point.</summary>
public sealed class EcdhReply
{
    public byte[] Secret;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(32);
        FixedField.Write(writer, Secret, 32);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static EcdhReply Decode(ByteReader reader)
    {
        EcdhReply reply = new EcdhReply();
        reply.Secret = reader.Bytes(32);
        reader.End();
        return reply;
    }
}
