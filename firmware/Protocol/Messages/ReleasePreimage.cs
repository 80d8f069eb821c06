using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for the preimage of a promise, because these HTLCs have come for it.</summary>
public sealed class ReleasePreimage
{
    public byte[] PaymentHash;

    /// <summary>As the payer sent it.</summary>
    public byte[] PaymentSecret;

    /// <summary>The height of the newest block that the node knows.</summary>
    public uint Height;

    /// <summary>All HTLCs of the payment, in any order.</summary>
    public PartFields[] Parts;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(71 + 28 * Parts.Length);
        writer.U8((byte)MessageId.ReleasePreimage);
        FixedField.Write(writer, PaymentHash, 32);
        FixedField.Write(writer, PaymentSecret, 32);
        writer.U32(Height);
        PartFields.WriteAll(writer, Parts);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static ReleasePreimage Decode(ByteReader reader)
    {
        ReleasePreimage message = new ReleasePreimage();
        message.PaymentHash = reader.Bytes(32);
        message.PaymentSecret = reader.Bytes(32);
        message.Height = reader.U32();
        message.Parts = PartFields.ReadAll(reader);
        reader.End();
        return message;
    }
}

/// <summary>What claims the payment.</summary>
public sealed class ReleasePreimageReply
{
    public byte[] Preimage;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(32);
        FixedField.Write(writer, Preimage, 32);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static ReleasePreimageReply Decode(ByteReader reader)
    {
        ReleasePreimageReply reply = new ReleasePreimageReply();
        reply.Preimage = reader.Bytes(32);
        reader.End();
        return reply;
    }
}
