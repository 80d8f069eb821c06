using Holdfast.HistoryWorld.Money;

namespace Holdfast.HistoryWorld.Payments;

/// <content>Payments that the node does not list, because they have no output: an honest node's, and a thief's who says that there were some.</content>
internal sealed partial class PayWorld
{
    private const int TrickleSteps = 12;

    // One that leaves or comes, and at times comes back.
    private void Small(PayChannel channel, Dice dice)
    {
        long msat = 1 + dice.Below(353_000);
        bool comes = dice.Chance(50);
        if (Moved(channel, channel.Newest, comes ? msat : -msat) is not { } next)
        {
            return;
        }

        Update(channel, _ => next, dice, comes);
        if (dice.Chance(30) && Moved(channel, channel.Newest, comes ? -msat : msat) is { } back)
        {
            Update(channel, _ => back, dice, comes);
        }
    }

    // Many small steps on any channel, after something came in or not, with starts of the device between.
    private void Trickle(PayChannel[] order, Dice dice)
    {
        if (dice.Chance(50))
        {
            Step(order[0], content => Moved(order[0], content, 60_000_000) ?? content, dice, true);
        }

        for (int i = 0; i < TrickleSteps; i++)
        {
            PayChannel channel = order[dice.Below(dice.Chance(50) ? 1 : order.Length)];
            long msat = 1_000_000 + dice.Below(1_500_000);
            Step(channel, content => Moved(channel, content, -msat) ?? content, dice, dice.Chance(50));
            if (dice.Chance(5))
            {
                Reboot();
                foreach (PayChannel each in _channels.Where(_ => dice.Chance(80)))
                {
                    Show(each, each.Tables[^1]);
                }
            }
        }
    }

    // Null where one of the two has too little.
    private static PayContent? Moved(PayChannel channel, PayContent content, long msat)
    {
        PayContent moved = content with { OwnMsat = (ulong)((long)content.OwnMsat + msat) };
        return (long)content.OwnMsat + msat > 30_000_000
            && channel.Live.All(funding => channel.Fields(funding, moved, 1, new byte[33]) is { ToCounterpartySat: > 20_000 }) ? moved : null;
    }
}
