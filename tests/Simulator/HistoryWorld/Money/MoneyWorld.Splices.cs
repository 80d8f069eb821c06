using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;
using Holdfast.SignatureLedger;
using OwnScripts = Holdfast.SignatureLedger.Scripts;

namespace Holdfast.HistoryWorld.Money;

/// <content>Splices.</content>
internal sealed partial class MoneyWorld
{
    /// <summary>
    /// Money into a channel or out of it: the shared input, the holder's inputs and those of others, the new funding and its first commitments, in any order, and locks where they
    /// may hurt.
    /// </summary>
    private void Splice(Dice dice)
    {
        MoneyChannel? channel = AnyChannel(dice, each => each.IsLocked && each.Current.Held.Count > 0 && each.Current.ForPeer.Count > 0);
        if (channel is null || channel.NextNumber == 0)
        {
            return;
        }

        MoneyFunding old = channel.Current;
        (ulong ours, ulong peers) = Balances(channel, old);
        Htlc[] htlcs = old.Held.Last().Value.Htlcs;
        Coin[] own = dice.Chance(50) ? OwnCoins(dice, 1) : [];
        Coin[] foreign = dice.Evil(15) ? StrangersCoins(dice) : [];
        ulong fee = 800;
        ulong outSat = dice.Chance(50) ? Math.Min(ours / 2, 300_000) : 0;
        bool isApproved = dice.Chance(30);
        ulong inSat = dice.Chance(60) ? Less(Sum(own), 20_000) / 2 : 0;
        ulong newOurs = ours + inSat - outSat - (own.Length == 0 ? Math.Min(fee, Less(ours, outSat)) : 0);
        ulong newValue = newOurs + peers + htlcs.Aggregate(0ul, (sum, htlc) => sum + (htlc.AmountMsat / 1000));
        ulong change = Less(Sum(own), inSat + fee);
        ulong stolen = dice.Evil(45) ? Math.Min(change, dice.Pick(change, change, 60_000ul)) : 0;
        List<WalletOutputFields> outputs = [Pays(newValue, OwnScripts.WitnessScript(OwnScripts.Funding(channel.Ours.FundingPoint, old.PeerSigner.FundingPoint)))];
        AddChange(outputs, change - stolen, dice);
        if (outSat > 0)
        {
            if (dice.Chance(60))
            {
                AddChange(outputs, outSat, dice);
            }
            else
            {
                AddThiefs(outputs, outSat);
            }
        }

        AddThiefs(outputs, stolen + Sum(foreign));
        Coin shared = new(old.Outpoint, old.ValueSat, OwnScripts.WitnessScript(OwnScripts.Funding(channel.Ours.FundingPoint, old.PeerTerms.Holder.FundingPoint)));
        Coin[] inputs = [shared, .. own, .. foreign];
        Transaction transaction = Transaction(inputs, outputs, (uint)dice.Below(3));
        Candidate candidate = _thief.Offer(transaction, "a splice");
        string txid = dice.Evil(20) ? transaction.Id(_ => []) : candidate.Id;
        if (!SetUp(channel, new Outpoint(txid, 0), newValue, 0, old.PeerSigner.FundingPoint, [], null))
        {
            return;
        }

        if (dice.Evil(8))
        {
            // A channel in which the holder owns nothing claims what the splice spends.
            SetUp(FreshChannel(dice, isOutbound: false), old.Outpoint, old.ValueSat, 0, old.PeerSigner.FundingPoint, [], null);
        }

        MoneyFunding funding = FundingAt(channel, new Outpoint(txid, 0));
        funding.Transaction = candidate;
        funding.Request = WalletRequest(transaction, outputs, inputs);
        CommitmentFields forPeer = Content(channel, funding, channel.NextNumber - 1, newOurs, peers, htlcs);
        if (dice.Evil(20))
        {
            forPeer = Content(channel, funding, channel.NextNumber - 1, 0, newOurs + peers, htlcs);
        }

        bool isLate = dice.Evil(25);
        if (!isLate)
        {
            SignForPeer(channel, funding, forPeer);
        }

        Hold(channel, funding, Content(channel, funding, channel.RevokedCount, newOurs, peers, htlcs));
        _owner.Wants(isApproved ? 1 : 0);
        foreach (int step in dice.Evil(60) ? dice.Pick<int[]>([0, 2, 1], [1, 0, 2], [0, 1, 2], [2, 0, 1], [3, 0, 1], [4, 0, 1], [0, 4, 1]) : [0, 1])
        {
            if (step == 0)
            {
                SignShared(channel, old, transaction, funding.Request.Inputs, outputs);
            }
            else if (step == 1 && own.Length > 0)
            {
                SignInputs(funding.Request, dice);
            }
            else if (step == 2)
            {
                Lock(channel, funding);
            }
            else if (step == 3)
            {
                SignClose(channel, WalletScript(WalletInputKind.P2tr, 7), 7, 0xffffffff);
            }
            else if (step == 4)
            {
                Asks(new ForgetChannel { ChannelId = dice.Pick<MoneyChannel>(_channels).Id }.Encode());
            }
        }

        _owner.Wants(0);
        if (isLate)
        {
            SignForPeer(channel, funding, forPeer);
        }

        if (dice.Chance(60))
        {
            ConfirmAndLock(channel, funding, dice);
        }
    }

    private bool SignShared(MoneyChannel channel, MoneyFunding old, Transaction transaction, WalletInputFields[] inputs, List<WalletOutputFields> outputs) =>
        Asks(new SignSplice
        {
            ChannelId = channel.Id,
            FundingPrefix = old.Prefix,
            Version = transaction.Version,
            Locktime = transaction.Locktime,
            Inputs = inputs,
            InputIndex = (ushort)Array.FindIndex(transaction.Inputs, input => input.Spends == old.Outpoint),
            Outputs = [.. outputs],
        }.Encode());
}
