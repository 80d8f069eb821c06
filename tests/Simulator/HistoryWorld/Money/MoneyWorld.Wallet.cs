using Holdfast.Crypto;
using Holdfast.Protocol;
using Holdfast.SignatureLedger;

namespace Holdfast.HistoryWorld.Money;

/// <content>The wallet, and how its inputs can be asked for.</content>
internal sealed partial class MoneyWorld
{
    private const uint Sequence = 0xfffffffd;

    private sealed record Coin(Outpoint Outpoint, ulong Sat, byte[] Script);

    private Coin[] OwnCoins() =>
        [.. _thief.Unspent.Where(each => _wallet.ContainsKey(Convert.ToHexString(each.Value.Script))).Select(each => new Coin(each.Key, each.Value.Sat, each.Value.Script))];

    private Coin[] OwnCoins(Dice dice, int count)
    {
        Coin[] all = [.. OwnCoins().Where(coin => !dice.IsHonest || coin.Script[0] != 0xa9)];
        int first = all.Length == 0 ? 0 : dice.Below(all.Length);
        return [.. Enumerable.Range(0, Math.Min(count, all.Length)).Select(i => all[(first + i) % all.Length])];
    }

    private Coin[] StrangersCoins() =>
        [.. _thief.Unspent.Where(each => _scripts.Find(each.Value.Script) is null).Select(each => new Coin(each.Key, each.Value.Sat, each.Value.Script))];

    /// <summary>One large coin of somebody else, a malleable one, or many small ones.</summary>
    private Coin[] StrangersCoins(Dice dice)
    {
        Coin[] all = StrangersCoins();
        Coin[] dust = [.. all.Where(coin => coin.Sat == 1_000)];
        Coin[] large = [.. all.Where(coin => coin.Sat > 1_000_000)];
        return dice.Chance(25) ? dust : large.Length == 0 ? [] : [dice.Pick<Coin>(large)];
    }

    private static ulong Sum(IEnumerable<Coin> coins) => coins.Aggregate(0ul, (sum, coin) => sum + coin.Sat);

    private static WalletOutputFields Pays(ulong sat, byte[] script) => new() { Sat = sat, Script = script };

    private void AddChange(List<WalletOutputFields> outputs, ulong sat, Dice dice)
    {
        if (sat >= 330)
        {
            WalletInputKind kind = dice.Pick(WalletInputKind.P2tr, WalletInputKind.P2wpkh);
            uint index = (uint)dice.Below(WalletKeys);
            outputs.Add(new WalletOutputFields { Sat = sat, Script = WalletScript(kind, index), HasKeyIndex = true, KeyIndex = index });
        }
    }

    private static void AddThiefs(List<WalletOutputFields> outputs, ulong sat)
    {
        if (sat >= 330)
        {
            outputs.Add(Pays(sat, Thief.Script));
        }
    }

    private static Transaction Transaction(IEnumerable<Coin> inputs, List<WalletOutputFields> outputs, uint locktime) => new(
        2, [.. inputs.Select(coin => new Input(coin.Outpoint, Sequence))], [.. outputs.Select(output => new Output(output.Sat, output.Script))], locktime);

    private WalletInputFields InputOf(Coin coin)
    {
        WalletInputFields fields = ForeignInputOf(coin);
        if (_wallet.TryGetValue(Convert.ToHexString(coin.Script), out (WalletInputKind Kind, uint KeyIndex) key))
        {
            fields.Kind = key.Kind;
            fields.KeyIndex = key.KeyIndex;
        }

        return fields;
    }

    private WalletInputFields ForeignInputOf(Coin coin) => Proven(
        new WalletInputFields
        {
            Txid = Convert.FromHexString(coin.Outpoint.Txid), Vout = coin.Outpoint.Vout, Sequence = Sequence, Sat = coin.Sat, Kind = WalletInputKind.Foreign,
            Script = coin.Script,
        },
        _thief.Bytes.GetValueOrDefault(coin.Outpoint.Txid, []));

    /// <summary>With the transaction that the output comes from.</summary>
    private static WalletInputFields Proven(WalletInputFields input, byte[] previous)
    {
        input.Previous = previous;
        return input;
    }

    private SignWalletInputs WalletRequest(Transaction transaction, List<WalletOutputFields> outputs, IEnumerable<Coin> inputs) => new()
    {
        Purpose = WalletPurpose.Withdrawal,
        Version = transaction.Version,
        Locktime = transaction.Locktime,
        Inputs = [.. inputs.Select(InputOf)],
        Outputs = [.. outputs],
    };

    /// <summary>
    /// The same transaction can be asked for in many ways: as it is, one input of the holder at a time while the others are called somebody else's, with amounts that are not
    /// those of the chain, and twice with different ones.
    /// </summary>
    private void SignInputs(SignWalletInputs request, Dice dice)
    {
        if (!dice.Evil(40))
        {
            Asks(request.Encode());
            return;
        }

        int way = dice.Below(5);
        int[] ours = [.. Enumerable.Range(0, request.Inputs.Length).Where(i => request.Inputs[i].Kind != WalletInputKind.Foreign)];
        if (way == 0)
        {
            foreach (int own in ours)
            {
                Asks(With(request, (i, input) => i == own || request.Inputs[i].Kind == WalletInputKind.Foreign ? input : AsForeign(input)).Encode());
            }
        }
        else if (way == 1)
        {
            foreach (int own in ours)
            {
                Asks(With(request, (i, input) => i == own ? input : WithSat(input, Math.Min(input.Sat, 2_000))).Encode());
            }
        }
        else if (way == 2)
        {
            // What the owner is asked about is small; what is signed afterwards is not.
            _owner.Wants(1);
            Asks(With(request, (i, input) => WithSat(input, input.Sat / 50)).Encode());
            _owner.Wants(0);
            Asks(request.Encode());
        }
        else if (way == 3)
        {
            Asks(With(request, (_, input) => WithSat(input, input.Sat + 50_000_000)).Encode());
            Asks(request.Encode());
        }
        else
        {
            // Proofs are left out, of all inputs or of those that are called somebody else's.
            bool isBare = dice.Chance(50);
            foreach (int own in ours)
            {
                Asks(With(request, (i, input) => i == own && !isBare ? input : Proven(i == own ? WithSat(input, input.Sat) : AsForeign(input), [])).Encode());
            }
        }
    }

    private static SignWalletInputs With(SignWalletInputs request, Func<int, WalletInputFields, WalletInputFields> change) => new()
    {
        Purpose = request.Purpose,
        Version = request.Version,
        Locktime = request.Locktime,
        Inputs = [.. request.Inputs.Select((input, i) => change(i, input))],
        Outputs = request.Outputs,
    };

    private static WalletInputFields WithSat(WalletInputFields input, ulong sat) => Proven(
        new WalletInputFields
        {
            Txid = input.Txid, Vout = input.Vout, Sequence = input.Sequence, Sat = sat, Kind = input.Kind, KeyIndex = input.KeyIndex, Script = input.Script,
            Peer = input.Peer, Dbid = input.Dbid, CommitmentPoint = input.CommitmentPoint, DelayBlocks = input.DelayBlocks,
        },
        sat == input.Sat ? input.Previous : []);

    private WalletInputFields AsForeign(WalletInputFields input)
    {
        WalletInputFields foreign = WithSat(input, input.Sat);
        foreign.Script = _thief.Find(new Outpoint(input.Txid, input.Vout))?.Script ?? Thief.Script;
        foreign.Kind = WalletInputKind.Foreign;
        return foreign;
    }

    /// <summary>A payment out of the wallet: with the owner's wish or without, alone or with strangers.</summary>
    private void Spend(Dice dice)
    {
        Coin[] own = OwnCoins(dice, 1 + dice.Below(4));
        Coin[] foreign = dice.Evil(45) ? StrangersCoins(dice) : [];
        if (own.Length == 0)
        {
            return;
        }

        ulong total = Sum(own);
        ulong fee = dice.Evil(15) ? dice.Pick(30_000ul, 12_000ul, 400_000ul) : 700;
        ulong paid = dice.Pick(50_000ul, total / 2, total - 40_000, 12_000ul, 40_000ul, 0ul);
        List<WalletOutputFields> outputs = [];
        AddChange(outputs, Less(total, paid + fee), dice);
        AddThiefs(outputs, paid + Sum(foreign));
        Transaction transaction = Transaction([.. own, .. foreign], outputs, (uint)dice.Below(4));
        _thief.Offer(transaction, "a payment");
        _owner.Wants(dice.Chance(25) ? 1 : 0);
        SignWalletInputs request = WalletRequest(transaction, outputs, [.. own, .. foreign]);
        SignInputs(request, dice);
        _owner.Wants(0);
        if (dice.Chance(25))
        {
            _device.Wait(120_000);
            Asks(request.Encode());
        }

        if (dice.Chance(30))
        {
            ConfirmNewest();
        }
    }

    /// <summary>An honest owner sleeps, fees are high, and a commitment must confirm, the holder's or the peer's: no button may be needed.</summary>
    private void Bump(Dice dice)
    {
        MoneyChannel? channel = AnyChannel(dice, each => each.HasAnchors && each.IsLocked && each.Current.Held.Count > 0 && _thief.Unspent.ContainsKey(each.Current.Outpoint));
        Coin[] own = [.. OwnCoins().Where(coin => coin.Sat > 200_000)];
        if (channel is null || own.Length == 0)
        {
            return;
        }

        bool isPeers = dice.Chance(30);
        if (!isPeers && !Asks(new SignHolderCommitment { ChannelId = channel.Id, FundingPrefix = channel.Current.Prefix, Number = channel.RevokedCount }.Encode()))
        {
            return;
        }

        Candidate? close = isPeers ? _thief.All.LastOrDefault(each => each.Origin.StartsWith(nameof(SignCounterpartyCommitment), StringComparison.Ordinal)
            && each.Transaction.Inputs[0].Spends == channel.Current.Outpoint) : _thief.Newest;
        if (close is null || close.Transaction.Inputs[0].Spends != channel.Current.Outpoint)
        {
            return;
        }

        byte[] anchor = Holdfast.SignatureLedger.Scripts.WitnessScript(Holdfast.SignatureLedger.Scripts.Anchor(channel.Ours.FundingPoint));
        int vout = Array.FindIndex(close.Transaction.Outputs, output => output.Script.AsSpan().SequenceEqual(anchor));
        if (vout < 0)
        {
            return;
        }

        Coin coin = dice.Pick<Coin>(own);
        ulong fee = 20 * ((4 * (ulong)_thief.Bytes[close.Id].Length) + 224 + 386 + 230); // 20 satoshi for each weight unit of both transactions
        List<WalletOutputFields> outputs = [];
        AddChange(outputs, coin.Sat + 330 - fee, dice);
        SignWalletInputs request = new()
        {
            Purpose = WalletPurpose.AnchorSpend,
            Version = 2,
            Inputs =
            [
                Proven(
                    new WalletInputFields
                    {
                        Txid = Convert.FromHexString(close.Id), Vout = (uint)vout, Sequence = Sequence, Sat = 330, Kind = WalletInputKind.HolderAnchor,
                        Peer = channel.Peer, Dbid = channel.Dbid,
                    },
                    _thief.Bytes[close.Id]),
                InputOf(coin),
            ],
            Outputs = [.. outputs],
        };
        Reply reply = Ask(request.Encode());
        if (reply.Status != ReplyStatus.Ok)
        {
            throw new ViolationException(
                ViolationKind.Liveness, (isPeers ? "the peer's" : "the holder's") + " commitment cannot be brought to confirm while the owner sleeps: " + reply.Tag);
        }
    }
}
