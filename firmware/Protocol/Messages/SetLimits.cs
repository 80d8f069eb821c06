using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Changes limits, all of them or none. What allows more needs the owner's button; at most four such changes fit one question.</summary>
public sealed class SetLimits
{
    /// <summary>Each limit at most once.</summary>
    public LimitChangeFields[] Changes;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(3 + 9 * Changes.Length);
        writer.U8((byte)MessageId.SetLimits);
        LimitChangeFields.WriteAll(writer, Changes);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static SetLimits Decode(ByteReader reader)
    {
        SetLimits message = new SetLimits();
        message.Changes = LimitChangeFields.ReadAll(reader);
        reader.End();
        return message;
    }
}

/// <summary>Done.</summary>
public sealed class SetLimitsReply
{
    /// <summary>That of Status, 32 bytes.</summary>
    public byte[] LimitsDigest;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(32);
        FixedField.Write(writer, LimitsDigest, 32);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static SetLimitsReply Decode(ByteReader reader)
    {
        SetLimitsReply reply = new SetLimitsReply();
        reply.LimitsDigest = reader.Bytes(32);
        reader.End();
        return reply;
    }
}
