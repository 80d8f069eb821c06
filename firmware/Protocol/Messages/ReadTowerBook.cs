using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks what the device remembers of towers.</summary>
public sealed class ReadTowerBook
{
    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(1);
        writer.U8((byte)MessageId.ReadTowerBook);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static ReadTowerBook Decode(ByteReader reader)
    {
        ReadTowerBook message = new ReadTowerBook();
        reader.End();
        return message;
    }
}

/// <summary>All of it.</summary>
public sealed class ReadTowerBookReply
{
    /// <summary>The highest index given out.</summary>
    public uint LastIndex;

    /// <summary>See <see cref="SetTowerExposure"/>.</summary>
    public byte ExposureMax;

    /// <summary>Towers whose acknowledgements the owner relies on, 33 bytes each.</summary>
    public byte[][] Trusted;

    public TowerKeyFields[] Reservations;

    public TowerSessionFields[] Sessions;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(480);
        writer.U32(LastIndex);
        writer.U8(ExposureMax);
        ItemCount.Write(writer, Trusted.Length, TowerKeyFields.CountMax);
        for (int i = 0; i < Trusted.Length; i++)
        {
            FixedField.Write(writer, Trusted[i], 33);
        }

        TowerKeyFields.WriteAll(writer, Reservations);
        TowerSessionFields.WriteAll(writer, Sessions);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static ReadTowerBookReply Decode(ByteReader reader)
    {
        ReadTowerBookReply reply = new ReadTowerBookReply();
        reply.LastIndex = reader.U32();
        reply.ExposureMax = reader.U8();
        reply.Trusted = new byte[ItemCount.Read(reader, TowerKeyFields.CountMax, 33)][];
        for (int i = 0; i < reply.Trusted.Length; i++)
        {
            reply.Trusted[i] = reader.Bytes(33);
        }

        reply.Reservations = TowerKeyFields.ReadAll(reader);
        reply.Sessions = TowerSessionFields.ReadAll(reader);
        reader.End();
        return reply;
    }
}
