using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Brings act two.</summary>
public sealed class FinishTower
{
    /// <summary>0 to 3: which connection of the device.</summary>
    public byte Link;

    public byte[] Act;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(52);
        writer.U8((byte)MessageId.FinishTower);
        writer.U8(Link);
        FixedField.Write(writer, Act, 50);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static FinishTower Decode(ByteReader reader)
    {
        FinishTower message = new FinishTower();
        message.Link = reader.U8();
        message.Act = reader.Bytes(50);
        reader.End();
        return message;
    }
}

/// <summary>Whether it is the tower, and what is sent to it.</summary>
public sealed class FinishTowerReply
{
    /// <summary>False: the one who answered is not this tower, and the link is closed.</summary>
    public bool IsConnected;

    /// <summary>Act three and the device's Init, in one piece; empty when it is not the tower.</summary>
    public byte[] Bytes;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(5);
        writer.Flag(IsConnected);
        BlobField.Write(writer, Bytes, 160);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static FinishTowerReply Decode(ByteReader reader)
    {
        FinishTowerReply reply = new FinishTowerReply();
        reply.IsConnected = reader.Flag();
        reply.Bytes = reader.Blob(160);
        reader.End();
        return reply;
    }
}
