using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for a way to the holder that tells the payer only where it begins (BOLT 4, route blinding), for an invoice of BOLT 12.</summary>
public sealed class MakeBlindedPath
{
    public const int PathBytesMax = 512;

    public byte[] PaymentHash;

    /// <summary>The node where it begins: the provider of the order, or a peer.</summary>
    public byte[] Introduction;

    /// <summary>The channel from there to the holder.</summary>
    public ulong Scid;

    public ushort CltvDelta;

    public uint FeeBaseMsat;

    /// <summary>Millionths.</summary>
    public uint FeeProportional;

    public ulong HtlcMinimumMsat;

    /// <summary>The latest expiry of an HTLC that the holder takes by this path; that of the node before is later by the delta.</summary>
    public uint MaxCltvExpiry;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(96);
        writer.U8((byte)MessageId.MakeBlindedPath);
        FixedField.Write(writer, PaymentHash, 32);
        FixedField.Write(writer, Introduction, 33);
        writer.U64(Scid);
        writer.U16(CltvDelta);
        writer.U32(FeeBaseMsat);
        writer.U32(FeeProportional);
        writer.U64(HtlcMinimumMsat);
        writer.U32(MaxCltvExpiry);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static MakeBlindedPath Decode(ByteReader reader)
    {
        MakeBlindedPath message = new MakeBlindedPath();
        message.PaymentHash = reader.Bytes(32);
        message.Introduction = reader.Bytes(33);
        message.Scid = reader.U64();
        message.CltvDelta = reader.U16();
        message.FeeBaseMsat = reader.U32();
        message.FeeProportional = reader.U32();
        message.HtlcMinimumMsat = reader.U64();
        message.MaxCltvExpiry = reader.U32();
        reader.End();
        return message;
    }
}

/// <summary>The path.</summary>
public sealed class MakeBlindedPathReply
{
    /// <summary>A blinded_path of BOLT 12: introduction 33, path key 33, number of hops u8, then each: blinded node id 33, length u16, encrypted data.</summary>
    public byte[] Path;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(256);
        BlobField.Write(writer, Path, MakeBlindedPath.PathBytesMax);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static MakeBlindedPathReply Decode(ByteReader reader)
    {
        MakeBlindedPathReply reply = new MakeBlindedPathReply();
        reply.Path = reader.Blob(MakeBlindedPath.PathBytesMax);
        reader.End();
        return reply;
    }
}
