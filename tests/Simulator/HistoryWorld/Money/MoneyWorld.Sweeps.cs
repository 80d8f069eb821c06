using Holdfast.Protocol;
using Holdfast.SignatureLedger;
using Scripts = Holdfast.SignatureLedger.Scripts;

namespace Holdfast.HistoryWorld.Money;

/// <content>Channels that end on the chain, and what comes home from them.</content>
internal sealed partial class MoneyWorld
{
    private void CloseByUs(Dice dice)
    {
        MoneyChannel? channel = AnyChannel(dice, each => each.Current.Held.Count > 0);
        if (channel is null)
        {
            return;
        }

        ulong number = channel.RevokedCount + (dice.Evil(10) ? 1ul : 0);
        if (Asks(new SignHolderCommitment { ChannelId = channel.Id, FundingPrefix = channel.Current.Prefix, Number = number }.Encode()) && dice.Chance(80))
        {
            ConfirmNewest();
        }
    }

    /// <summary>The peer publishes what the device signed for it: its newest commitment, or an old one.</summary>
    private void CloseByPeer(Dice dice)
    {
        MoneyChannel? channel = AnyChannel(dice, each => _thief.Unspent.ContainsKey(each.Current.Outpoint));
        if (channel is null)
        {
            return;
        }

        Candidate[] commitments = [.. _thief.All.Where(each => each.Transaction.Inputs.Length == 1 && each.Transaction.Inputs[0].Spends == channel.Current.Outpoint)];
        if (commitments.Length > 0)
        {
            Confirm(dice.Chance(60) ? commitments[^1] : dice.Pick<Candidate>(commitments));
        }
    }

    /// <summary>Any output of a closed channel comes home, or nearly.</summary>
    private void Sweep(Dice dice)
    {
        (Outpoint Outpoint, Output Output, ChannelCoin Coin)[] coins =
        [
            .. from each in _thief.Unspent
               let known = _channelCoins.GetValueOrDefault(Convert.ToHexString(each.Value.Script))
               where known is not null
               select (each.Key, each.Value, known),
        ];
        if (coins.Length == 0 || dice.Chance(30))
        {
            EndWithAPayment(dice);
            return;
        }

        (Outpoint outpoint, Output output, ChannelCoin coin) = dice.Pick<(Outpoint, Output, ChannelCoin)>(coins);
        Sweep(outpoint, output, coin, dice);
    }

    /// <summary>A channel gets a payment for the holder, one side closes it there and then, and everything in it comes home.</summary>
    private void EndWithAPayment(Dice dice)
    {
        MoneyChannel? channel = AnyChannel(dice, each => !each.IsClosing && each.IsLocked && _thief.Unspent.ContainsKey(each.Current.Outpoint));
        if (channel is null)
        {
            return;
        }

        Update(channel, dice);
        Candidate? close = _thief.All.LastOrDefault(each => each.Transaction.Inputs.Length == 1 && each.Transaction.Inputs[0].Spends == channel.Current.Outpoint);
        if (dice.Chance(40))
        {
            ulong number = channel.RevokedCount;
            if (dice.Evil(30))
            {
                SignFutureHtlc(channel, number + (ulong)dice.Below(3), dice);
            }

            close = Asks(new SignHolderCommitment { ChannelId = channel.Id, FundingPrefix = channel.Current.Prefix, Number = number }.Encode()) ? _thief.Newest : null;
        }

        if (!Confirm(close))
        {
            return;
        }

        for (int i = 0; i < close!.Transaction.Outputs.Length; i++)
        {
            Output output = close.Transaction.Outputs[i];
            if (_channelCoins.TryGetValue(Convert.ToHexString(output.Script), out ChannelCoin? coin))
            {
                Sweep(new Outpoint(close.Id, (uint)i), output, coin, dice);
            }
        }
    }

    /// <summary>A payment on a commitment of the holder that may not exist yet; thieves can compute its script.</summary>
    private void SignFutureHtlc(MoneyChannel channel, ulong number, Dice dice)
    {
        byte[] point = OurPoint(channel, number);
        ReferenceNode.ChannelSide peer = channel.Current.PeerTerms.Holder;
        byte[] revocation = RevocationKey(peer.Basepoints.Revocation, point);
        byte[] script = Scripts.HtlcReceived(revocation, Derived(channel.Ours.Basepoints.Htlc, point), Derived(peer.Basepoints.Htlc, point),
            Holdfast.Crypto.Sha256.Hash([(byte)dice.Below(256)]), 800_000, channel.HasAnchors);
        byte[] home = Scripts.WitnessScript(Scripts.ToLocal(revocation, peer.DelayBlocks, Derived(channel.Ours.Basepoints.Delayed, point)));
        Asks(new SignHolderHtlc
        {
            ChannelId = channel.Id,
            Number = number,
            HasAnchors = channel.HasAnchors,
            Transaction = new SweepFields
            {
                Version = 2,
                InputTxid = Convert.FromHexString(channel.Current.Outpoint.Txid),
                Sequence = channel.HasAnchors ? 1u : 0u,
                InputSat = 100_000,
                Outputs = [Pays(channel.HasAnchors ? 100_000 : 99_800ul, home)],
                WitnessScript = script,
            },
        }.Encode());
    }

    private void Sweep(Outpoint outpoint, Output output, ChannelCoin coin, Dice dice)
    {
        if (coin.Kind == ChannelCoinKind.ToRemote)
        {
            SweepToRemote(outpoint, output, coin, dice);
            return;
        }

        bool isOurHtlc = coin.Kind == ChannelCoinKind.OurHtlc;
        byte[] home = isOurHtlc ? DelayedScript(coin) : WalletScript(WalletInputKind.P2tr, 8);
        ulong fee = isOurHtlc && coin.Channel.HasAnchors ? 0 : dice.Evil(20) ? Math.Min(output.Sat / 2, 60_000) : isOurHtlc ? 178ul : 1_000;
        ulong sat = Less(output.Sat, fee);
        ulong small = 1_000;
        WalletOutputFields[] outputs = dice.Evil(60) && sat > 3_000
            ? dice.Below(3) switch
            {
                0 => [Home(small, home, isOurHtlc), Home(sat - small, home, isOurHtlc)],
                1 => [Home(sat - small, home, isOurHtlc), Home(small, home, isOurHtlc)],
                _ => [Home(sat - small, home, isOurHtlc), Pays(small, Thief.Script)],
            }
            : [Home(sat, home, isOurHtlc)];
        SweepFields sweep = new()
        {
            Version = 2,
            Locktime = coin.IsRefund ? coin.Expiry : 0,
            InputTxid = Convert.FromHexString(outpoint.Txid),
            InputVout = outpoint.Vout,
            Sequence = coin.Kind == ChannelCoinKind.Delayed ? MoneyChannel.DelayBlocks
                : coin.Channel.HasAnchors && coin.Kind is (ChannelCoinKind.PeersHtlc or ChannelCoinKind.OurHtlc) ? 1u : 0u,
            InputSat = dice.Evil(10) ? output.Sat + 100_000 : output.Sat,
            Outputs = outputs,
            WitnessScript = coin.WitnessScript,
        };
        switch (coin.Kind)
        {
            case ChannelCoinKind.Delayed:
                Asks(new SignDelayedSweep { ChannelId = coin.Channel.Id, Number = coin.Number, Transaction = sweep }.Encode());
                break;
            case ChannelCoinKind.PeersHtlc:
                Asks(new SignCounterpartyHtlcSweep
                {
                    ChannelId = coin.Channel.Id, Point = coin.Point, HasAnchors = coin.Channel.HasAnchors, Transaction = sweep,
                }.Encode());
                break;
            case ChannelCoinKind.OurHtlc:
                Asks(new SignHolderHtlc { ChannelId = coin.Channel.Id, Number = coin.Number, HasAnchors = coin.Channel.HasAnchors, Transaction = sweep }.Encode());
                break;
            case ChannelCoinKind.PeersDelayed:
                Asks(new SignPenalty
                {
                    ChannelId = coin.Channel.Id, RevocationSecret = coin.Channel.Current.PeerSigner.Revoke(coin.Number).Secret, Transaction = sweep,
                }.Encode());
                break;
        }
    }

    private void AddAnchor(MoneyChannel channel, byte[] anchor) => _scripts.Add(Scripts.WitnessScript(anchor), new Meaning
    {
        Name = "anchor", Kind = CoinKind.WitnessScript, ScriptCode = anchor, OwnerKeys = [Convert.ToHexString(channel.Ours.FundingPoint)], Worth = (_, _) => 0,
    });

    private void AddToRemote(MoneyChannel channel, ulong number, byte[] point)
    {
        byte[] payment = channel.Ours.Basepoints.Payment;
        byte[] script = channel.HasAnchors ? Scripts.ToRemoteAnchors(payment) : Scripts.KeyHash(payment);
        byte[] output = channel.HasAnchors ? Scripts.WitnessScript(script) : Scripts.WitnessKey(payment);
        _scripts.Add(output, new Meaning
        {
            Name = "to remote",
            Kind = channel.HasAnchors ? CoinKind.WitnessScript : CoinKind.WitnessKey,
            ScriptCode = script,
            OwnerKeys = [Convert.ToHexString(payment)],
            Worth = (_, sat) => sat,
        });
        _channelCoins.TryAdd(Convert.ToHexString(output), new ChannelCoin(channel, number, point, script, ChannelCoinKind.ToRemote, 0));
    }

    private static WalletOutputFields Home(ulong sat, byte[] script, bool isOurHtlc) =>
        isOurHtlc ? Pays(sat, script) : new WalletOutputFields { Sat = sat, Script = script, HasKeyIndex = true, KeyIndex = 8 };

    /// <summary>The output of the holder's HTLC transactions: the delayed output of the same commitment.</summary>
    private byte[] DelayedScript(ChannelCoin coin) => Convert.FromHexString(_channelCoins.First(each =>
        each.Value.Channel == coin.Channel && each.Value.Number == coin.Number && each.Value.Kind == ChannelCoinKind.Delayed).Key);

    private void SweepToRemote(Outpoint outpoint, Output output, ChannelCoin coin, Dice dice)
    {
        Coin[] more = dice.Chance(30) ? OwnCoins(dice, 1) : [];
        List<WalletOutputFields> outputs = [];
        ulong stolen = dice.Evil(30) ? output.Sat / 2 : 0;
        AddChange(outputs, Less(output.Sat + Sum(more), 900 + stolen), dice);
        AddThiefs(outputs, stolen);
        Transaction transaction = Transaction([new Coin(outpoint, output.Sat, output.Script), .. more], outputs, 0);
        SignWalletInputs request = WalletRequest(transaction, outputs, more);
        request.Inputs =
        [
            Proven(
                new WalletInputFields
                {
                    Txid = Convert.FromHexString(outpoint.Txid), Vout = outpoint.Vout, Sequence = Sequence, Sat = output.Sat,
                    Kind = coin.Channel.HasAnchors ? WalletInputKind.ToRemoteAnchors : WalletInputKind.ToRemote, Peer = coin.Channel.Peer, Dbid = coin.Channel.Dbid,
                    DelayBlocks = coin.Channel.HasAnchors ? 1u : 0u,
                },
                _thief.Bytes.GetValueOrDefault(outpoint.Txid, [])),
            .. request.Inputs,
        ];
        SignInputs(request, dice);
    }
}
