using Holdfast.ReferenceNode;

namespace Holdfast.HistoryWorld;

/// <content>Two nodes that want the channel to work.</content>
internal sealed partial class World
{
    /// <summary>At the end of a history without a thief: everything settles, and both nodes agree.</summary>
    public void RequireAgreement()
    {
        _bench.EndBadLuck();
        foreach (WorldChannel channel in _channels)
        {
            Honestly(channel, () => Restart(channel));
            Honestly(channel, () => ChannelPair.Settle(channel.Node, channel.Peer));
            ChannelState node = channel.Node.State;
            ChannelState peer = channel.Peer.State;
            if (channel.Node.Failure is not null || channel.Peer.Failure is not null || node.ToUsMsat != peer.ToPeerMsat ||
                node.Htlcs.Count != peer.Htlcs.Count || node.CounterpartySigned != peer.HolderNumber || node.HolderNumber != peer.CounterpartySigned)
            {
                throw new ViolationException(
                    ViolationKind.Liveness, "two honest nodes do not agree: " + (channel.Node.Failure ?? channel.Peer.Failure ?? "different states"));
            }
        }
    }

    private void PlayHonest(Operation operation, WorldChannel channel)
    {
        if (channel.IsFrozen)
        {
            return;
        }

        ulong amountMsat = 1000 * (1 + ((ulong)operation.B * 3 % 60_000));
        uint expiry = 500u + (operation.C % 100u);
        switch (operation.Deed)
        {
            case Deed.Offer:
                channel.Node.Offer(amountMsat, Hash(operation), expiry);
                break;
            case Deed.PeerOffers:
                channel.Peer.Offer(amountMsat, Hash(operation), expiry);
                break;
            case Deed.Fulfil:
                End(channel.Node, operation);
                break;
            case Deed.PeerFulfils:
                End(channel.Peer, operation);
                break;
            case Deed.ChangeFee:
                (channel.Node.State.Terms.IsOpener ? channel.Node : channel.Peer).ChangeFee(253u + (operation.B % 6000u));
                break;
            case Deed.Commit:
                Honestly(channel, () => channel.Node.Commit());
                break;
            case Deed.PeerCommits:
                channel.Peer.Commit();
                break;
            case Deed.Deliver:
                Honestly(channel, () => DeliverOne(channel, operation.A));
                break;
            case Deed.DeliverAll:
                Honestly(channel, () => ChannelPair.Settle(channel.Node, channel.Peer));
                break;
            case Deed.NodeCrashes:
                Honestly(channel, () => Restart(channel));
                break;
            case Deed.ConnectionBreaks:
                Honestly(channel, () => ChannelPair.Reconnect(channel.Node, channel.Peer));
                break;
        }
    }

    private static void End(ChannelNode node, Operation operation)
    {
        NodeHtlc[] theirs = [.. node.State.Htlcs.Where(htlc => !htlc.OfferedByUs)];
        if (theirs.Length > 0)
        {
            node.Remove(theirs[operation.A % theirs.Length].Id, operation.B % 2 == 0 ? HtlcRemoval.Fulfilled : HtlcRemoval.Failed);
        }
    }

    private static void DeliverOne(WorldChannel channel, int choice)
    {
        (ChannelNode from, ChannelNode to) = choice % 2 == 0 ? (channel.Node, channel.Peer) : (channel.Peer, channel.Node);
        if (from.Outbox.TryDequeue(out PeerMessage? message))
        {
            to.Receive(message);
        }
    }

    private static void Restart(WorldChannel channel)
    {
        channel.Node = new ChannelNode(channel.Device, channel.Disk, channel.Order);
        channel.Node.Recover();
        ChannelPair.Reconnect(channel.Node, channel.Peer);
    }

    /// <summary>
    /// An honest node's deed. When the signer is gone the node dies with it, comes back and tries again; a refusal is a violation, unless a
    /// thief was at this channel or the node signs first.
    /// </summary>
    private static void Honestly(WorldChannel channel, Action deed)
    {
        for (int attempt = 0; attempt < 8 && !channel.IsFrozen; attempt++)
        {
            try
            {
                if (attempt == 0)
                {
                    deed();
                }
                else
                {
                    Restart(channel);
                }

                return;
            }
            catch (SignerLostException)
            {
                // Power or a reply was lost. What the node's memory held is gone, too.
            }
            catch (RefusedException refusal) when (channel.IsTainted || channel.Order == CommitOrder.SignThenWrite)
            {
                _ = refusal;
                channel.IsFrozen = true;
            }
            catch (RefusedException refusal)
            {
                throw new ViolationException(ViolationKind.Liveness, "an honest node that writes before it signs was refused: " + refusal.Message);
            }
        }
    }
}
