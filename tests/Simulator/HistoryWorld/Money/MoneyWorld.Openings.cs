using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;
using Holdfast.SignatureLedger;
using OwnScripts = Holdfast.SignatureLedger.Scripts;

namespace Holdfast.HistoryWorld.Money;

/// <content>How channels begin, begin again, and come back.</content>
internal sealed partial class MoneyWorld
{
    /// <summary>A channel that the holder opens: inputs, change, push, shutdown script, both first commitments, the funding transaction.</summary>
    private void Open(Dice dice)
    {
        MoneyChannel channel = FreshChannel(dice, isOutbound: true);
        Coin[] own = OwnCoins(dice, 1 + dice.Below(3));
        Coin[] foreign = dice.Evil(40) ? StrangersCoins(dice) : [];
        ulong ownSat = Sum(own);
        ulong fee = dice.Evil(10) ? dice.Pick(12_000ul, 28_000ul) : 600ul;
        ulong valueSat = Math.Min(dice.Pick(500_000ul, 1_000_000ul, 3_000_000ul), ownSat > 50_000 ? ownSat - 50_000 : 0);
        if (valueSat < 100_000)
        {
            return;
        }

        bool hasGenerousPast = dice.Evil(8);
        bool hasSignedSuccessor = dice.Evil(8);
        ulong pushSat = dice.Evil(20) || hasGenerousPast ? valueSat - 5_000 : dice.Evil(10) ? valueSat / 10 : 0;
        ulong changeSat = ownSat - valueSat - fee;
        ulong stolenSat = dice.Evil(40) ? Math.Min(changeSat, dice.Pick(changeSat, changeSat / 2, 60_000ul, 15_000ul)) : 0;
        List<WalletOutputFields> outputs = [Pays(valueSat, OwnScripts.WitnessScript(OwnScripts.Funding(channel.Ours.FundingPoint, channel.PeerSigner.FundingPoint)))];
        AddChange(outputs, changeSat - stolenSat, dice);
        AddThiefs(outputs, stolenSat + Sum(foreign));
        Transaction transaction = Transaction([.. own, .. foreign], outputs, 0);
        Candidate candidate = _thief.Offer(transaction, "a funding transaction");
        string txid = dice.Evil(50) ? transaction.Id(_ => []) : candidate.Id;
        if (!SetUp(channel, new Outpoint(txid, 0), valueSat, pushSat * 1000, dice))
        {
            return;
        }

        MoneyFunding funding = FundingAt(channel, new Outpoint(txid, 0));
        funding.Transaction = candidate;
        CommitmentFields first = Content(channel, funding, 0, valueSat - pushSat, pushSat, []);
        CommitmentFields firstForPeer = dice.Evil(15) ? Content(channel, funding, 0, 0, valueSat, []) : first;
        bool isLate = dice.Evil(25);
        if (!isLate)
        {
            SignForPeer(channel, funding, firstForPeer);
        }

        Hold(channel, funding, hasGenerousPast ? Content(channel, funding, 0, valueSat, 0, []) : first);
        if (hasGenerousPast)
        {
            // The peer's number 0 gives everything away and is never revoked; its number 1 gives nothing away.
            SignForPeer(channel, funding, Content(channel, funding, 1, valueSat, 0, []));
        }

        if (hasSignedSuccessor)
        {
            // The holder's number 1 gives everything away and is signed for the chain; then another number 1 takes its place.
            Hold(channel, funding, Content(channel, funding, 1, 5_000, valueSat - 5_000, []));
            Asks(new SignHolderCommitment { ChannelId = channel.Id, FundingPrefix = funding.Prefix, Number = 1 }.Encode());
            Hold(channel, funding, first.With(changed => changed.Number = 1));
        }

        funding.Request = WalletRequest(transaction, outputs, [.. own, .. foreign]);
        SignInputs(funding.Request, dice);
        if (isLate)
        {
            SignForPeer(channel, funding, firstForPeer);
        }

        if (dice.IsHonest || dice.Chance(70))
        {
            ConfirmAndLock(channel, funding, dice);
        }
    }

    /// <summary>A channel that the peer opens, with something for the holder in it or with money that the holder adds.</summary>
    private void Accept(Dice dice)
    {
        MoneyChannel channel = FreshChannel(dice, isOutbound: false);
        bool isDual = dice.Evil(40);
        Coin[] own = isDual ? OwnCoins(dice, 1) : [];
        Coin[] foreign = StrangersCoins().Where(coin => coin.Sat > 4_000_000 && coin.Script[0] == 0).Take(1).ToArray();
        if (foreign.Length == 0)
        {
            return;
        }

        ulong oursSat = isDual ? Math.Min(Sum(own) * 3 / 4, 1_500_000) : dice.IsHonest ? 400_000 : dice.Pick(0ul, 0ul, 400_000ul, 900_000ul);
        ulong valueSat = oursSat + dice.Pick(200_000ul, 1_000_000ul);
        List<WalletOutputFields> outputs =
        [
            Pays(valueSat, OwnScripts.WitnessScript(OwnScripts.Funding(channel.Ours.FundingPoint, channel.PeerSigner.FundingPoint))),
        ];
        ulong changeSat = isDual ? Sum(own) - oursSat - 600 : 0;
        ulong stolenSat = dice.Evil(20) ? Math.Min(changeSat, dice.Pick(changeSat, 60_000ul)) : 0;
        AddChange(outputs, changeSat - stolenSat, dice);
        AddThiefs(outputs, Sum(foreign) - (valueSat - (isDual ? oursSat : 0)) - 600 + stolenSat);
        Transaction transaction = Transaction([.. own, .. foreign], outputs, 0);
        Candidate candidate = _thief.Offer(transaction, "a funding transaction");
        string txid = dice.Evil(30) ? transaction.Id(_ => []) : candidate.Id;
        channel.ContributedSat = isDual ? (long)oursSat : 0;
        if (!SetUp(channel, new Outpoint(txid, 0), valueSat, oursSat * 1000, dice))
        {
            return;
        }

        MoneyFunding funding = FundingAt(channel, new Outpoint(txid, 0));
        funding.Transaction = candidate;
        CommitmentFields first = Content(channel, funding, 0, oursSat, valueSat - oursSat, []);
        CommitmentFields forPeer = dice.Evil(25) ? Content(channel, funding, 0, 0, valueSat, []) : first;
        bool isLate = dice.Evil(25);
        if (!isLate)
        {
            SignForPeer(channel, funding, forPeer);
        }

        Hold(channel, funding, first);
        if (isDual)
        {
            funding.Request = WalletRequest(transaction, outputs, [.. own, .. foreign]);
            SignInputs(funding.Request, dice);
        }

        if (isLate)
        {
            SignForPeer(channel, funding, forPeer);
        }

        if (dice.IsHonest || dice.Chance(60))
        {
            ConfirmAndLock(channel, funding, dice);
        }
    }

    private static MoneyFunding FundingAt(MoneyChannel channel, Outpoint outpoint) => channel.Fundings.Last(funding => funding.Outpoint == outpoint);

    private void ConfirmAndLock(MoneyChannel channel, MoneyFunding funding, Dice dice)
    {
        if (Confirm(funding.Transaction) && !dice.Evil(10))
        {
            Lock(channel, funding);
        }
    }

    private bool Lock(MoneyChannel channel, MoneyFunding funding) => Asks(new LockOutpoint
    {
        ChannelId = channel.Id, Txid = Convert.FromHexString(funding.Outpoint.Txid), Vout = (ushort)funding.Outpoint.Vout,
    }.Encode());

    private bool SetUp(MoneyChannel channel, Outpoint outpoint, ulong valueSat, ulong pushMsat, Dice dice)
    {
        (byte[] shutdown, uint? index) = dice.Evil(15) ? (Thief.Script, dice.Evil(50) ? 1u : null)
            : dice.Chance(20) ? (WalletScript(WalletInputKind.P2tr, 7), 7u)
            : (Array.Empty<byte>(), (uint?)null);
        return SetUp(channel, outpoint, valueSat, pushMsat, channel.PeerSigner.FundingPoint, shutdown, index);
    }

    private bool SetUp(MoneyChannel channel, Outpoint outpoint, ulong valueSat, ulong pushMsat, byte[] peersFundingPoint, byte[] shutdown, uint? index)
    {
        Asks(new NewChannel { Peer = channel.Peer, Dbid = channel.Dbid }.Encode());
        bool isNew = !_channels.Contains(channel);
        if (isNew)
        {
            _channels.Add(channel);
        }

        bool isOk = Asks(new SetupChannel
        {
            Peer = channel.Peer,
            Dbid = channel.Dbid,
            IsOutbound = channel.IsOutbound,
            ValueSat = valueSat,
            Push = pushMsat,
            FundingTxid = Convert.FromHexString(outpoint.Txid),
            FundingVout = (ushort)outpoint.Vout,
            HolderDelayBlocks = MoneyChannel.DelayBlocks,
            HolderShutdownScript = shutdown,
            HasHolderShutdownIndex = index is not null,
            HolderShutdownIndex = index ?? 0,
            CounterpartyBasepoints = channel.PeerSigner.Basepoints,
            CounterpartyFundingPoint = peersFundingPoint,
            CounterpartyDelayBlocks = MoneyChannel.DelayBlocks,
            CounterpartyShutdownScript = [],
            ChannelType = (byte)channel.Type,
        }.Encode());
        if (!isOk && isNew)
        {
            _channels.Remove(channel);
        }

        return isOk;
    }

    /// <summary>A channel that a stranger pays for, with something for the holder in it, confirmed and locked.</summary>
    private bool OpenFrom(MoneyChannel channel, ulong oursSat, ulong valueSat, byte[] shutdown, uint? index)
    {
        if (!Propose(channel, oursSat, valueSat, shutdown, index) || !Hold(channel, channel.Current, Content(channel, channel.Current, 0, oursSat, valueSat - oursSat, [])))
        {
            return false;
        }

        return Confirm(channel.Current.Transaction) && Lock(channel, channel.Current);
    }

    /// <summary>The same up to the peer's first commitment.</summary>
    private bool Propose(MoneyChannel channel, ulong oursSat, ulong valueSat, byte[] shutdown, uint? index)
    {
        Coin? coin = StrangersCoins().FirstOrDefault(each => each.Sat > valueSat + 600 && each.Script[0] == 0);
        if (coin is null)
        {
            return false;
        }

        List<WalletOutputFields> outputs =
        [
            Pays(valueSat, OwnScripts.WitnessScript(OwnScripts.Funding(channel.Ours.FundingPoint, channel.PeerSigner.FundingPoint))),
        ];
        AddThiefs(outputs, coin.Sat - valueSat - 600);
        Candidate candidate = _thief.Offer(Transaction([coin], outputs, 0), "a funding transaction");
        Outpoint outpoint = new(candidate.Id, 0);
        if (!SetUp(channel, outpoint, valueSat, oursSat * 1000, channel.PeerSigner.FundingPoint, shutdown, index))
        {
            return false;
        }

        MoneyFunding funding = FundingAt(channel, outpoint);
        funding.Transaction = candidate;
        channel.Current = funding;
        return SignForPeer(channel, funding, Content(channel, funding, 0, oursSat, valueSat - oursSat, []));
    }

    /// <summary>The opening of a channel that is not locked begins again, with other keys of the peer; the owner may be asked, and may agree.</summary>
    private void StartOver(Dice dice)
    {
        MoneyChannel? channel = AnyChannel(dice, each => !each.IsLocked);
        if (channel is null)
        {
            return;
        }

        SoftwareSigner oldPeer = channel.PeerSigner;
        channel.PeerSigner = PeerKeys(channel.Dbid, 1 + dice.Below(200));
        ulong oursSat = dice.Pick(0ul, 0ul, 100_000ul);
        Outpoint outpoint = new(Sha256.Hash([.. "again"u8, (byte)dice.Below(250)]), 0);
        SignWalletInputs? theft = null;
        if (dice.Evil(40))
        {
            // The txid that the owner is asked about is that of a transaction which takes from the wallet.
            Coin[] own = OwnCoins(dice, 1);
            List<WalletOutputFields> outputs = [];
            AddThiefs(outputs, Less(Sum(own), 1_000));
            Transaction transaction = Transaction(own, outputs, 0);
            _thief.Offer(transaction, "a payment");
            theft = WalletRequest(transaction, outputs, own);
            outpoint = new Outpoint(transaction.Id(_ => []), 0);
        }

        _givingUp = channel;
        _owner.Wants(dice.Chance(60) ? 1 : 0);
        bool isOk = SetUp(channel, outpoint, 1_000_000, oursSat * 1000, channel.PeerSigner.FundingPoint, [], null);
        _owner.Wants(0);
        if (theft is not null)
        {
            Asks(theft.Encode());
        }

        if (!isOk)
        {
            channel.PeerSigner = oldPeer;
            return;
        }

        MoneyFunding funding = FundingAt(channel, outpoint);
        channel.Current = funding;
        channel.NextNumber = 0;
        CommitmentFields first = Content(channel, funding, 0, oursSat, 1_000_000 - oursSat, []);
        SignForPeer(channel, funding, first);
        if (!Hold(channel, funding, first))
        {
            string refusal = _lastRefusal;
            _device.Reboot();
            if (Hold(channel, funding, first))
            {
                throw new ViolationException(ViolationKind.Liveness, "what was refused is taken after a reboot: " + refusal);
            }
        }
    }

    /// <summary>
    /// A funding that was left behind is set up again, under the keys of now, and given a better content. Its first one, signed long ago, is still out.
    /// </summary>
    private void ComeBack(Dice dice)
    {
        MoneyChannel? channel = AnyChannel(dice, each => each.Fundings.Count > 1 && each.Fundings.Exists(funding => funding.Transaction is not null));
        if (channel is null || dice.Chance(60))
        {
            channel = FreshChannel(dice, isOutbound: false);
            if (!Propose(channel, 0, 900_000, [], null) || !GoElsewhere(channel, dice))
            {
                return;
            }
        }

        MoneyFunding[] others = [.. channel.Fundings.Where(each => each != channel.Current && each.Transaction is not null)];
        if (others.Length == 0)
        {
            return;
        }

        MoneyFunding old = dice.Pick<MoneyFunding>(others);
        if (!SetUp(channel, old.Outpoint, old.ValueSat, 0, dice.Chance(80) ? old.PeerTerms.Holder.FundingPoint : channel.PeerSigner.FundingPoint, [], null))
        {
            return;
        }

        // From now on two keys of the peer are known for it: the old one for the output, the new ones for the commitments.
        MoneyFunding funding = FundingAt(channel, old.Outpoint);
        funding.Transaction = old.Transaction;
        ulong oursSat = old.ValueSat * 4 / 5;
        CommitmentFields content = Content(channel, funding, Less(channel.NextNumber, 1), oursSat, old.ValueSat - oursSat, []);
        SignForPeer(channel, funding, content);
        HoldWithKeyOf(channel, funding, old, content.With(changed => changed.Number = channel.RevokedCount));
        if (Confirm(funding.Transaction))
        {
            Lock(channel, funding);
        }
    }

    /// <summary>The opening starts over at another outpoint with other keys, and the channel goes on there for a while.</summary>
    private bool GoElsewhere(MoneyChannel channel, Dice dice)
    {
        channel.PeerSigner = PeerKeys(channel.Dbid, 201 + dice.Below(20));
        Outpoint outpoint = new(Sha256.Hash([.. "elsewhere"u8, (byte)dice.Below(250)]), 0);
        if (!SetUp(channel, outpoint, 500_000, 0, channel.PeerSigner.FundingPoint, [], null))
        {
            return false;
        }

        MoneyFunding funding = FundingAt(channel, outpoint);
        channel.Current = funding;
        channel.NextNumber = 0;
        SignForPeer(channel, funding, Content(channel, funding, 0, 0, 500_000, []));
        if (!Hold(channel, funding, Content(channel, funding, 0, 0, 500_000, [])))
        {
            _device.Reboot();
            Hold(channel, funding, Content(channel, funding, 0, 0, 500_000, []));
        }

        if (dice.Chance(80))
        {
            SignForPeer(channel, funding, Content(channel, funding, 1, 0, 500_000, [], 300));
            Asks(new ValidateRevocation { ChannelId = channel.Id, Number = 0, Secret = funding.PeerSigner.Revoke(0).Secret }.Encode());
        }

        return true;
    }

    /// <summary>Holds a commitment for an output whose 2-of-2 has another opening's key of the peer.</summary>
    private void HoldWithKeyOf(MoneyChannel channel, MoneyFunding funding, MoneyFunding old, CommitmentFields content)
    {
        if (Holdfast.Bytes.Check.Same(funding.PeerTerms.Holder.FundingPoint, funding.PeerSigner.FundingPoint))
        {
            Hold(channel, funding, content);
            return;
        }

        // The commitment needs the keys of now for its outputs and the old funding key for its input: the peer signs what it finds.
        CommitmentTransaction transaction = CommitmentTransactions.Build(
            _curve, funding.PeerTerms, content.Mirrored().With(changed => changed.Point = OurPoint(channel, content.Number)), ofHolder: false);
        byte[] signature = _curve.Sign(transaction.Sighash(), old.PeerSigner.FundingPoint[1..]);
        Asks(new ValidateHolderCommitment
        {
            ChannelId = channel.Id,
            FundingPrefix = funding.Prefix,
            Commitment = content,
            Signature = signature,
            HtlcSignatures = [],
        }.Encode());
    }
}
