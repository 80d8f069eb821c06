using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.ReferenceNode;

/// <summary>One side's public part in a channel: four basepoints and the funding key, 33 bytes each, and what it asked for.</summary>
public sealed record ChannelSide(BasepointFields Basepoints, byte[] FundingPoint, ulong DustLimitSat, ushort DelayBlocks)
{
    /// <summary>to_self_delay that this side imposed on the *other* side's outputs is <see cref="DelayBlocks"/> of the other record.</summary>
    public const ushort DefaultDelayBlocks = 144;
}

/// <summary>What both sides agreed on when the channel was opened; it never changes. "Holder" is the node that keeps this record.</summary>
public sealed record ChannelTerms
{
    public required ChannelType Type { get; init; }

    /// <summary>The peer's node id, compressed.</summary>
    public required byte[] Peer { get; init; }

    /// <summary>The node's own number for the channel with this peer.</summary>
    public required ulong Dbid { get; init; }

    /// <summary>The holder opened it and pays the fee.</summary>
    public required bool IsOpener { get; init; }

    /// <summary>Internal byte order.</summary>
    public required byte[] FundingTxid { get; init; }

    public required ushort FundingVout { get; init; }

    public required ulong ValueSat { get; init; }

    /// <summary>What the opener gave to the other side at the opening.</summary>
    public required ulong PushMsat { get; init; }

    public required uint FeeratePerKw { get; init; }

    public required ChannelSide Holder { get; init; }

    public required ChannelSide Counterparty { get; init; }

    /// <summary>BOLT 2: neither side may spend below this. One percent of the channel.</summary>
    public ulong ReserveMsat => ValueSat * 10;

    /// <summary>First four bytes of the funding txid: how PROTOCOL.md names the funding outpoint.</summary>
    public uint FundingPrefix => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(FundingTxid);
}
