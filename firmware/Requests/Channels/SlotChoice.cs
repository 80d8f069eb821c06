using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// The slot that a new channel gets: an empty one, or that of the channel which is missed least. What may go, in this order, the oldest first:
/// <list type="number">
/// <item>a channel that the node forgot and in which the holder owns nothing;</item>
/// <item>a peer's opening in which the holder owns nothing and that never got anywhere, of the peer that has most of them: so a peer that fills the book
/// pushes out its own openings, not those of others;</item>
/// <item>for an opening by the holder, another opening by the holder whose funding is not signed;</item>
/// <item>with the owner's button, a channel that the node forgot although the holder owns something in it: its exits go with it.</item>
/// </list>
/// A channel in use never goes. What was signed for one that goes is remembered by its number (<see cref="ForgottenChannels"/>).
/// </summary>
public sealed class SlotChoice
{
    private const int Over = 0;
    private const int PeersOpening = 1;
    private const int OwnOpening = 2;
    private const int OverWithMoney = 3;
    private const int InUse = 4;

    public readonly int Slot;

    /// <summary>What the owner has to agree to; empty when nothing.</summary>
    public readonly string Question = "";

    private readonly bool _isTaken;
    private readonly ForgottenChannels _forgotten;

    /// <summary>NotNow when there is no slot even with the owner's button.</summary>
    public SlotChoice(SignerContext signer, ChannelTerms terms)
    {
        _forgotten = signer.Forgotten;
        RequireShare(signer, terms);
        Slot = signer.Channels.FreeSlot();
        if (Slot >= 0)
        {
            return;
        }

        _isTaken = true;
        Slot = Victim(signer, terms.IsOutbound);
        if (Slot < 0)
        {
            throw Full("every channel slot is taken: forget channels that are over");
        }

        Channel dropped = signer.Channels.At(Slot);
        if (RankOf(dropped, terms.IsOutbound) == OverWithMoney)
        {
            Question = "Give up channel " + dropped.Terms.Dbid.ToString() + " with " + Ascii.Hex(dropped.Terms.Peer) + ", which the node forgot and in which you may own "
                + Amounts(dropped) + ", to make room? ";
        }

        if (signer.Payments.MayBeMissed(Slot))
        {
            Question += "Forget what was paid in channel " + dropped.Terms.Dbid.ToString() + ", although payments of the same hash are open or agreed to? ";
        }

        // Where nothing was signed and nothing revealed, the number may come back.
        if (dropped.SignedCount == 0 && dropped.HolderRevokedCount == 0 && dropped.AbandonedPrefixes.Length == 0 && !dropped.IsClosing)
        {
            return;
        }

        if (_forgotten.IsFull && !_forgotten.Contains(dropped.Terms.Dbid))
        {
            Question += "Never again use channel numbers below " + terms.Dbid.ToString() + ", to make room in the memory of forgotten ones? ";
            _forgotten = _forgotten.WithFloorBelow(terms.Dbid);
            if (_forgotten.IsFull)
            {
                throw Full("the memory of forgotten channel numbers is full");
            }
        }

        _forgotten = _forgotten.With(dropped.Terms.Dbid);
        OpeningRules.RequireNumber(_forgotten, null, terms.Dbid);
    }

    // The most that one of its fundings may pay the holder, of the value of that funding; of payments in flight only that there are some is known.
    private static string Amounts(Channel channel)
    {
        int most = 0;
        bool hasHtlcs = false;
        for (int i = 0; i < channel.Fundings.Length; i++)
        {
            most = channel.Fundings[i].MostSat > channel.Fundings[most].MostSat ? i : most;
            hasHtlcs |= channel.Fundings[i].HasHtlcs;
        }

        Funding funding = channel.Fundings[most];
        return funding.MostSat.ToString() + " of " + funding.ValueSat.ToString() + " sat" + (hasHtlcs ? " and payments in flight" : "");
    }

    /// <summary>Empties the slot; NotNow when the owner has to agree and does not.</summary>
    public void Clear(SignerContext signer, bool ownerAgrees)
    {
        if (Question.Length != 0 && !ownerAgrees)
        {
            throw Full("every channel slot is taken; making room needs the owner's button");
        }

        if (_isTaken)
        {
            signer.Remove(Slot, _forgotten);
        }
    }

    // A gift in an opening costs the peer nothing while its funding is not confirmed, and keeps the slot from being taken again.
    private static void RequireShare(SignerContext signer, ChannelTerms terms)
    {
        if (terms.IsOutbound || terms.PushMsat == 0)
        {
            return;
        }

        int gifts = 0;
        for (int slot = ChannelBook.FirstSlot; slot < signer.Channels.SlotCount; slot++)
        {
            Channel channel = signer.Channels.At(slot);
            gifts += channel != null && !channel.IsForgotten && !channel.Terms.IsOutbound && channel.IsAtStart && !channel.IsFundingLocked
                && channel.OwnsSomething ? 1 : 0;
        }

        if (gifts >= (signer.Channels.SlotCount - ChannelBook.FirstSlot) / 2)
        {
            throw Full("half of all channel slots hold unconfirmed openings in which peers promise the holder something; forget those that were never funded");
        }
    }

    private static int Victim(SignerContext signer, bool isOutbound)
    {
        int count = signer.Channels.SlotCount;
        int[] ranks = new int[count];
        byte[][] peers = new byte[count][];
        int lowest = InUse;
        for (int slot = ChannelBook.FirstSlot; slot < count; slot++)
        {
            Channel channel = signer.Channels.At(slot);
            ranks[slot] = RankOf(channel, isOutbound);
            peers[slot] = channel.Terms.Peer;
            lowest = ranks[slot] < lowest ? ranks[slot] : lowest;
        }

        int best = -1;
        int bestShare = 0;
        for (int slot = ChannelBook.FirstSlot; lowest < InUse && slot < count; slot++)
        {
            if (ranks[slot] != lowest)
            {
                continue;
            }

            int share = 0;
            for (int i = ChannelBook.FirstSlot; lowest == PeersOpening && i < count; i++)
            {
                share += ranks[i] == lowest && Check.Same(peers[i], peers[slot]) ? 1 : 0;
            }

            bool isOlder = best < 0 || signer.Journal.SequenceOf(slot) < signer.Journal.SequenceOf(best);
            if (best < 0 || share > bestShare || (share == bestShare && isOlder))
            {
                best = slot;
                bestShare = share;
            }
        }

        return best;
    }

    private static int RankOf(Channel channel, bool isOutbound)
    {
        bool isAbandoned = OpeningIsReplaceable.IsAbandoned(channel);
        if (channel.IsForgotten)
        {
            return isAbandoned || !channel.OwnsSomething ? Over : OverWithMoney;
        }

        if (!isAbandoned)
        {
            return InUse;
        }

        return !channel.Terms.IsOutbound ? PeersOpening : isOutbound ? OwnOpening : InUse;
    }

    private static RequestException Full(string sentence)
    {
        return RequestException.NotNow(ErrorCode.ChannelsFull, sentence);
    }
}
