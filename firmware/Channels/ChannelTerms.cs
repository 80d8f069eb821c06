using Holdfast.Bytes;
using Holdfast.Lightning;

namespace Holdfast.Channels;

/// <summary>
/// What both sides agreed at the opening and what never changes afterwards, whichever funding transaction carries the channel. Immutable.
/// Delays are in blocks, scripts are scriptPubKeys and empty when none was agreed in advance.
/// </summary>
public sealed class ChannelTerms
{
    /// <summary>The other node's id, 33 bytes.</summary>
    public readonly byte[] Peer;

    /// <summary>The node's own number for the channel.</summary>
    public readonly ulong Dbid;

    /// <summary>True when the holder opened the channel: the holder's funds pay the commitment fees.</summary>
    public readonly bool IsOutbound;

    public readonly ChannelType Type;

    /// <summary>to_self_delay that the peer imposed on the holder's commitments.</summary>
    public readonly int HolderDelayBlocks;

    /// <summary>to_self_delay that the holder imposed on the peer's commitments.</summary>
    public readonly int CounterpartyDelayBlocks;

    /// <summary>
    /// What the other side of the funding owns at the start: the amount pushed by the opener, or in a dual-funded opening the acceptor's
    /// own contribution. Millisatoshi.
    /// </summary>
    public readonly ulong PushMsat;

    /// <summary>The holder's upfront_shutdown_script; empty when none.</summary>
    public readonly byte[] HolderShutdownScript;

    public readonly Basepoints CounterpartyBasepoints;

    public ChannelTerms(byte[] peer, ulong dbid, bool isOutbound, ChannelType type, int holderDelayBlocks, int counterpartyDelayBlocks,
        ulong pushMsat, byte[] holderShutdownScript, Basepoints counterpartyBasepoints)
    {
        Peer = peer;
        Dbid = dbid;
        IsOutbound = isOutbound;
        Type = type;
        HolderDelayBlocks = holderDelayBlocks;
        CounterpartyDelayBlocks = counterpartyDelayBlocks;
        PushMsat = pushMsat;
        HolderShutdownScript = holderShutdownScript;
        CounterpartyBasepoints = counterpartyBasepoints;
    }

    /// <summary>True when the peer's four basepoints are the same: the same channel on the other side.</summary>
    public bool HasSameCounterpartyKeys(ChannelTerms other)
    {
        return Check.Same(CounterpartyBasepoints.Revocation, other.CounterpartyBasepoints.Revocation)
            && Check.Same(CounterpartyBasepoints.Payment, other.CounterpartyBasepoints.Payment)
            && Check.Same(CounterpartyBasepoints.Htlc, other.CounterpartyBasepoints.Htlc)
            && Check.Same(CounterpartyBasepoints.Delayed, other.CounterpartyBasepoints.Delayed);
    }
}
