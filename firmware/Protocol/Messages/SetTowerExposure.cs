using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Says how many commitments of the peer may be signed on top of a revoked one that no trusted tower has acknowledged; 0: as many as you like.</summary>
public sealed class SetTowerExposure
{
    /// <summary>0, or 2 to 16.</summary>
    public byte ExposureMax;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(2);
        writer.U8((byte)MessageId.SetTowerExposure);
        writer.U8(ExposureMax);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static SetTowerExposure Decode(ByteReader reader)
    {
        SetTowerExposure message = new SetTowerExposure();
        message.ExposureMax = reader.U8();
        reader.End();
        return message;
    }
}

/// <summary>Done.</summary>
public sealed class SetTowerExposureReply
{
    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(1);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static SetTowerExposureReply Decode(ByteReader reader)
    {
        SetTowerExposureReply reply = new SetTowerExposureReply();
        reader.End();
        return reply;
    }
}
