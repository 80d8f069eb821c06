using Holdfast.Crypto;
using Holdfast.Lightning;

namespace Holdfast.ReferenceNode;

/// <summary>What two nodes agree on before a channel opens.</summary>
public sealed record OpeningTerms
{
    public ChannelType Type { get; init; } = ChannelType.AnchorsZeroFeeHtlc;

    public ulong ValueSat { get; init; } = 1_000_000;

    /// <summary>So that both sides can pay from the start.</summary>
    public ulong PushMsat { get; init; } = 400_000_000;

    public uint FeeratePerKw { get; init; } = 2500;

    public ulong DustLimitSat { get; init; } = 354;

    public ushort DelayBlocks { get; init; } = ChannelSide.DefaultDelayBlocks;

    /// <summary>Makes the (imagined) funding transaction this channel's own.</summary>
    public required byte[] FundingTxid { get; init; }
}

/// <summary>One end of a channel that is being opened: its signer, its disk, and how the other end calls it.</summary>
public sealed record OpeningSide(IChannelSigner Signer, INodeDisk Disk, byte[] NodeId, ulong Dbid);

/// <summary>Opening a channel between two nodes (BOLT 2, Channel Establishment, without the wire), and carrying messages between them.</summary>
public static class ChannelPair
{
    /// <summary>
    /// Both signers learn the terms, sign the other's first commitment and validate their own; both disks hold the open channel afterwards.
    /// The funding transaction is only a txid here: nothing of it is ever broadcast.
    /// </summary>
    public static void Open(OpeningTerms opening, OpeningSide opener, OpeningSide accepter)
    {
        ChannelState first = StateOf(opening, opener, accepter, isOpener: true);
        ChannelState second = StateOf(opening, accepter, opener, isOpener: false);
        opener.Signer.Setup(first.Terms);
        accepter.Signer.Setup(second.Terms);
        SignedCommitment ofAccepter = opener.Signer.SignCounterparty(CommitmentBuilder.LastOfCounterparty(first));
        accepter.Signer.ValidateHolder(CommitmentBuilder.LastOfHolder(second, first.CounterpartyPoint), ofAccepter);
        SignedCommitment ofOpener = accepter.Signer.SignCounterparty(CommitmentBuilder.LastOfCounterparty(second));
        opener.Signer.ValidateHolder(CommitmentBuilder.LastOfHolder(first, second.CounterpartyPoint), ofOpener);
        opener.Disk.Store(first);
        accepter.Disk.Store(second);
    }

    /// <summary>Carries messages in turn until both outboxes are empty and neither side has anything to commit.</summary>
    public static void Settle(ChannelNode left, ChannelNode right)
    {
        bool moved = true;
        while (moved)
        {
            moved = Deliver(left, right) | Deliver(right, left);
            moved |= left.Commit() | right.Commit();
        }
    }

    /// <summary>Everything that waits in one outbox; whether there was anything.</summary>
    public static bool Deliver(ChannelNode from, ChannelNode to)
    {
        bool moved = false;
        while (from.Outbox.TryDequeue(out PeerMessage? message))
        {
            moved = true;
            to.Receive(message);
        }

        return moved;
    }

    /// <summary>The connection broke and comes back: what was on its way is lost, both say where they are.</summary>
    public static void Reconnect(ChannelNode left, ChannelNode right)
    {
        left.Reconnect();
        right.Reconnect();
        PeerMessage fromLeft = left.Outbox.Dequeue();
        PeerMessage fromRight = right.Outbox.Dequeue();
        left.Receive(fromRight);
        right.Receive(fromLeft);
    }

    private static ChannelState StateOf(OpeningTerms opening, OpeningSide us, OpeningSide peer, bool isOpener)
    {
        ChannelTerms terms = new()
        {
            Type = opening.Type,
            Peer = peer.NodeId,
            Dbid = us.Dbid,
            IsOpener = isOpener,
            FundingTxid = opening.FundingTxid,
            FundingVout = 0,
            ValueSat = opening.ValueSat,
            PushMsat = opening.PushMsat,
            FeeratePerKw = opening.FeeratePerKw,
            Holder = new ChannelSide(us.Signer.Basepoints, us.Signer.FundingPoint, opening.DustLimitSat, opening.DelayBlocks),
            Counterparty = new ChannelSide(peer.Signer.Basepoints, peer.Signer.FundingPoint, opening.DustLimitSat, opening.DelayBlocks),
        };
        ulong openerMsat = (opening.ValueSat * 1000) - opening.PushMsat;
        return new ChannelState
        {
            Terms = terms,
            ToUsMsat = isOpener ? openerMsat : opening.PushMsat,
            ToPeerMsat = isOpener ? opening.PushMsat : openerMsat,
            FeeratePerKw = opening.FeeratePerKw,
            CounterpartyPoint = peer.Signer.PerCommitmentPoint(0),
            CounterpartyNextPoint = peer.Signer.PerCommitmentPoint(1),
        };
    }
}
