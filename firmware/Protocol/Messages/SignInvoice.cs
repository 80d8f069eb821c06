using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for the signature of a BOLT 11 invoice.</summary>
public sealed class SignInvoice
{
    /// <summary>Human-readable part, ASCII.</summary>
    public byte[] Hrp;

    /// <summary>Five-bit values, one per byte, without the signature.</summary>
    public byte[] Data;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(69 + Data.Length);
        writer.U8((byte)MessageId.SignInvoice);
        BlobField.Write(writer, Hrp, 128);
        BlobField.Write(writer, Data, ProtocolLimits.TextBytesMax);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static SignInvoice Decode(ByteReader reader)
    {
        SignInvoice message = new SignInvoice();
        message.Hrp = reader.Blob(128);
        message.Data = reader.Blob(ProtocolLimits.TextBytesMax);
        reader.End();
        return message;
    }
}

/// <summary>Signature under the node key.</summary>
public sealed class SignInvoiceReply
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
    public static SignInvoiceReply Decode(ByteReader reader)
    {
        SignInvoiceReply reply = new SignInvoiceReply();
        reply.Signature = reader.Bytes(65);
        reader.End();
        return reply;
    }
}
