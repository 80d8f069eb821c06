using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;
using Holdfast.SignatureLedger;
using OwnScripts = Holdfast.SignatureLedger.Scripts;

namespace Holdfast.HistoryWorld.Money;

/// <content>One transaction that is counted twice.</content>
internal sealed partial class MoneyWorld
{
    /// <summary>
    /// Two coins of the holder, the change of one of them, and one or two channels of the thief in which the holder owns nothing. Asked for twice: each time
    /// another coin is the holder's and the other one somebody else's. In between the channel that decided the first time is locked, moves on to a splice, or comes back.
    /// </summary>
    private void Twins(Dice dice)
    {
        Coin[] own = [.. OwnCoins().Where(coin => coin.Script[0] != 0xa9)];
        if (own.Length < 2)
        {
            return;
        }

        const ulong sat = 20_000;
        own = [own[dice.Below(own.Length / 2)], own[^1]];
        bool isPair = dice.Chance(50);
        MoneyChannel first = FreshChannel(dice, isOutbound: false);
        MoneyChannel second = FreshChannel(dice, isOutbound: false);
        List<WalletOutputFields> outputs = [PaysChannel(first, sat)];
        if (isPair)
        {
            outputs.Add(PaysChannel(second, sat));
        }

        AddChange(outputs, own[0].Sat - 300, dice);
        AddThiefs(outputs, own[1].Sat - ((ulong)(isPair ? 2 : 1) * sat) - 300);
        Transaction transaction = Transaction(own, outputs, (uint)dice.Below(4));
        Candidate candidate = _thief.Offer(transaction, "a transaction for two");
        SignWalletInputs request = WalletRequest(transaction, outputs, own);
        SignWalletInputs one = With(request, (i, input) => i == 0 ? input : AsForeign(input));
        SignWalletInputs other = With(request, (i, input) => i == 0 ? AsForeign(input) : input);
        if (!Begin(first, new Outpoint(candidate.Id, 0), sat, candidate))
        {
            return;
        }

        Asks(one.Encode());
        if (isPair)
        {
            Lock(first, first.Current);
            Begin(second, new Outpoint(candidate.Id, 1), sat, candidate);
        }
        else
        {
            LeaveAndComeBack(first, sat, dice);
        }

        Asks(other.Encode());
        if (dice.Chance(30))
        {
            Confirm(candidate);
        }
    }

    private static WalletOutputFields PaysChannel(MoneyChannel channel, ulong sat) =>
        Pays(sat, OwnScripts.WitnessScript(OwnScripts.Funding(channel.Ours.FundingPoint, channel.PeerSigner.FundingPoint)));

    /// <summary>Set up with both first commitments; everything in it is the thief's.</summary>
    private bool Begin(MoneyChannel channel, Outpoint outpoint, ulong sat, Candidate candidate)
    {
        if (!SetUp(channel, outpoint, sat, 0, channel.PeerSigner.FundingPoint, [], null))
        {
            return false;
        }

        MoneyFunding funding = FundingAt(channel, outpoint);
        funding.Transaction = candidate;
        channel.Current = funding;
        CommitmentFields content = Content(channel, funding, Less(channel.NextNumber, 1), 0, sat, []);
        return SignForPeer(channel, funding, content) && Hold(channel, funding, content.With(changed => changed.Number = channel.RevokedCount));
    }

    /// <summary>Locked, spliced, the splice locked and used; then the first funding is set up again as if it were the next splice.</summary>
    private void LeaveAndComeBack(MoneyChannel channel, ulong sat, Dice dice)
    {
        MoneyFunding old = channel.Current;
        Lock(channel, old);
        List<WalletOutputFields> outputs = [PaysChannel(channel, sat - 1_000)];
        Coin shared = new(old.Outpoint, sat, OwnScripts.WitnessScript(OwnScripts.Funding(channel.Ours.FundingPoint, channel.PeerSigner.FundingPoint)));
        Transaction transaction = Transaction([shared], outputs, 0);
        Candidate candidate = _thief.Offer(transaction, "a splice");
        if (!Begin(channel, new Outpoint(candidate.Id, 0), sat - 1_000, candidate)
            || !SignShared(channel, old, transaction, [ForeignInputOf(shared)], outputs) || !Lock(channel, channel.Current))
        {
            return;
        }

        Update(channel, dice);
        Begin(channel, old.Outpoint, sat, old.Transaction!);
    }
}
