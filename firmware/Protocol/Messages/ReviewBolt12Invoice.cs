using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Shows a BOLT 12 invoice for a payment hash of the vault before its Merkle root is signed (<see cref="SignBolt12"/>).</summary>
public sealed class ReviewBolt12Invoice
{
    /// <summary>The TLV stream without the signature.</summary>
    public byte[] Stream;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(3 + Stream.Length);
        writer.U8((byte)MessageId.ReviewBolt12Invoice);
        BlobField.Write(writer, Stream, ProtocolLimits.Bolt12StreamBytesMax);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static ReviewBolt12Invoice Decode(ByteReader reader)
    {
        ReviewBolt12Invoice message = new ReviewBolt12Invoice();
        message.Stream = reader.Blob(ProtocolLimits.Bolt12StreamBytesMax);
        reader.End();
        return message;
    }
}

/// <summary>What the signature is over.</summary>
public sealed class ReviewBolt12InvoiceReply
{
    public byte[] Merkle;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(32);
        FixedField.Write(writer, Merkle, 32);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static ReviewBolt12InvoiceReply Decode(ByteReader reader)
    {
        ReviewBolt12InvoiceReply reply = new ReviewBolt12InvoiceReply();
        reply.Merkle = reader.Bytes(32);
        reader.End();
        return reply;
    }
}
