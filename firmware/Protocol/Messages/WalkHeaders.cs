using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Shows headers backwards, from a block that the device remembers or the one before the last one shown.</summary>
public sealed class WalkHeaders
{
    /// <summary>Whole headers, 80 bytes each, the newest first.</summary>
    public byte[] Headers;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(35);
        writer.U8((byte)MessageId.WalkHeaders);
        BlobField.Write(writer, Headers, 8000);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static WalkHeaders Decode(ByteReader reader)
    {
        WalkHeaders message = new WalkHeaders();
        message.Headers = reader.Blob(8000);
        reader.End();
        return message;
    }
}

/// <summary>How far the way leads.</summary>
public sealed class WalkHeadersReply
{
    /// <summary>The height of the last one shown.</summary>
    public uint Height;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(4);
        writer.U32(Height);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static WalkHeadersReply Decode(ByteReader reader)
    {
        WalkHeadersReply reply = new WalkHeadersReply();
        reply.Height = reader.U32();
        reader.End();
        return reply;
    }
}
