using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks what the device knows of the chain.</summary>
public sealed class ReadChain
{
    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(1);
        writer.U8((byte)MessageId.ReadChain);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static ReadChain Decode(ByteReader reader)
    {
        ReadChain message = new ReadChain();
        reader.End();
        return message;
    }
}

/// <summary>The chain as the device was shown it.</summary>
public sealed class ReadChainReply
{
    /// <summary>Something of it is on flash.</summary>
    public bool IsFed;

    /// <summary>The rules about the chain hold.</summary>
    public bool IsInForce;

    /// <summary>The device has seen more work than it remembers now: show the newest headers again.</summary>
    public bool IsBehind;

    /// <summary>The block that the firmware begins with.</summary>
    public uint CheckpointHeight;

    /// <summary>The oldest block from which a branch may still leave the chain.</summary>
    public uint LowestHeight;

    /// <summary>The newest block.</summary>
    public uint Height;

    /// <summary>Its hash, internal byte order.</summary>
    public byte[] Hash;

    /// <summary>What its header says.</summary>
    public uint Time;

    /// <summary>The median of the newest eleven.</summary>
    public uint MedianTime;

    /// <summary>Its target, compact.</summary>
    public uint Bits;

    /// <summary>Hashes since the checkpoint, on average; a number of 128 bits.</summary>
    public byte[] Work;

    /// <summary>The greatest height that the chain ever had.</summary>
    public uint HeightSeen;

    /// <summary>Blocks that a funding needs, its own included, before it counts as buried.</summary>
    public ushort LockDepth;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(81);
        writer.Flag(IsFed);
        writer.Flag(IsInForce);
        writer.Flag(IsBehind);
        writer.U32(CheckpointHeight);
        writer.U32(LowestHeight);
        writer.U32(Height);
        FixedField.Write(writer, Hash, 32);
        writer.U32(Time);
        writer.U32(MedianTime);
        writer.U32(Bits);
        FixedField.Write(writer, Work, 16);
        writer.U32(HeightSeen);
        writer.U16(LockDepth);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static ReadChainReply Decode(ByteReader reader)
    {
        ReadChainReply reply = new ReadChainReply();
        reply.IsFed = reader.Flag();
        reply.IsInForce = reader.Flag();
        reply.IsBehind = reader.Flag();
        reply.CheckpointHeight = reader.U32();
        reply.LowestHeight = reader.U32();
        reply.Height = reader.U32();
        reply.Hash = reader.Bytes(32);
        reply.Time = reader.U32();
        reply.MedianTime = reader.U32();
        reply.Bits = reader.U32();
        reply.Work = reader.Bytes(16);
        reply.HeightSeen = reader.U32();
        reply.LockDepth = reader.U16();
        reader.End();
        return reply;
    }
}
