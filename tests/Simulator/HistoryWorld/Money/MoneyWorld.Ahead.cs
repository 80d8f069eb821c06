using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;

namespace Holdfast.HistoryWorld.Money;

/// <content>Commitments that are prepared before they are signed, with payments to the owner whose expiry is now this, now that.</content>
internal sealed partial class MoneyWorld
{
    private static readonly uint[] s_expiries = [700_000, 800_000];

    /// <summary>
    /// A channel that runs ahead: the holder's commitments bring payments, the peer's carry them, prepared and signed, in any order that a thief may think of. All are made of few
    /// hashes, amounts and expiries, so that many transactions are the same but for the expiry of a payment to the holder. The thief keeps the device's book beside it, so
    /// that most of what he asks is what an honest node could ask. Of a channel with a splice the judge knows too little: it calls a payment that one funding lacks a loss, and
    /// the device does not know payments (PreparedTheftTests has the thefts with two fundings).
    /// </summary>
    private void Ahead(Dice dice)
    {
        if (AnyChannel(dice, each => each.Fundings.Count == 1 && each.Current.Held.Count > 0 && !each.IsClosing) is not { } channel)
        {
            return;
        }

        (ulong ours, ulong peers) = Balances(channel, channel.Current);
        foreach (Htlc htlc in channel.Current.Held.Last().Value.Htlcs)
        {
            (ours, peers) = htlc.IsOfferedByPeer ? (ours + (htlc.AmountMsat / 1000), peers) : (ours, peers + (htlc.AmountMsat / 1000));
        }

        AheadStory story = new(channel, ours, peers, dice.Pick(60_000ul, 60_000ul, 60_000ul, 900ul));
        if (peers < (2 * story.AmountSat) + 20_000)
        {
            return;
        }

        // The book begins empty; then one commitment of the holder brings the payment.
        SignAhead(dice, story, [], [], isHonest: true);
        RevokeForPeer(channel);
        HoldMarked(dice, story, [dice.Pick<uint>(s_expiries)], isMarked: true);
        for (int steps = 3 + dice.Below(6); steps > 0; steps--)
        {
            uint[] expiries = [.. Enumerable.Range(0, dice.Pick(0, 1, 1, 1, 1, 1, 2)).Select(_ => dice.Pick<uint>(s_expiries))];
            switch (dice.Below(8))
            {
                case 0:
                    _device.Reboot();
                    if (dice.Chance(50))
                    {
                        // He acts as if the device had forgotten its book, and has another written.
                        story.Book.Clear();
                        HoldMarked(dice, story, expiries, isMarked: true);
                    }

                    break;
                case 1:
                    HoldMarked(dice, story, expiries, isMarked: dice.Chance(70));
                    break;
                case 2 when dice.Chance(50):
                    RevokeForPeer(channel);
                    break;
                default:
                    // The judge tells outputs by their scripts, so on one commitment of the peer all payments expire together.
                    uint expiry = dice.Pick<uint>(s_expiries);
                    uint[] carried = [.. story.Book.Where(each => each == expiry)];
                    uint[] gone = [.. story.Book.Where(each => each != expiry)];
                    if (dice.Chance(35))
                    {
                        carried = [.. expiries.Select(_ => expiry)];
                        gone = [.. Enumerable.Range(0, dice.Pick(0, 0, 0, 1, 2)).Select(_ => dice.Pick<uint>(s_expiries))];
                    }

                    SignAhead(dice, story, carried, gone, isHonest: false);
                    break;
            }
        }
    }

    // The owner's preimage is known to nobody but her: the payment is hers until it expires.
    private static Htlc Payment(uint expiry, ulong amountSat) => new()
    {
        IsOfferedByPeer = true, AmountMsat = amountSat * 1000, PaymentHash = Holdfast.Crypto.Sha256.Hash([7]), Expiry = expiry,
    };

    private void SignAhead(Dice dice, AheadStory story, uint[] carried, uint[] gone, bool isHonest)
    {
        MoneyChannel channel = story.Channel;
        MoneyFunding funding = channel.Current;
        Htlc[] htlcs = [.. carried.Select(expiry => Payment(expiry, story.AmountSat))];
        Array.ForEach(htlcs, htlc => htlc.IsTrimmed = !isHonest && story.AmountSat < 1000 && dice.Chance(30));
        ulong number = isHonest || dice.Chance(80) || channel.NextNumber == 0 ? channel.NextNumber : channel.NextNumber - 1;
        CommitmentFields content = Content(channel, funding, number, story.OursSat, Less(story.PeersSat, story.AmountSat * (ulong)htlcs.Length), htlcs);
        SignCounterpartyCommitment request = ForPeer(channel, funding, content);
        request.IsAhead = isHonest || dice.Chance(80);
        request.Gone = [.. gone.Select(expiry => Payment(expiry, story.AmountSat))];
        byte[] message = request.Encode();
        if (!isHonest && dice.Chance(65))
        {
            Asks(request.EncodeAs(MessageId.PrepareCounterpartyCommitment));
            if (dice.Chance(65))
            {
                return; // only prepared
            }

            message = new SignPreparedCommitment { ChannelId = channel.Id, FundingPrefix = funding.Prefix, Number = content.Number }.Encode();
        }

        if (Asks(message) && channel.NextNumber == number + 1)
        {
            story.Book = [.. carried];
        }
    }

    private void RevokeForPeer(MoneyChannel channel)
    {
        if (channel.NextNumber >= 2)
        {
            byte[] secret = channel.Current.PeerSigner.Revoke(channel.NextNumber - 2).Secret;
            Asks(new ValidateRevocation { ChannelId = channel.Id, Number = channel.NextNumber - 2, Secret = secret }.Encode());
        }
    }

    private void HoldMarked(Dice dice, AheadStory story, uint[] expiries, bool isMarked)
    {
        MoneyChannel channel = story.Channel;
        ulong mine = channel.RevokedCount + 1;
        Htlc[] marked = [.. expiries.Select(expiry => Payment(expiry, story.AmountSat))];
        Array.ForEach(marked, htlc => htlc.IsNew = isMarked);
        Hold(channel, channel.Current, Content(channel, channel.Current, mine, story.OursSat, story.PeersSat - (story.AmountSat * (ulong)expiries.Length), marked));

        if (dice.Chance(90) && Asks(new RevokeHolderCommitment { ChannelId = channel.Id, Number = mine - 1 }.Encode()) && isMarked)
        {
            story.Book.AddRange(expiries);
        }
    }

    private void Prepared(SignCounterpartyCommitment request)
    {
        if (FundingOf(Find(request.ChannelId), request.FundingPrefix) is { } funding)
        {
            funding.Prepared = request;
        }
    }

    private SignCounterpartyCommitment Prepared(SignPreparedCommitment request) =>
        FundingOf(Find(request.ChannelId), request.FundingPrefix)?.Prepared is { } prepared && prepared.Commitment.Number == request.Number
            ? prepared
            : throw new ViolationException(ViolationKind.Order, "commitment " + request.Number + " is signed as prepared, and was not");

    private MoneyChannel Find(byte[] channelId) => _channels.Last(channel => Bytes.Check.Same(channel.Id, channelId));

    private static MoneyFunding? FundingOf(MoneyChannel channel, uint tag) => channel.Fundings.LastOrDefault(funding => funding.Prefix == tag);

    /// <summary>What the thief keeps of one channel for one deed; the balances are those without anything in flight.</summary>
    private sealed class AheadStory(MoneyChannel channel, ulong oursSat, ulong peersSat, ulong amountSat)
    {
        public MoneyChannel Channel => channel;

        public ulong OursSat => oursSat;

        public ulong PeersSat => peersSat;

        public ulong AmountSat => amountSat;

        /// <summary>Expiries of the payments that the device should have written down.</summary>
        public List<uint> Book { get; set; } = [];
    }
}
