using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Puts a secret on a blank device, once.</summary>
public sealed class Provision
{
    public SecretKind Kind;

    /// <summary>The chain that the keys are for.</summary>
    public Network Network;

    /// <summary>32 bytes raw or the 64-byte BIP 39 seed.</summary>
    public byte[] Secret;

    /// <summary>The host's half of the key that seals everything at rest. Never stored on the device.</summary>
    public byte[] HostHalf;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(101);
        writer.U8((byte)MessageId.Provision);
        writer.U8((byte)Kind);
        writer.U8((byte)Network);
        BlobField.Write(writer, Secret, 64);
        FixedField.Write(writer, HostHalf, 32);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static Provision Decode(ByteReader reader)
    {
        Provision message = new Provision();
        message.Kind = SecretKindField.Read(reader);
        message.Network = NetworkField.Read(reader);
        message.Secret = reader.Blob(64);
        message.HostHalf = reader.Bytes(32);
        reader.End();
        return message;
    }
}

/// <summary>The new journal.</summary>
public sealed class ProvisionReply
{
    /// <summary>Names the new journal.</summary>
    public byte[] VolumeId;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(16);
        FixedField.Write(writer, VolumeId, 16);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static ProvisionReply Decode(ByteReader reader)
    {
        ProvisionReply reply = new ProvisionReply();
        reply.VolumeId = reader.Bytes(16);
        reader.End();
        return reply;
    }
}
