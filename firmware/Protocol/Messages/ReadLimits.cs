using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for the limits in force.</summary>
public sealed class ReadLimits
{
    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(1);
        writer.U8((byte)MessageId.ReadLimits);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static ReadLimits Decode(ByteReader reader)
    {
        ReadLimits message = new ReadLimits();
        reader.End();
        return message;
    }
}

/// <summary>Every limit that the device has.</summary>
public sealed class ReadLimitsReply
{
    /// <summary>In the order of their numbers.</summary>
    public LimitFields[] Limits;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(2 + 60 * Limits.Length);
        LimitFields.WriteAll(writer, Limits);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static ReadLimitsReply Decode(ByteReader reader)
    {
        ReadLimitsReply reply = new ReadLimitsReply();
        reply.Limits = LimitFields.ReadAll(reader);
        reader.End();
        return reply;
    }
}
