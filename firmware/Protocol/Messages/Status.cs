using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for plain figures; answered in every state.</summary>
public sealed class Status
{
    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(1);
        writer.U8((byte)MessageId.Status);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static Status Decode(ByteReader reader)
    {
        Status message = new Status();
        reader.End();
        return message;
    }
}

/// <summary>Figures without secrets.</summary>
public sealed class StatusReply
{
    public DeviceState State;

    public StopReason StopReason;

    /// <summary>None while blank.</summary>
    public Network Network;

    /// <summary>Since boot.</summary>
    public ulong UptimeMs;

    /// <summary>Of the managed heap; 0 where unknown.</summary>
    public uint FreeMemoryBytes;

    /// <summary>Sequence number of the last commit: commits in the life of this journal. 0 before unlock.</summary>
    public ulong JournalSequence;

    /// <summary>Since boot.</summary>
    public uint Commits;

    /// <summary>Since boot.</summary>
    public ulong CommittedBytes;

    /// <summary>In use.</summary>
    public ushort Channels;

    /// <summary>The journal has room for.</summary>
    public ushort ChannelsMax;

    /// <summary>What became of damage on the flash, since boot.</summary>
    public RecoveryState Recovery;

    /// <summary>Files that have to be, or were, restored from another copy, since boot. More than none: the flash ages, or somebody was at it.</summary>
    public ushort Repairs;

    /// <summary>Since boot.</summary>
    public uint Requests;

    /// <summary>Since boot.</summary>
    public uint Refusals;

    /// <summary>Opened since boot: every one but the first took the place of another.</summary>
    public uint Sessions;

    /// <summary>ASCII; empty when nothing was refused since boot.</summary>
    public byte[] LastRefusalTag;

    /// <summary>ASCII.</summary>
    public byte[] LastRefusalRule;

    /// <summary>ASCII.</summary>
    public byte[] LastRefusalSentence;

    /// <summary>The longest message that the device reads, seal included.</summary>
    public uint MessageBytesMax;

    /// <summary>HTLCs that a commitment of either side may carry.</summary>
    public ushort HtlcsMax;

    /// <summary>Which code computes keys and signatures.</summary>
    public CurveKind Curve;

    /// <summary>SHA-256 of the limits in force.</summary>
    public byte[] LimitsDigest;

    /// <summary>ASCII.</summary>
    public byte[] FirmwareVersion;

    /// <summary>ASCII: the nanoFramework or .NET runtime.</summary>
    public byte[] RuntimeVersion;

    /// <summary>ASCII.</summary>
    public byte[] Board;

    /// <summary>Why it stopped; empty otherwise. ASCII.</summary>
    public byte[] Sentence;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(297);
        writer.U8((byte)State);
        writer.U8((byte)StopReason);
        writer.U8((byte)Network);
        writer.U64(UptimeMs);
        writer.U32(FreeMemoryBytes);
        writer.U64(JournalSequence);
        writer.U32(Commits);
        writer.U64(CommittedBytes);
        writer.U16(Channels);
        writer.U16(ChannelsMax);
        writer.U8((byte)Recovery);
        writer.U16(Repairs);
        writer.U32(Requests);
        writer.U32(Refusals);
        writer.U32(Sessions);
        BlobField.Write(writer, LastRefusalTag, ProtocolLimits.TagBytesMax);
        BlobField.Write(writer, LastRefusalRule, ProtocolLimits.RuleBytesMax);
        BlobField.Write(writer, LastRefusalSentence, ProtocolLimits.SentenceBytesMax);
        writer.U32(MessageBytesMax);
        writer.U16(HtlcsMax);
        writer.U8((byte)Curve);
        FixedField.Write(writer, LimitsDigest, 32);
        BlobField.Write(writer, FirmwareVersion, 32);
        BlobField.Write(writer, RuntimeVersion, 64);
        BlobField.Write(writer, Board, 32);
        BlobField.Write(writer, Sentence, ProtocolLimits.SentenceBytesMax);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static StatusReply Decode(ByteReader reader)
    {
        StatusReply reply = new StatusReply();
        reply.State = DeviceStateField.Read(reader);
        reply.StopReason = StopReasonField.Read(reader);
        reply.Network = NetworkField.ReadOptional(reader);
        reply.UptimeMs = reader.U64();
        reply.FreeMemoryBytes = reader.U32();
        reply.JournalSequence = reader.U64();
        reply.Commits = reader.U32();
        reply.CommittedBytes = reader.U64();
        reply.Channels = reader.U16();
        reply.ChannelsMax = reader.U16();
        reply.Recovery = RecoveryStateField.Read(reader);
        reply.Repairs = reader.U16();
        reply.Requests = reader.U32();
        reply.Refusals = reader.U32();
        reply.Sessions = reader.U32();
        reply.LastRefusalTag = reader.Blob(ProtocolLimits.TagBytesMax);
        reply.LastRefusalRule = reader.Blob(ProtocolLimits.RuleBytesMax);
        reply.LastRefusalSentence = reader.Blob(ProtocolLimits.SentenceBytesMax);
        reply.MessageBytesMax = reader.U32();
        reply.HtlcsMax = reader.U16();
        reply.Curve = CurveKindField.Read(reader);
        reply.LimitsDigest = reader.Bytes(32);
        reply.FirmwareVersion = reader.Blob(32);
        reply.RuntimeVersion = reader.Blob(64);
        reply.Board = reader.Blob(32);
        reply.Sentence = reader.Blob(ProtocolLimits.SentenceBytesMax);
        reader.End();
        return reply;
    }
}
