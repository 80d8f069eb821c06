using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for a BOLT 12 signature.</summary>
public sealed class SignBolt12
{
    public Bolt12Key Key;

    /// <summary>ASCII, such as "invoice".</summary>
    public byte[] MessageName;

    /// <summary>ASCII, such as "signature".</summary>
    public byte[] FieldName;

    /// <summary>Merkle root of the TLV stream.</summary>
    public byte[] Merkle;

    /// <summary>For NodeTweaked; empty otherwise.</summary>
    public byte[] Info;

    /// <summary>For Bolt12Tweaked and NodeTweaked; empty otherwise.</summary>
    public byte[] Tweak;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(170);
        writer.U8((byte)MessageId.SignBolt12);
        writer.U8((byte)Key);
        BlobField.Write(writer, MessageName, 64);
        BlobField.Write(writer, FieldName, 64);
        FixedField.Write(writer, Merkle, 32);
        BlobField.Write(writer, Info, 512);
        BlobField.Write(writer, Tweak, 512);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static SignBolt12 Decode(ByteReader reader)
    {
        SignBolt12 message = new SignBolt12();
        message.Key = Bolt12KeyField.Read(reader);
        message.MessageName = reader.Blob(64);
        message.FieldName = reader.Blob(64);
        message.Merkle = reader.Bytes(32);
        message.Info = reader.Blob(512);
        message.Tweak = reader.Blob(512);
        reader.End();
        return message;
    }
}

/// <summary>BIP 340 signature.</summary>
public sealed class SignBolt12Reply
{
    /// <summary>Compact (r‖s).</summary>
    public byte[] Signature;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(64);
        FixedField.Write(writer, Signature, 64);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static SignBolt12Reply Decode(ByteReader reader)
    {
        SignBolt12Reply reply = new SignBolt12Reply();
        reply.Signature = reader.Bytes(64);
        reader.End();
        return reply;
    }
}
