using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for a secret that a plugin of the node may know.</summary>
public sealed class DeriveSecret
{
    /// <summary>Names the secret.</summary>
    public byte[] Info;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(35);
        writer.U8((byte)MessageId.DeriveSecret);
        BlobField.Write(writer, Info, 512);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static DeriveSecret Decode(ByteReader reader)
    {
        DeriveSecret message = new DeriveSecret();
        message.Info = reader.Blob(512);
        reader.End();
        return message;
    }
}

/// <summary>The derived secret.</summary>
public sealed class DeriveSecretReply
{
    public byte[] Secret;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(32);
        FixedField.Write(writer, Secret, 32);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static DeriveSecretReply Decode(ByteReader reader)
    {
        DeriveSecretReply reply = new DeriveSecretReply();
        reply.Secret = reader.Bytes(32);
        reader.End();
        return reply;
    }
}
