using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for a "Lightning Signed Message" signature.</summary>
public sealed class SignMessage
{
    public byte[] Message;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(35 + Message.Length);
        writer.U8((byte)MessageId.SignMessage);
        BlobField.Write(writer, Message, ProtocolLimits.TextBytesMax);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static SignMessage Decode(ByteReader reader)
    {
        SignMessage message = new SignMessage();
        message.Message = reader.Blob(ProtocolLimits.TextBytesMax);
        reader.End();
        return message;
    }
}

/// <summary>Signature under the node key.</summary>
public sealed class SignMessageReply
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
    public static SignMessageReply Decode(ByteReader reader)
    {
        SignMessageReply reply = new SignMessageReply();
        reply.Signature = reader.Bytes(65);
        reader.End();
        return reply;
    }
}
