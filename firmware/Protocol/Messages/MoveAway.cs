using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Ends this device for good, in favour of another one that has the same words: after its last record it signs nothing any more. Needs the owner's button.</summary>
public sealed class MoveAway
{
    /// <summary>The volume that takes over, as the new device's Hello names it.</summary>
    public byte[] VolumeId;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(17);
        writer.U8((byte)MessageId.MoveAway);
        FixedField.Write(writer, VolumeId, 16);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static MoveAway Decode(ByteReader reader)
    {
        MoveAway message = new MoveAway();
        message.VolumeId = reader.Bytes(16);
        reader.End();
        return message;
    }
}

/// <summary>The device has stopped; its backup is complete with the entry of this commit.</summary>
public sealed class MoveAwayReply
{
    public byte[] Encode()
    {
        return new byte[0];
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static MoveAwayReply Decode(ByteReader reader)
    {
        reader.End();
        return new MoveAwayReply();
    }
}
