using Holdfast.HistoryWorld.Money;
using Holdfast.Protocol;

namespace Holdfast.HistoryWorld.Payments;

/// <content>The honest node. Unless a thief was here, it is never refused.</content>
internal sealed partial class PayWorld
{
    private const uint Height = 1000;

    private readonly List<Payment> _open = [];

    private void PlayNode(PayDeed deed, Dice dice)
    {
        PayChannel[] usable = [.. _channels.Where(channel => !channel.IsClosing)];
        if (usable.Length < 2)
        {
            return;
        }

        PayChannel one = dice.Pick<PayChannel>(usable);
        PayChannel other = dice.Pick<PayChannel>([.. usable.Where(channel => channel != one)]);
        switch (deed)
        {
            case PayDeed.Forward:
                Forward(one, other, dice);
                break;
            case PayDeed.Pay:
                Pay([one], dice);
                break;
            case PayDeed.PayInParts:
                Pay([one, other], dice);
                break;
            case PayDeed.Receive:
                Receive(one, dice);
                break;
            case PayDeed.End when _open.Count != 0:
                End([dice.Pick<Payment>(_open)], dice);
                break;
            case PayDeed.EndMany:
                End([.. _open.Where(_ => dice.Chance(60))], dice);
                break;
            case PayDeed.Restart:
                Restart(dice);
                break;
            case PayDeed.Splice:
                Splice(one, isHonest: true);
                break;
            case PayDeed.LockSplice:
                LockSplice(one);
                break;
            case PayDeed.Small:
                Small(one, dice);
                break;
            case PayDeed.Close when usable.Length == ChannelCount && dice.Chance(20):
                Close(one, dice);
                break;
        }
    }

    private ulong Amount(Dice dice) => 30_000_000 + (ulong)dice.Below(90_000_000);

    private void Forward(PayChannel from, PayChannel to, Dice dice)
    {
        ulong msat = Amount(dice);
        uint expiry = Height + 40 + (uint)dice.Below(40);
        int hash = ++_hashes;
        Part incoming = new(from, new PayHtlc(true, msat + (ulong)dice.Below(2000), hash, expiry + 6 + (uint)dice.Below(40)));
        Part outgoing = new(to, new PayHtlc(false, msat, hash, expiry));
        if (Add([incoming], dice, true) && Add([outgoing], dice, false))
        {
            _open.Add(new Payment([incoming], [outgoing]));
        }
    }

    private void Pay(PayChannel[] by, Dice dice)
    {
        int hash = ++_hashes;
        Part[] parts = [.. by.Select(channel => new Part(channel, new PayHtlc(false, Amount(dice), hash, Height + 50)))];
        _owner.WantsSat = parts.Aggregate(0UL, (sum, part) => sum + (part.Htlc.Msat + 999) / 1000);
        if (Add(parts, dice, false))
        {
            _open.Add(new Payment([], parts));
        }

        _owner.WantsSat = 0;
    }

    private void Receive(PayChannel channel, Dice dice)
    {
        ulong msat = Amount(dice);
        int hash = dice.Chance(50) ? Promised(msat) : ++_hashes;
        Must(hash != 0, "the vault promises");
        Part part = new(channel, VaultPart(hash == 0 ? ++_hashes : hash, msat));
        if (Add([part], dice, true))
        {
            _open.Add(new Payment([part], []));
        }
    }

    // False where a channel has no room for it.
    private bool Add(Part[] parts, Dice dice, bool isByPeer)
    {
        if (!parts.All(part => part.Channel.Newest.CanAdd(part.Htlc) && PeerCan(part.Channel, part.Htlc)))
        {
            return false;
        }

        foreach (Part part in parts)
        {
            Update(part.Channel, content => content.Plus(part.Htlc), dice, isByPeer);
        }

        return true;
    }

    private static bool PeerCan(PayChannel channel, PayHtlc htlc) =>
        channel.Live.All(funding => channel.Fields(funding, channel.Newest.Plus(htlc), 1, new byte[33]) is { ToCounterpartySat: > 20_000 });

    // What ends in the same channel at the same time ends with the same commitment.
    private void End(Payment[] payments, Dice dice)
    {
        Dictionary<Payment, bool> fulfilled = payments.ToDictionary(payment => payment, _ => dice.Chance(60));

        // What was paid in a channel that has ended is known from the chain, which the device does not see: the owner's button is the exit.
        _owner.WantsSat = payments.Where(payment => payment.Outgoing.Any(part => part.Channel.IsClosing)).SelectMany(payment => payment.Incoming)
            .Aggregate(0UL, (sum, part) => sum + (part.Htlc.Msat + 999) / 1000);
        foreach (PayHtlc part in payments.Where(payment => payment.Incoming.Length == 1).Select(payment => payment.Incoming[0].Htlc).Where(part => part.VaultHash != null))
        {
            bool isFulfilled = fulfilled.Single(each => each.Key.Incoming.Any(one => one.Htlc == part)).Value;
            Must(isFulfilled ? Release(part.Hash, part) : dice.Chance(50) || Cancel(part.Hash), "the vault releases or cancels");
        }

        foreach (bool isOutgoing in new[] { true, false })
        {
            foreach (IGrouping<PayChannel, (Payment Payment, Part Part)> here in payments
                .SelectMany(payment => (isOutgoing ? payment.Outgoing : payment.Incoming).Select(part => (payment, part))).GroupBy(each => each.part.Channel))
            {
                if (!here.Key.IsClosing)
                {
                    Update(here.Key, content => here.Aggregate(content, (next, each) => next.Minus(each.Part.Htlc, fulfilled[each.Payment])), dice, isOutgoing);
                }
            }
        }

        _owner.WantsSat = 0;
        foreach (Payment payment in payments)
        {
            _open.Remove(payment);
            Payments += fulfilled[payment] ? 1 : 0;
        }
    }

    /// <summary>One state further on both sides, the side first that heard of it first; the host reads the table where PROTOCOL.md says.</summary>
    private void Update(PayChannel channel, Func<PayContent, PayContent> change, Dice dice, bool isByPeer)
    {
        PayContent next = change(channel.Newest);
        if (isByPeer)
        {
            UpdateOurs(channel, next, dice);
            UpdatePeers(channel, next, dice);
        }
        else
        {
            UpdatePeers(channel, next, dice);
            UpdateOurs(channel, next, dice);
        }
    }

    private void UpdatePeers(PayChannel channel, PayContent next, Dice dice)
    {
        if (!Must(PeersNext(channel, next, dice.Chance(50)), "the peer's next commitment"))
        {
            return;
        }

        Keep(channel, dice);
        Must(PeerRevokes(channel), "the peer revokes");
        MayRestart(dice);
    }

    private void UpdateOurs(PayChannel channel, PayContent next, Dice dice)
    {
        if (!Must(OurNext(channel, next), "our next commitment"))
        {
            return;
        }

        Keep(channel, dice);
        Must(WeRevoke(channel), "we revoke");
        MayRestart(dice);
    }

    // The device starts between a promise and the host's note of it.
    private void Keep(PayChannel channel, Dice dice)
    {
        bool isLost = dice.Chance(8) && channel.Live.Count() == 1;
        if (!isLost)
        {
            Read(channel);
            return;
        }

        Reboot();
        ShowAll();
    }

    private void MayRestart(Dice dice)
    {
        if (dice.Chance(5))
        {
            Reboot();
            ShowAll();
        }
    }

    private void Restart(Dice dice)
    {
        Reboot();
        if (dice.Chance(20))
        {
            // Some other order is as good, and a table that is shown twice does not hurt.
            foreach (PayChannel channel in Enumerable.Reverse(_channels))
            {
                Show(channel, channel.Tables[^1]);
            }
        }

        ShowAll();
    }

    /// <summary>What a host does after a start: every table, and the repeat of a promise where the newest table was lost.</summary>
    private void ShowAll()
    {
        List<PayChannel> missing = [.. _channels.Where(channel => !Show(channel, channel.Tables[^1]))];
        foreach (PayChannel channel in missing)
        {
            Show(channel, channel.Tables[^1]);
            Must(channel.LastPromise != null && Asks(channel.LastPromise), "a promise is repeated");
            Read(channel);
            Must(_last.Status == ReplyStatus.Ok, "a table that is older by one promise is completed by its repeat");
        }
    }

    private void Close(PayChannel channel, Dice dice)
    {
        if (channel.Pending is null && Asks(new SignHolderCommitment { ChannelId = channel.Id, FundingPrefix = channel.Live.First().Prefix, Number = channel.Holder }.Encode()))
        {
            channel.IsClosing = true;
            if (dice.Chance(70))
            {
                Expires(channel, dice);
            }
        }
    }

    private void Expires(PayChannel channel, Dice dice)
    {
        _ledger.Expires(channel, dice.Below(100));
        _open.RemoveAll(payment => payment.Incoming.Concat(payment.Outgoing).Any(part => part.Channel == channel));
        Count();
    }

    private bool Must(bool isDone, string what)
    {
        if (!IsTainted)
        {
            Require(isDone, what);
        }

        return isDone;
    }

    /// <summary>A payment of the honest node that has not ended: parts that come in and parts that leave.</summary>
    private sealed record Payment(Part[] Incoming, Part[] Outgoing);

    private sealed record Part(PayChannel Channel, PayHtlc Htlc);
}
