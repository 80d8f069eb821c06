using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks the tower for a session under the reserved key of the link.</summary>
public sealed class CreateTowerSession
{
    /// <summary>0 to 3: which connection of the device.</summary>
    public byte Link;

    /// <summary>How many backups it shall take.</summary>
    public ushort MaxUpdates;

    /// <summary>Satoshi for 1,000 weight: what each sweep of it pays.</summary>
    public uint FeeratePerKw;

    /// <summary>The wallet key that each sweep pays to.</summary>
    public uint SweepKeyIndex;

    /// <summary>P2TR instead of P2WPKH.</summary>
    public bool IsTaproot;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(13);
        writer.U8((byte)MessageId.CreateTowerSession);
        writer.U8(Link);
        writer.U16(MaxUpdates);
        writer.U32(FeeratePerKw);
        writer.U32(SweepKeyIndex);
        writer.Flag(IsTaproot);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static CreateTowerSession Decode(ByteReader reader)
    {
        CreateTowerSession message = new CreateTowerSession();
        message.Link = reader.U8();
        message.MaxUpdates = reader.U16();
        message.FeeratePerKw = reader.U32();
        message.SweepKeyIndex = reader.U32();
        message.IsTaproot = reader.Flag();
        reader.End();
        return message;
    }
}

/// <summary>What is sent to the tower.</summary>
public sealed class CreateTowerSessionReply
{
    /// <summary>Sealed; for the tower as they are.</summary>
    public byte[] Bytes;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(4);
        BlobField.Write(writer, Bytes, 400);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static CreateTowerSessionReply Decode(ByteReader reader)
    {
        CreateTowerSessionReply reply = new CreateTowerSessionReply();
        reply.Bytes = reader.Blob(400);
        reader.End();
        return reply;
    }
}
