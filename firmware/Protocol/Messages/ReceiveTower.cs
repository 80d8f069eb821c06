using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Brings bytes of a tower: exactly as many as the device needs, 18 at the beginning of each message.</summary>
public sealed class ReceiveTower
{
    /// <summary>0 to 3: which connection of the device.</summary>
    public byte Link;

    public byte[] Bytes;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(6);
        writer.U8((byte)MessageId.ReceiveTower);
        writer.U8(Link);
        BlobField.Write(writer, Bytes, 1100);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static ReceiveTower Decode(ByteReader reader)
    {
        ReceiveTower message = new ReceiveTower();
        message.Link = reader.U8();
        message.Bytes = reader.Blob(1100);
        reader.End();
        return message;
    }
}

/// <summary>What they are.</summary>
public sealed class ReceiveTowerReply
{
    public TowerVerdict Verdict;

    /// <summary>How many bytes to read and bring next.</summary>
    public ushort NeededBytes;

    /// <summary>Of the message, when there is one.</summary>
    public ushort Type;

    /// <summary>0: the tower agrees.</summary>
    public ushort Code;

    /// <summary>The number of the last update that the tower has.</summary>
    public ushort LastApplied;

    /// <summary>Features, reward script or data of an error.</summary>
    public byte[] Data;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(28);
        writer.U8((byte)Verdict);
        writer.U16(NeededBytes);
        writer.U16(Type);
        writer.U16(Code);
        writer.U16(LastApplied);
        BlobField.Write(writer, Data, 1024);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static ReceiveTowerReply Decode(ByteReader reader)
    {
        ReceiveTowerReply reply = new ReceiveTowerReply();
        reply.Verdict = TowerVerdictField.Read(reader);
        reply.NeededBytes = reader.U16();
        reply.Type = reader.U16();
        reply.Code = reader.U16();
        reply.LastApplied = reader.U16();
        reply.Data = reader.Blob(1024);
        reader.End();
        return reply;
    }
}
