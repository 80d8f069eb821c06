using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for the promises that the vault remembers.</summary>
public sealed class ReadPromises
{
    /// <summary>The lowest index of interest.</summary>
    public uint First;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(5);
        writer.U8((byte)MessageId.ReadPromises);
        writer.U32(First);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static ReadPromises Decode(ByteReader reader)
    {
        ReadPromises message = new ReadPromises();
        message.First = reader.U32();
        reader.End();
        return message;
    }
}

/// <summary>The promises, by ascending index.</summary>
public sealed class ReadPromisesReply
{
    /// <summary>What the next promise gets.</summary>
    public uint NextIndex;

    public PromiseFields[] Promises;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(600);
        writer.U32(NextIndex);
        PromiseFields.WriteAll(writer, Promises);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static ReadPromisesReply Decode(ByteReader reader)
    {
        ReadPromisesReply reply = new ReadPromisesReply();
        reply.NextIndex = reader.U32();
        reply.Promises = PromiseFields.ReadAll(reader);
        reader.End();
        return reply;
    }
}
