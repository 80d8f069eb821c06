using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Shows block headers in the order of the chain: those after a block that the device knows.</summary>
public sealed class FeedHeaders
{
    /// <summary>Whole headers, 80 bytes each.</summary>
    public byte[] Headers;

    /// <summary>The host has no newer one: from now on the rules about the chain hold.</summary>
    public bool IsTip;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(36);
        writer.U8((byte)MessageId.FeedHeaders);
        BlobField.Write(writer, Headers, 8000);
        writer.Flag(IsTip);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static FeedHeaders Decode(ByteReader reader)
    {
        FeedHeaders message = new FeedHeaders();
        message.Headers = reader.Blob(8000);
        message.IsTip = reader.Flag();
        reader.End();
        return message;
    }
}

/// <summary>What was taken.</summary>
public sealed class FeedHeadersReply
{
    /// <summary>Headers that were taken, from the first on; those that the device knew already count.</summary>
    public ushort Taken;

    /// <summary>What is wrong with the next one.</summary>
    public HeaderFault Fault;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(3);
        writer.U16(Taken);
        writer.U8((byte)Fault);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static FeedHeadersReply Decode(ByteReader reader)
    {
        FeedHeadersReply reply = new FeedHeadersReply();
        reply.Taken = reader.U16();
        reply.Fault = HeaderFaultField.Read(reader);
        reader.End();
        return reply;
    }
}
