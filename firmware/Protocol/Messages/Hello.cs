using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks who is there, for Unlock or Provision to follow. Changes nothing. Id and version stay where they are in every version.</summary>
public sealed class Hello
{
    /// <summary>What the host speaks: <see cref="ProtocolLimits.Version"/>.</summary>
    public byte ProtocolVersion;

    /// <summary>Random bytes that the device mixes into the key that it draws for the handshake.</summary>
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

/// <summary>What answers, in which state, and what it brings to a handshake.</summary>
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

    /// <summary>Of the session that is open, with any host; zeros when there is none.</summary>
    public byte[] SessionName;

    /// <summary>Names the offer: this point, for one Unlock or Provision.</summary>
    public byte[] DeviceNonce;

    /// <summary>The device's ephemeral key for the next Unlock or Provision; zeros on a device that has stopped.</summary>
    public byte[] DevicePoint;

    public StopReason StopReason;

    /// <summary>The longest message that the device reads, seal included.</summary>
    public uint MessageBytesMax;

    /// <summary>HTLCs that a commitment of either side may carry.</summary>
    public ushort HtlcsMax;

    /// <summary>Why it stopped, in a sentence; empty otherwise. ASCII.</summary>
    public byte[] Sentence;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(192);
        writer.U8(ProtocolVersion);
        BlobField.Write(writer, FirmwareVersion, 32);
        BlobField.Write(writer, Board, 32);
        writer.U8((byte)State);
        FixedField.Write(writer, VolumeId, 16);
        FixedField.Write(writer, SessionName, 16);
        FixedField.Write(writer, DeviceNonce, 16);
        FixedField.Write(writer, DevicePoint, 33);
        writer.U8((byte)StopReason);
        writer.U32(MessageBytesMax);
        writer.U16(HtlcsMax);
        BlobField.Write(writer, Sentence, ProtocolLimits.SentenceBytesMax);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt. Of another version nothing but the version is read.</summary>
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
        reply.SessionName = reader.Bytes(16);
        reply.DeviceNonce = reader.Bytes(16);
        reply.DevicePoint = reader.Bytes(33);
        reply.StopReason = StopReasonField.Read(reader);
        reply.MessageBytesMax = reader.U32();
        reply.HtlcsMax = reader.U16();
        reply.Sentence = reader.Blob(ProtocolLimits.SentenceBytesMax);
        reader.End();
        return reply;
    }
}
