using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for a "Bitcoin Signed Message" signature (BIP 137).</summary>
public sealed class SignBip137Message
{
    /// <summary>Wallet key.</summary>
    public uint KeyIndex;

    public byte[] Message;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(39 + Message.Length);
        writer.U8((byte)MessageId.SignBip137Message);
        writer.U32(KeyIndex);
        BlobField.Write(writer, Message, ProtocolLimits.TextBytesMax);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static SignBip137Message Decode(ByteReader reader)
    {
        SignBip137Message message = new SignBip137Message();
        message.KeyIndex = reader.U32();
        message.Message = reader.Blob(ProtocolLimits.TextBytesMax);
        reader.End();
        return message;
    }
}

/// <summary>Signature under a wallet key.</summary>
public sealed class SignBip137MessageReply
{
    /// <summary>Recoverable: r‖s‖recovery id.</summary>
    public byte[] Signature;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(65);
        FixedField.Write(writer, Signature, 65);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static SignBip137MessageReply Decode(ByteReader reader)
    {
        SignBip137MessageReply reply = new SignBip137MessageReply();
        reply.Signature = reader.Bytes(65);
        reader.End();
        return reply;
    }
}
