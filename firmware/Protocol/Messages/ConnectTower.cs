using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Begins the handshake of BOLT 8 with a tower, under a reserved or open session key. What was on this link before is over.</summary>
public sealed class ConnectTower
{
    /// <summary>0 to 3: which connection of the device.</summary>
    public byte Link;

    /// <summary>The tower's static point.</summary>
    public byte[] Tower;

    /// <summary>Of the session key.</summary>
    public uint Index;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(39);
        writer.U8((byte)MessageId.ConnectTower);
        writer.U8(Link);
        FixedField.Write(writer, Tower, 33);
        writer.U32(Index);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static ConnectTower Decode(ByteReader reader)
    {
        ConnectTower message = new ConnectTower();
        message.Link = reader.U8();
        message.Tower = reader.Bytes(33);
        message.Index = reader.U32();
        reader.End();
        return message;
    }
}

/// <summary>Act one.</summary>
public sealed class ConnectTowerReply
{
    public byte[] Act;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(50);
        FixedField.Write(writer, Act, 50);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static ConnectTowerReply Decode(ByteReader reader)
    {
        ConnectTowerReply reply = new ConnectTowerReply();
        reply.Act = reader.Bytes(50);
        reader.End();
        return reply;
    }
}
