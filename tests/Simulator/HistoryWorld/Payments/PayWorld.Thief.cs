using Holdfast.HistoryWorld.Money;
using Holdfast.Protocol;

namespace Holdfast.HistoryWorld.Payments;

/// <content>The thief: single requests with any content, and plans, each with steps left out or in another order now and then.</content>
internal sealed partial class PayWorld
{
    private void PlayThief(PayDeed deed, Dice dice)
    {
        PayChannel[] order = Shuffled(dice);
        PayChannel a = order[0];
        PayChannel b = order[1];
        PayChannel c = order[2];
        switch (deed)
        {
            case PayDeed.Request:
                Request(a, dice);
                break;
            case PayDeed.Confuse:
                for (int i = 0; i < 8; i++)
                {
                    Request(dice.Pick<PayChannel>(_channels), dice);
                }

                break;
            case PayDeed.PayTwice:
                PayTwice(a, b, dice.Chance(50) ? b : c, dice);
                break;
            case PayDeed.FailPaid:
                FailPaid(a, b, dice);
                break;
            case PayDeed.SwapExpiry:
                SwapExpiry(a, b, dice);
                break;
            case PayDeed.PrepareAndPay:
                PrepareAndPay(a, b, dice.Chance(30) ? a : c, dice);
                break;
            case PayDeed.ReturnAndPay:
                ReturnAndPay(a, b, c, dice);
                break;
            case PayDeed.CoverByClosed:
                CoverByClosed(a, b, dice);
                break;
            case PayDeed.ShowOldTable:
                ShowOldTable(a, b, c, dice);
                break;
            case PayDeed.Adopt:
                Asks(new AdoptPayments { ChannelId = a.Id }.Encode());
                Step(a, content => Skimmed(content, dice), dice);
                break;
            case PayDeed.OtherFunding:
                OtherFunding(a, b, dice);
                break;
            case PayDeed.Drift:
                Drift(a, dice);
                break;
            case PayDeed.Switch:
                Asks(new SetLimits { Changes = [new LimitChangeFields { Number = PaymentsAreChecked, Value = 0 }] }.Encode());
                Step(a, content => Skimmed(content, dice), dice);
                Asks(new SetLimits { Changes = [new LimitChangeFields { Number = PaymentsAreChecked, Value = 1 }] }.Encode());
                break;
            case PayDeed.StealPreimage:
                StealPreimage(a, b, dice);
                break;
            case PayDeed.KeepMore:
                KeepMore(a, b, dice);
                break;
            case PayDeed.Skim:
                Step(a, content => Skimmed(content, dice), dice);
                break;
            case PayDeed.Alike:
                Alike(a, b, dice.Chance(50) ? a : c, dice);
                break;
            case PayDeed.Overpay:
                Overpay(order, dice);
                break;
            case PayDeed.ApproveAlone:
                ApproveAlone(order, dice);
                break;
            case PayDeed.PayAgain:
                PayAgain(a, b, dice);
                break;
            case PayDeed.SayTimedOut:
                SayTimedOut(a, b, dice);
                break;
            case PayDeed.Trickle:
                Trickle(order, dice);
                break;
        }
    }

    private PayChannel[] Shuffled(Dice dice)
    {
        List<PayChannel> left = [.. _channels];
        List<PayChannel> order = [];
        while (left.Count != 0)
        {
            PayChannel channel = dice.Pick<PayChannel>(left);
            left.Remove(channel);
            order.Add(channel);
        }

        return [.. order];
    }

    // One request with any content.
    private void Request(PayChannel channel, Dice dice)
    {
        switch (dice.Below(12))
        {
            case 0 or 1 or 2:
                PeersNext(channel, Any(channel.Newest, channel.Pending ?? channel.Current, dice), dice.Chance(40), dice.Chance(40));
                break;
            case 3 or 4 or 5:
                OurNext(channel, Any(channel.Current, channel.Newest, dice), dice.Chance(40));
                break;
            case 6 or 7:
                PeerRevokes(channel);
                break;
            case 8 or 9:
                WeRevoke(channel);
                break;
            case 10:
                Prepare(channel, dice.Pick<PayFunding>([.. channel.Live]), Any(channel.Newest, channel.Current, dice), channel.Next);
                break;
            default:
                Reboot();
                foreach (PayChannel each in _channels.Where(_ => dice.Chance(90)))
                {
                    Show(each, dice.Chance(80) ? each.Tables[^1] : dice.Pick<byte[]>(each.Tables));
                }

                break;
        }

        if (dice.Chance(80))
        {
            Read(channel);
        }
    }

    /// <summary>Both sides one state further, as far as the device lets it; at times it is only half done.</summary>
    private bool Step(PayChannel channel, Func<PayContent, PayContent> change, Dice dice, bool isByPeer = false)
    {
        if (channel.IsClosing)
        {
            return false;
        }

        bool first = isByPeer ? StepOurs(channel, change) : StepPeers(channel, change, dice);
        if (!first || dice.Chance(10))
        {
            return false;
        }

        return isByPeer ? StepPeers(channel, change, dice) : StepOurs(channel, change);
    }

    private bool StepPeers(PayChannel channel, Func<PayContent, PayContent> change, Dice dice)
    {
        PeerRevokes(channel);
        bool isDone = PeersNext(channel, change(channel.Newest), dice.Chance(20), dice.Chance(20));
        Read(channel);
        return isDone && (dice.Chance(10) || PeerRevokes(channel));
    }

    private bool StepOurs(PayChannel channel, Func<PayContent, PayContent> change)
    {
        WeRevoke(channel);
        bool isDone = OurNext(channel, change(channel.Current));
        Read(channel);
        return isDone && WeRevoke(channel);
    }

    private PayHtlc Incoming(Dice dice) => new(true, Amount(dice) + 2_000, ++_hashes, Height + 90);

    private static PayHtlc Outgoing(PayHtlc incoming, uint earlier = 20) => new(false, incoming.Msat - 1_000, incoming.Hash, incoming.Expiry - earlier);

    private bool Comes(PayChannel channel, PayHtlc htlc, Dice dice) => Step(channel, content => content.CanAdd(htlc) ? content.Plus(htlc) : content, dice, true);

    private bool Leaves(PayChannel channel, PayHtlc htlc, Dice dice) => Step(channel, content => content.CanAdd(htlc) ? content.Plus(htlc) : content, dice);

    private bool Ends(PayChannel channel, PayHtlc htlc, bool isFulfilled, Dice dice, bool isByPeer = false) =>
        Step(channel, content => content.Htlcs.Contains(htlc) ? content.Minus(htlc, isFulfilled) : content, dice, isByPeer);

    private void PayTwice(PayChannel from, PayChannel to, PayChannel second, Dice dice)
    {
        PayHtlc incoming = Incoming(dice);
        Comes(from, incoming, dice);
        Leaves(to, Outgoing(incoming), dice);
        Leaves(second, Outgoing(incoming), dice);
    }

    private void FailPaid(PayChannel from, PayChannel to, Dice dice)
    {
        PayHtlc incoming = Incoming(dice);
        PayHtlc outgoing = Outgoing(incoming);
        Comes(from, incoming, dice);
        Leaves(to, outgoing, dice);
        if (dice.Chance(70))
        {
            Ends(to, outgoing, true, dice, true);
        }

        if (dice.Chance(30))
        {
            Reboot();
            ShowNewest();
        }

        Ends(from, incoming, false, dice);
    }

    // Two forwards of one amount end with one commitment, and only one of them was paid. Then both incoming ones are given back, or something is paid again.
    private void Alike(PayChannel from, PayChannel to, PayChannel second, Dice dice)
    {
        PayHtlc one = Incoming(dice);
        PayHtlc other = new(true, one.Msat, ++_hashes, one.Expiry);
        PayHtlc[] outgoing = [Outgoing(one), Outgoing(other)];
        Comes(from, one, dice);
        Comes(second, other, dice);
        Leaves(to, outgoing[0], dice);
        Leaves(to, outgoing[1], dice);
        bool isFirst = dice.Chance(50);
        PayHtlc more = dice.Chance(30) ? Outgoing(one) : Outgoing(other);
        Step(
            to,
            content => outgoing.All(content.Htlcs.Contains) ? content.Minus(outgoing[0], isFirst).Minus(outgoing[1], !isFirst) : content,
            dice,
            dice.Chance(50));
        Ends(from, one, false, dice);
        Ends(second, other, false, dice);
        Leaves(dice.Chance(50) ? to : second, more, dice);
    }

    private void SwapExpiry(PayChannel from, PayChannel to, Dice dice)
    {
        PayHtlc incoming = Incoming(dice);
        PayHtlc early = new(true, incoming.Msat, incoming.Hash, incoming.Expiry - 60);
        Comes(from, dice.Chance(40) ? early : incoming, dice);
        Leaves(to, Outgoing(incoming), dice);
        Comes(dice.Chance(50) ? from : _channels.Find(channel => channel != from && channel != to)!, early, dice);
        Ends(from, incoming, false, dice);
    }

    private void PrepareAndPay(PayChannel from, PayChannel to, PayChannel second, Dice dice)
    {
        PayHtlc incoming = Incoming(dice);
        Comes(from, incoming, dice);
        PayHtlc outgoing = Outgoing(incoming);
        PayHtlc other = Outgoing(incoming);
        PeerRevokes(to);
        PayContent content = to.Newest;
        if (to.IsClosing || !content.CanAdd(outgoing))
        {
            return;
        }

        content = content.Plus(outgoing);
        PayFunding funding = to.Live.First();
        Prepare(to, funding, content, to.Next);
        if (second == from)
        {
            Ends(from, incoming, false, dice);
        }
        else
        {
            Leaves(second, other, dice);
        }

        if (SignPreparedOnly(to, funding, to.Next))
        {
            to.Newest = funding.Prepared!;
            to.Next++;
            Read(to);
        }
    }

    // What came in for good pays for nothing new, and what was paid for good is not forgotten while the incoming payment is in flight.
    private void ReturnAndPay(PayChannel from, PayChannel to, PayChannel second, Dice dice)
    {
        PayHtlc incoming = Incoming(dice);
        PayHtlc outgoing = Outgoing(incoming);
        Comes(from, incoming, dice);
        if (dice.Chance(50))
        {
            Ends(from, incoming, true, dice);
        }
        else
        {
            Leaves(to, outgoing, dice);
            Ends(to, outgoing, true, dice, true);
            Step(to, content => content, dice);
        }

        if (dice.Chance(30))
        {
            Reboot();
            ShowNewest();
        }

        Leaves(dice.Chance(50) ? to : second, Outgoing(incoming), dice);
    }

    private void CoverByClosed(PayChannel from, PayChannel to, Dice dice)
    {
        PayHtlc incoming = Incoming(dice);
        Comes(from, incoming, dice);
        if (dice.Chance(60) && !from.IsClosing && from.Pending is null && _channels.All(channel => !channel.IsClosing)
            && Asks(new SignHolderCommitment { ChannelId = from.Id, FundingPrefix = from.Live.First().Prefix, Number = from.Holder }.Encode()))
        {
            from.IsClosing = true;
            Expires(from, dice);
        }

        Leaves(to, Outgoing(incoming), dice);
    }

    private void ShowOldTable(PayChannel from, PayChannel to, PayChannel second, Dice dice)
    {
        List<byte[]> old = [.. _channels.Select(channel => channel.Tables[^1])];
        PayHtlc incoming = Incoming(dice);
        PayHtlc outgoing = Outgoing(incoming);
        Comes(from, incoming, dice);
        List<byte[]> between = [.. _channels.Select(channel => channel.Tables[^1])];
        Leaves(to, outgoing, dice);
        if (dice.Chance(50))
        {
            Ends(to, outgoing, true, dice, true);
        }

        Reboot();
        for (int i = 0; i < _channels.Count; i++)
        {
            byte[] table = dice.Pick(old[i], between[i], between[i], _channels[i].Tables[^1]);
            Show(_channels[i], dice.Chance(10) ? dice.Pick<byte[]>(between) : table);
        }

        if (dice.Chance(50))
        {
            Leaves(second, Outgoing(incoming), dice);
        }
        else
        {
            Ends(from, incoming, false, dice);
        }

        ShowNewest();
    }

    private void ShowNewest()
    {
        foreach (PayChannel channel in _channels)
        {
            Show(channel, channel.Tables[^1]);
        }
    }

    // A splice that carries something else.
    private void OtherFunding(PayChannel channel, PayChannel other, Dice dice)
    {
        PayHtlc incoming = Incoming(dice);
        PayHtlc outgoing = Outgoing(incoming);
        bool isPaidOn = dice.Chance(50);
        if (isPaidOn)
        {
            Comes(other, incoming, dice);
            Leaves(channel, outgoing, dice);
        }
        else
        {
            Comes(channel, incoming, dice);
            Leaves(other, outgoing, dice);
        }

        PayHtlc here = isPaidOn ? outgoing : incoming;
        if (channel.Live.Count() == 1)
        {
            PayContent without = channel.Newest.Htlcs.Contains(here) ? channel.Newest.Minus(here, isPaidOn) : Skimmed(channel.Newest, dice);
            Splice(channel, isHonest: false, dice.Chance(50) ? without : null);
        }

        if (channel.Live.Count() != 2)
        {
            return;
        }

        // One number, two contents.
        PeerRevokes(channel);
        PayContent next = channel.Newest;
        PayHtlc one = dice.Pick(incoming, outgoing, Outgoing(Incoming(dice)));
        PayContent with = next.Htlcs.Contains(one) ? Told(next.Minus(one, dice.Chance(50)), next, channel.Pending ?? channel.Current) : next.Plus(one);
        PayContent[] contents = dice.Chance(50) ? [next, with] : [with, next];
        PayFunding[] live = [.. dice.Chance(50) ? channel.Live : channel.Live.Reverse()];
        bool isDone = Sign(channel, live[0], contents[0], channel.Next) && Sign(channel, live[1], contents[1], channel.Next);
        if (isDone)
        {
            channel.Newest = contents[live[0] == channel.Live.First() ? 0 : 1];
            channel.Next++;
            PeerRevokes(channel);
        }

        OurNext(channel, contents[0]);
        Hold(channel, live[1], contents[1], channel.Holder + 1);
        WeRevoke(channel);
    }
}
