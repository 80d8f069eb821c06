using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;

namespace Holdfast.HistoryWorld.Money;

/// <content>Commitments that are prepared before they are signed, with payments to the owner whose expiry is now this, now that.</content>
internal sealed partial class MoneyWorld
{
    private static readonly uint[] s_expiries = [700_000, 800_000];

    /// <summary>
    /// A channel that runs ahead: our commitments bring payments, the peer's carry them, prepared and signed, in any order that a thief may think of. All are made of few
    /// hashes, amounts and expiries, so that many transactions are the same but for the expiry of a payment to us.
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

        ulong amount = dice.Pick(60_000ul, 60_000ul, 60_000ul, 900ul);
        if (peers < (2 * amount) + 20_000)
        {
            return;
        }

        // The book begins empty; then one commitment of ours brings the payment.
        SignAhead(dice, channel, ours, peers, amount, [], isHonest: true);
        RevokeForPeer(channel);
        Htlc[] first = [Payment(dice.Pick<uint>(s_expiries), amount)];
        HoldMarked(dice, channel, ours, peers, amount, first, isMarked: true);
        for (int steps = 3 + dice.Below(6); steps > 0; steps--)
        {
            Htlc[] payments = [.. Enumerable.Range(0, dice.Pick(0, 1, 1, 1, 1, 1, 2)).Select(_ => Payment(dice.Pick<uint>(s_expiries), amount))];
            switch (dice.Below(8))
            {
                case 0 when dice.Chance(50):
                    _device.Reboot();
                    break;
                case <= 1:
                    HoldMarked(dice, channel, ours, peers, amount, payments, isMarked: dice.Chance(70));
                    break;
                case 2 when dice.Chance(50):
                    RevokeForPeer(channel);
                    break;
                default:
                    // The judge tells outputs by their scripts, so on one commitment of the peer all payments expire together.
                    SignAhead(dice, channel, ours, peers, amount, [.. payments.Select(_ => payments[0])], isHonest: false);
                    break;
            }
        }
    }

    // The owner's preimage is known to nobody but her: the payment is hers until it expires.
    private static Htlc Payment(uint expiry, ulong amount) => new()
    {
        IsOfferedByPeer = true, AmountMsat = amount * 1000, PaymentHash = Holdfast.Crypto.Sha256.Hash([7]), Expiry = expiry,
    };

    private void SignAhead(Dice dice, MoneyChannel channel, ulong ours, ulong peers, ulong amount, Htlc[] payments, bool isHonest)
    {
        MoneyFunding funding = channel.Current;
        Htlc[] carried = [.. payments.Select(htlc => Payment(htlc.Expiry, amount))];
        Array.ForEach(carried, htlc => htlc.IsTrimmed = !isHonest && amount < 1000 && dice.Chance(30));
        ulong number = isHonest || dice.Chance(80) || channel.NextNumber == 0 ? channel.NextNumber : channel.NextNumber - 1;
        CommitmentFields content = Content(
            channel, funding, number, ours, peers - (amount * (ulong)payments.Length), carried);
        Htlc[] gone = isHonest ? [] : [.. Enumerable.Range(0, dice.Pick(0, 0, 0, 1, 2)).Select(_ => Payment(dice.Pick<uint>(s_expiries), amount))];
        SignCounterpartyCommitment request = ForPeer(channel, funding, content);
        request.IsAhead = isHonest || dice.Chance(80);
        request.Gone = gone;
        byte[] message = request.Encode();
        if (!isHonest && dice.Chance(65))
        {
            Asks(request.EncodeAs(MessageId.PrepareCounterpartyCommitment));
            if (dice.Chance(65))
            {
                return; // only prepared
            }

            message = new SignPreparedCommitment { ChannelId = channel.Id, FundingTag = funding.Tag, Number = content.Number }.Encode();
        }

        Asks(message);
    }

    private void RevokeForPeer(MoneyChannel channel)
    {
        if (channel.NextNumber >= 2)
        {
            byte[] secret = channel.Current.PeerSigner.Revoke(channel.NextNumber - 2).Secret;
            Asks(new ValidateRevocation { ChannelId = channel.Id, Number = channel.NextNumber - 2, Secret = secret }.Encode());
        }
    }

    private void HoldMarked(Dice dice, MoneyChannel channel, ulong ours, ulong peers, ulong amount, Htlc[] payments, bool isMarked)
    {
        ulong mine = channel.RevokedCount + 1;
        Htlc[] marked = [.. payments.Select(htlc => Payment(htlc.Expiry, amount))];
        Array.ForEach(marked, htlc => htlc.IsNew = isMarked);
        Hold(channel, channel.Current, Content(channel, channel.Current, mine, ours, peers - (amount * (ulong)payments.Length), marked));

        if (dice.Chance(90))
        {
            Asks(new RevokeHolderCommitment { ChannelId = channel.Id, Number = mine - 1 }.Encode());
        }
    }

    private void Prepared(SignCounterpartyCommitment request)
    {
        if (FundingOf(Find(request.ChannelId), request.FundingTag) is { } funding)
        {
            funding.Prepared = request;
        }
    }

    private SignCounterpartyCommitment Prepared(SignPreparedCommitment request) =>
        FundingOf(Find(request.ChannelId), request.FundingTag)?.Prepared is { } prepared && prepared.Commitment.Number == request.Number
            ? prepared
            : throw new ViolationException(ViolationKind.Order, "commitment " + request.Number + " is signed as prepared, and was not");

    private MoneyChannel Find(byte[] channelId) => _channels.Last(channel => Bytes.Check.Same(channel.Id, channelId));

    private static MoneyFunding? FundingOf(MoneyChannel channel, uint tag) => channel.Fundings.LastOrDefault(funding => funding.Tag == tag);
}
