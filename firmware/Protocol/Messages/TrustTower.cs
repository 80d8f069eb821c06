using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Says whether the owner relies on a tower's acknowledgements.</summary>
public sealed class TrustTower
{
    /// <summary>The tower's static point.</summary>
    public byte[] Tower;

    public bool IsTrusted;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(35);
        writer.U8((byte)MessageId.TrustTower);
        FixedField.Write(writer, Tower, 33);
        writer.Flag(IsTrusted);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static TrustTower Decode(ByteReader reader)
    {
        TrustTower message = new TrustTower();
        message.Tower = reader.Bytes(33);
        message.IsTrusted = reader.Flag();
        reader.End();
        return message;
    }
}

/// <summary>Done.</summary>
public sealed class TrustTowerReply
{
    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(1);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static TrustTowerReply Decode(ByteReader reader)
    {
        TrustTowerReply reply = new TrustTowerReply();
        reader.End();
        return reply;
    }
}
