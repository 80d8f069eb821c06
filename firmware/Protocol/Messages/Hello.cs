using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Opens a session. The nonce names it: the same nonce again continues it, another one starts over. Id and version stay where they are in every version.</summary>
public sealed class Hello
{
    /// <summary>What the host speaks: <see cref="ProtocolLimits.Version"/>.</summary>
    public byte ProtocolVersion;

    /// <summary>Chosen at random by the host once per session.</summary>
    public byte[] HostNonce;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(18);
        writer.U8((byte)MessageId.Hello);
        writer.U8(ProtocolVersion);
        FixedField.Write(writer, HostNonce, 16);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte. Of another version nothing but the version is read: what follows has a meaning of its own there.</summary>
    public static Hello Decode(ByteReader reader)
    {
        Hello message = new Hello();
        message.ProtocolVersion = reader.U8();
        if (message.ProtocolVersion != ProtocolLimits.Version)
        {
            return message;
        }

        message.HostNonce = reader.Bytes(16);
        reader.End();
        return message;
    }
}

/// <summary>What answers, in which state, and its half of the session name.</summary>
public sealed class HelloReply
{
    /// <summary>What the device speaks.</summary>
    public byte ProtocolVersion;

    /// <summary>ASCII.</summary>
    public byte[] FirmwareVersion;

    /// <summary>ASCII, the folder name under boards.</summary>
    public byte[] Board;

    public DeviceState State;

    /// <summary>Names the journal; zeros while blank.</summary>
    public byte[] VolumeId;

    /// <summary>Fresh at every start of a session: a reboot shows as another nonce.</summary>
    public byte[] DeviceNonce;

    public StopReason StopReason;

    /// <summary>The longest message that the device reads, seal included.</summary>
    public uint MessageBytesMax;

    /// <summary>HTLCs that a commitment of either side may carry.</summary>
    public ushort HtlcsMax;

    /// <summary>Why it stopped, in a sentence; empty otherwise. ASCII.</summary>
    public byte[] Sentence;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(143);
        writer.U8(ProtocolVersion);
        BlobField.Write(writer, FirmwareVersion, 32);
        BlobField.Write(writer, Board, 32);
        writer.U8((byte)State);
        FixedField.Write(writer, VolumeId, 16);
        FixedField.Write(writer, DeviceNonce, 16);
        writer.U8((byte)StopReason);
        writer.U32(MessageBytesMax);
        writer.U16(HtlcsMax);
        BlobField.Write(writer, Sentence, ProtocolLimits.SentenceBytesMax);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and anchor. Of another version nothing but the version is read.</summary>
    public static HelloReply Decode(ByteReader reader)
    {
        HelloReply reply = new HelloReply();
        reply.ProtocolVersion = reader.U8();
        if (reply.ProtocolVersion != ProtocolLimits.Version)
        {
            return reply;
        }

        reply.FirmwareVersion = reader.Blob(32);
        reply.Board = reader.Blob(32);
        reply.State = DeviceStateField.Read(reader);
        reply.VolumeId = reader.Bytes(16);
        reply.DeviceNonce = reader.Bytes(16);
        reply.StopReason = StopReasonField.Read(reader);
        reply.MessageBytesMax = reader.U32();
        reply.HtlcsMax = reader.U16();
        reply.Sentence = reader.Blob(ProtocolLimits.SentenceBytesMax);
        reader.End();
        return reply;
    }
}
