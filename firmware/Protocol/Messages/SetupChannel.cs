using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Fixes what cannot change about a channel. Again with another outpoint: a splice, or an opening that starts over.</summary>
public sealed class SetupChannel
{
    /// <summary>The peer's node id, compressed.</summary>
    public byte[] Peer;

    /// <summary>The node's number for the channel with this peer.</summary>
    public ulong Dbid;

    /// <summary>The holder opened it.</summary>
    public bool IsOutbound;

    /// <summary>Of the funding output.</summary>
    public ulong ValueSat;

    /// <summary>As the node sent it: millisatoshi at an opening, satoshi (signed) at a splice; see PROTOCOL.md.</summary>
    public ulong Push;

    /// <summary>Internal byte order.</summary>
    public byte[] FundingTxid;

    public ushort FundingVout;

    /// <summary>to_self_delay on the holder's outputs.</summary>
    public ushort HolderDelayBlocks;

    /// <summary>Upfront shutdown script; may be empty.</summary>
    public byte[] HolderShutdownScript;

    public bool HasHolderShutdownIndex;

    /// <summary>Wallet key of that script.</summary>
    public uint HolderShutdownIndex;

    public BasepointFields CounterpartyBasepoints;

    /// <summary>Compressed.</summary>
    public byte[] CounterpartyFundingPoint;

    /// <summary>to_self_delay on the peer's outputs.</summary>
    public ushort CounterpartyDelayBlocks;

    /// <summary>May be empty.</summary>
    public byte[] CounterpartyShutdownScript;

    /// <summary>0 static_remotekey, 2 anchors with zero-fee HTLC transactions; a rule refuses every other.</summary>
    public byte ChannelType;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(336);
        writer.U8((byte)MessageId.SetupChannel);
        FixedField.Write(writer, Peer, 33);
        writer.U64(Dbid);
        writer.Flag(IsOutbound);
        writer.U64(ValueSat);
        writer.U64(Push);
        FixedField.Write(writer, FundingTxid, 32);
        writer.U16(FundingVout);
        writer.U16(HolderDelayBlocks);
        BlobField.Write(writer, HolderShutdownScript, ProtocolLimits.ScriptBytesMax);
        writer.Flag(HasHolderShutdownIndex);
        if (HasHolderShutdownIndex)
        {
            writer.U32(HolderShutdownIndex);
        }

        CounterpartyBasepoints.Write(writer);
        FixedField.Write(writer, CounterpartyFundingPoint, 33);
        writer.U16(CounterpartyDelayBlocks);
        BlobField.Write(writer, CounterpartyShutdownScript, ProtocolLimits.ScriptBytesMax);
        writer.U8(ChannelType);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static SetupChannel Decode(ByteReader reader)
    {
        SetupChannel message = new SetupChannel();
        message.Peer = reader.Bytes(33);
        message.Dbid = reader.U64();
        message.IsOutbound = reader.Flag();
        message.ValueSat = reader.U64();
        message.Push = reader.U64();
        message.FundingTxid = reader.Bytes(32);
        message.FundingVout = reader.U16();
        message.HolderDelayBlocks = reader.U16();
        message.HolderShutdownScript = reader.Blob(ProtocolLimits.ScriptBytesMax);
        message.HasHolderShutdownIndex = reader.Flag();
        message.HolderShutdownIndex = message.HasHolderShutdownIndex ? reader.U32() : 0;
        message.CounterpartyBasepoints = BasepointFields.Read(reader);
        message.CounterpartyFundingPoint = reader.Bytes(33);
        message.CounterpartyDelayBlocks = reader.U16();
        message.CounterpartyShutdownScript = reader.Blob(ProtocolLimits.ScriptBytesMax);
        message.ChannelType = reader.U8();
        reader.End();
        return message;
    }
}

/// <summary>How later requests name the channel.</summary>
public sealed class SetupChannelReply
{
    /// <summary>First 16 bytes of SHA-256("holdfast channel" ‖ peer ‖ dbid).</summary>
    public byte[] ChannelId;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(16);
        FixedField.Write(writer, ChannelId, 16);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and anchor.</summary>
    public static SetupChannelReply Decode(ByteReader reader)
    {
        SetupChannelReply reply = new SetupChannelReply();
        reply.ChannelId = reader.Bytes(16);
        reader.End();
        return reply;
    }
}
