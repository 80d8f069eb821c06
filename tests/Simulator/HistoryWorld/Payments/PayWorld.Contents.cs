using Holdfast.HistoryWorld.Money;

namespace Holdfast.HistoryWorld.Payments;

/// <content>
/// Contents that a thief makes up, and how they are read: what has become of an HTLC that is gone is what the thief says, as far as commitments leave that open (RULES.md,
/// "Outcomes of one step that cannot be told apart").
/// </content>
internal sealed partial class PayWorld
{
    // The other side's content, or this one with a few changes.
    private PayContent Any(PayContent side, PayContent other, Dice dice)
    {
        if (dice.Chance(45))
        {
            return other;
        }

        PayContent next = side;
        bool isSkimmed = false;
        for (int i = dice.Below(3); i >= 0; i--)
        {
            switch (dice.Below(8))
            {
                case 0 or 1 or 2:
                    PayHtlc added = AnyHtlc(dice);
                    next = next.CanAdd(added) ? next.Plus(added) : next;
                    break;
                case 3 or 4 or 5 when next.Htlcs.Intersect(side.Htlcs).Any():
                    next = next.Minus(dice.Pick<PayHtlc>([.. next.Htlcs.Intersect(side.Htlcs)]), dice.Chance(50));
                    break;
                case 6 when next.Htlcs.Length != 0:
                    PayHtlc same = dice.Pick<PayHtlc>(next.Htlcs);
                    PayHtlc copy = new(same.IsIncoming, same.Msat, same.Hash, dice.Chance(50) ? same.Expiry : same.Expiry - 30 + (uint)dice.Below(60), same.VaultHash);
                    next = next.CanAdd(copy) ? next.Plus(copy) : next;
                    break;
                case 7 when dice.Chance(30):
                    isSkimmed = true;
                    break;
            }
        }

        PayContent shown = Shown(side, Told(next, side, other));
        return isSkimmed ? Skimmed(shown, dice, side) : shown;
    }

    // What one side's commitment has shown of an HTLC holds for the other side's too, whatever a thief says of it there: it gives the peer another amount then, or the owner.
    private static PayContent Told(PayContent next, PayContent side, PayContent other)
    {
        PayHtlc[] gone = [.. side.Htlcs.Except(next.Htlcs).Except(other.Htlcs)];
        PayHtlc[] fulfilled = [.. gone.Intersect(other.Fulfilled)];
        PayHtlc[] returned = [.. gone.Intersect(other.Returned)];
        return next with
        {
            Fulfilled = [.. next.Fulfilled.Except(returned).Union(fulfilled)],
            Returned = [.. next.Returned.Except(fulfilled).Union(returned)],
        };
    }

    // An HTLC that looks like one that was there before is that one: no amount, output or script shows that it is another. Where a thief says that the first one was paid, it is
    // something else that is gone for another amount, and counts as the worst.
    private static PayContent Shown(PayContent side, PayContent next)
    {
        PayContent shown = next;
        bool wasPaid = false;
        foreach (PayHtlc before in side.Htlcs.Except(next.Htlcs))
        {
            int at = Array.FindIndex(shown.Htlcs, htlc => !side.Htlcs.Contains(htlc) && htlc.LooksLike(before));
            if (at >= 0)
            {
                wasPaid |= !before.IsIncoming && next.Fulfilled.Contains(before);
                PayHtlc[] only = [before];
                shown = shown with
                {
                    Htlcs = [.. shown.Htlcs[..at], before, .. shown.Htlcs[(at + 1)..]],
                    Fulfilled = [.. shown.Fulfilled.Except(only)],
                    Returned = [.. shown.Returned.Except(only)],
                };
            }
        }

        return wasPaid ? Ended(shown, [.. side.Htlcs.Except(shown.Htlcs)]) : shown;
    }

    // Nobody shows that an outgoing HTLC was not fulfilled, or that an incoming one was.
    private static PayContent Ended(PayContent content, PayHtlc[] gone) => content with
    {
        Fulfilled = [.. content.Fulfilled.Except(gone), .. gone.Where(htlc => !htlc.IsIncoming)],
        Returned = [.. content.Returned.Except(gone), .. gone.Where(htlc => htlc.IsIncoming)],
    };

    private PayHtlc AnyHtlc(Dice dice)
    {
        int hash = dice.Chance(70) && _hashes > 0 ? Math.Max(1, _hashes - dice.Below(3)) : ++_hashes;
        return new PayHtlc(dice.Chance(50), 40_000_000 + (ulong)(hash * 7919 % 50_000) * 1000, hash, Height + 20 + (uint)dice.Below(60), VaultHash(hash));
    }

    // Something moves to the peer for nothing. Whatever is gone at the same time counts as the worst.
    private static PayContent Skimmed(PayContent content, Dice dice, PayContent? before = null)
    {
        ulong msat = Math.Min(content.OwnMsat / 2, 20_000_000 + (ulong)dice.Below(50_000_000));
        PayHtlc[] gone = [.. (before ?? content).Htlcs.Except(content.Htlcs)];
        return Ended(content with { OwnMsat = content.OwnMsat - msat }, gone);
    }
}
