using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Shows an output of a transaction in the block that was shown last.</summary>
public sealed class ProveBurial
{
    /// <summary>Without witnesses.</summary>
    public byte[] Transaction;

    public ushort Vout;

    /// <summary>Its place in the block.</summary>
    public uint Index;

    /// <summary>The hashes beside the way to the root, 32 bytes each, from below.</summary>
    public byte[] Path;

    /// <summary>The block's first transaction, without witnesses.</summary>
    public byte[] First;

    /// <summary>Its way to the root.</summary>
    public byte[] FirstPath;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(143);
        writer.U8((byte)MessageId.ProveBurial);
        BlobField.Write(writer, Transaction, ProtocolLimits.TextBytesMax);
        writer.U16(Vout);
        writer.U32(Index);
        BlobField.Write(writer, Path, 512);
        BlobField.Write(writer, First, ProtocolLimits.TextBytesMax);
        BlobField.Write(writer, FirstPath, 512);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static ProveBurial Decode(ByteReader reader)
    {
        ProveBurial message = new ProveBurial();
        message.Transaction = reader.Blob(ProtocolLimits.TextBytesMax);
        message.Vout = reader.U16();
        message.Index = reader.U32();
        message.Path = reader.Blob(512);
        message.First = reader.Blob(ProtocolLimits.TextBytesMax);
        message.FirstPath = reader.Blob(512);
        reader.End();
        return message;
    }
}

/// <summary>Noted until the device starts anew.</summary>
public sealed class ProveBurialReply
{
    /// <summary>Internal byte order.</summary>
    public byte[] Txid;

    /// <summary>Of its block.</summary>
    public uint Height;

    /// <summary>Blocks on top of it, its own included.</summary>
    public uint Depth;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(40);
        FixedField.Write(writer, Txid, 32);
        writer.U32(Height);
        writer.U32(Depth);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static ProveBurialReply Decode(ByteReader reader)
    {
        ProveBurialReply reply = new ProveBurialReply();
        reply.Txid = reader.Bytes(32);
        reply.Height = reader.U32();
        reply.Depth = reader.U32();
        reader.End();
        return reply;
    }
}
