using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for the public keys of the node.</summary>
public sealed class NodeKeys
{
    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(1);
        writer.U8((byte)MessageId.NodeKeys);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static NodeKeys Decode(ByteReader reader)
    {
        NodeKeys message = new NodeKeys();
        reader.End();
        return message;
    }
}

/// <summary>Public keys; nothing secret.</summary>
public sealed class NodeKeysReply
{
    /// <summary>Compressed.</summary>
    public byte[] NodeId;

    /// <summary>BIP 32 public key m/0/0 without its version bytes.</summary>
    public byte[] WalletXpub;

    /// <summary>Compressed point of m/9735'.</summary>
    public byte[] Bolt12Point;

    /// <summary>BIP 32 public key m/86'/0'/0' without its version bytes; null for a raw secret.</summary>
    public byte[] AccountXpub;

    /// <summary>The chain that the keys are for.</summary>
    public Network Network;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(216);
        FixedField.Write(writer, NodeId, 33);
        FixedField.Write(writer, WalletXpub, 74);
        FixedField.Write(writer, Bolt12Point, 33);
        FixedField.WriteOptional(writer, AccountXpub, 74);
        writer.U8((byte)Network);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static NodeKeysReply Decode(ByteReader reader)
    {
        NodeKeysReply reply = new NodeKeysReply();
        reply.NodeId = reader.Bytes(33);
        reply.WalletXpub = reader.Bytes(74);
        reply.Bolt12Point = reader.Bytes(33);
        reply.AccountXpub = FixedField.ReadOptional(reader, 74);
        reply.Network = NetworkField.Read(reader);
        reader.End();
        return reply;
    }
}
