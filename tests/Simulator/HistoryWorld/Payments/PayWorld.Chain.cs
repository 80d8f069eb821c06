using Holdfast.Bytes;
using Holdfast.Chain;
using Holdfast.HistoryWorld.Chain;
using Holdfast.HistoryWorld.Money;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;

namespace Holdfast.HistoryWorld.Payments;

/// <content>A chain that the host mines, and what a thief says of a channel that ended on it.</content>
internal sealed partial class PayWorld
{
    private const uint BlockSeconds = 600;

    private ChainBlock _tip = ChainBlock.Genesis();

    /// <summary>So many blocks, ten minutes apart, and the device is told that there are no more. The last one has the transactions.</summary>
    private void Mine(int count, params byte[][] transactions)
    {
        ChainBlock[] blocks = new ChainBlock[count];
        for (int i = 0; i < count; i++)
        {
            uint bits = ChainNetwork.Of(Network.Regtest).LimitBits;
            blocks[i] = _tip = ChainBlock.Mined(_tip, _tip.Time + BlockSeconds, 4, bits, isWorked: true, 0, i == count - 1 ? transactions : []);
        }

        // After a start the device may know less of them.
        foreach (ChainBlock[] batch in Enumerable.Range(Math.Max(1, _tip.Height - 40), Math.Min(41, _tip.Height)).Select(_tip.At).Chunk(41))
        {
            Asks(new FeedHeaders { Headers = [.. batch.SelectMany(block => block.Header)], IsTip = true }.Encode());
        }
    }

    private void Bury(byte[] transaction, int blocks)
    {
        Mine(1, transaction);
        ChainBlock block = _tip;
        if (blocks > 1)
        {
            Mine(blocks - 1);
        }

        Asks(new WalkHeaders { Headers = [.. Enumerable.Range(0, _tip.Height - block.Height + 1).SelectMany(back => _tip.At(_tip.Height - back).Header)] }.Encode());
        Asks(block.Proof(1, transaction).Encode());
    }

    // A forward of which the outgoing part is on chain, where the peer can take it, or has taken it. The thief says that it came back.
    private void SayTimedOut(PayChannel from, PayChannel to, Dice dice)
    {
        PayHtlc incoming = Incoming(dice);
        PayHtlc outgoing = Outgoing(incoming);
        Comes(from, incoming, dice);
        Leaves(to, outgoing, dice);
        if (to.Pending is not null || _channels.Any(channel => channel.IsClosing)
            || !Asks(new SignHolderCommitment { ChannelId = to.Id, FundingPrefix = to.Live.First().Prefix, Number = to.Holder }.Encode()))
        {
            return;
        }

        to.IsClosing = true;
        bool isPeers = dice.Chance(50);
        if (Ended(to, outgoing, isPeers) is not (CommitmentTransaction closing, byte[] point, int vout, byte[] home))
        {
            return;
        }

        // Taken with the preimage, or the timeout that is still nowhere, or a transaction that has nothing to do with it.
        int kind = dice.Below(3);
        uint locktime = kind == 1 ? outgoing.Expiry : 0;
        TransactionInput input = new(kind == 2 ? OtherTxid() : closing.Txid(), (uint)vout, 0, outgoing.Msat / 1000, []);
        byte[] script = kind == 1 ? home : Scripts.PayToWitnessKey(PeerOf(to.Dbid));
        byte[] spending = new WalletTransaction(2, locktime, [input], [new TransactionOutput(outgoing.Msat / 1000, script)]).Serialize();
        if (kind == 1)
        {
            Mine(6);
        }
        else
        {
            Bury(spending, 1 + dice.Below(6));
        }

        Asks(new ProveTimeout
        {
            ChannelId = to.Id,
            PaymentHash = PayHtlc.HashOf(outgoing.Hash),
            AmountMsat = outgoing.Msat,
            Expiry = outgoing.Expiry,
            Point = isPeers ? point : [],
            Closing = closing.Serialize(),
            Spending = spending,
        }.Encode());
        Read(to);
        Ends(from, incoming, false, dice);
    }

    // The commitment that a side has, with the place of an HTLC, and the script to which our timeout would pay it; null where it is not on it.
    private (CommitmentTransaction Closing, byte[] Point, int Vout, byte[] Home)? Ended(PayChannel channel, PayHtlc htlc, bool isPeers)
    {
        PayFunding funding = channel.Live.First();
        ulong number = isPeers ? channel.Next - 1 : channel.Holder;
        Ask(new GetPerCommitmentPoint { Peer = channel.Peer, Dbid = channel.Dbid, Number = number }.Encode());
        byte[]? point = isPeers ? channel.PeerSigner.PerCommitmentPoint(number)
            : _last.Status == ReplyStatus.Ok ? GetPerCommitmentPointReply.Decode(new ByteReader(_last.Body)).Point : null;
        if (point is null || channel.Fields(funding, isPeers ? channel.Newest : channel.Current, number, point) is not { } fields)
        {
            return null;
        }

        CommitmentTransaction closing = CommitmentTransactions.Build(_curve, funding.Terms, fields, ofHolder: !isPeers);
        CommitmentKeys keys = CommitmentTransactions.Keys(_curve, funding.Terms, fields, ofHolder: !isPeers);
        byte[] home = Scripts.PayToWitnessScript(Scripts.ToLocal(keys.Revocation, funding.Terms.Counterparty.DelayBlocks, keys.BroadcasterDelayed));
        int index = Enumerable.Range(0, closing.HtlcCount)
            .FirstOrDefault(i => Check.Same(closing.HtlcAt(i).PaymentHash, PayHtlc.HashOf(htlc.Hash)) && closing.HtlcAt(i).Expiry == htlc.Expiry, -1);
        return index < 0 ? null : (closing, point, closing.HtlcVout(index), home);
    }
}
