using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks a blank device for random bytes towards a new seed; the host mixes in its own.</summary>
public sealed class DrawEntropy
{
    /// <summary>The host's random bytes; they also stir the device's own pool.</summary>
    public byte[] HostEntropy;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(33);
        writer.U8((byte)MessageId.DrawEntropy);
        FixedField.Write(writer, HostEntropy, 32);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static DrawEntropy Decode(ByteReader reader)
    {
        DrawEntropy message = new DrawEntropy();
        message.HostEntropy = reader.Bytes(32);
        reader.End();
        return message;
    }
}

/// <summary>Random bytes: hardware generator, button timing and the host's bytes, hashed together.</summary>
public sealed class DrawEntropyReply
{
    /// <summary>Never to be used alone.</summary>
    public byte[] Entropy;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(32);
        FixedField.Write(writer, Entropy, 32);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static DrawEntropyReply Decode(ByteReader reader)
    {
        DrawEntropyReply reply = new DrawEntropyReply();
        reply.Entropy = reader.Bytes(32);
        reader.End();
        return reply;
    }
}
