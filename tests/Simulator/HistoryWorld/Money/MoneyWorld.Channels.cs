using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;
using Holdfast.Secrets;
using Holdfast.SignatureLedger;
using OwnScripts = Holdfast.SignatureLedger.Scripts;

namespace Holdfast.HistoryWorld.Money;

/// <content>The life of channels, and what can be wrong with each of its steps.</content>
internal sealed partial class MoneyWorld
{
    private const uint Feerate = 253;

    private MoneyChannel NewChannel(byte[] peer, ulong dbid, bool isOutbound, ChannelType type)
    {
        ChannelSecrets secrets = _keys.Channel(peer, dbid);
        BasepointFields basepoints = new()
        {
            Revocation = _curve.PublicKey(secrets.Revocation),
            Payment = _curve.PublicKey(secrets.Payment),
            Htlc = _curve.PublicKey(secrets.Htlc),
            Delayed = _curve.PublicKey(secrets.Delayed),
        };
        return new MoneyChannel(peer, dbid, isOutbound, type)
        {
            Secrets = secrets,
            Ours = new ChannelSide(basepoints, _curve.PublicKey(secrets.Funding), 354, MoneyChannel.DelayBlocks),
            PeerSigner = PeerKeys(dbid, 0),
        };
    }

    private SoftwareSigner PeerKeys(ulong dbid, int opening) => new(_curve, Sha256.Hash([.. "peer"u8, (byte)dbid, (byte)opening]));

    private MoneyChannel FreshChannel(Dice dice, bool isOutbound)
    {
        ulong dbid = _nextDbid++;
        byte[] peer = _curve.PublicKey(Sha256.Hash([.. "node"u8, (byte)(dbid % 3)]));
        return NewChannel(peer, dbid, isOutbound, dice.Pick(ChannelType.AnchorsZeroFeeHtlc, ChannelType.AnchorsZeroFeeHtlc, ChannelType.StaticRemoteKey));
    }

    /// <summary>A content in which the opener pays the fee from its side.</summary>
    private static CommitmentFields Content(
        MoneyChannel channel, MoneyFunding funding, ulong number, ulong oursSat, ulong peersSat, Htlc[] htlcs, uint feerate = Feerate)
    {
        ulong fee = Fees.CommitmentSat(channel.Type, feerate, htlcs.Count(htlc => !htlc.IsTrimmed)) + (channel.HasAnchors ? 2 * Fees.AnchorSat : 0);
        ulong ours = channel.IsOutbound ? Less(oursSat, fee) : oursSat;
        ulong peers = channel.IsOutbound ? peersSat : Less(peersSat, fee);
        if (channel.IsOutbound && oursSat < fee)
        {
            peers = Less(peers, fee - oursSat);
        }
        else if (!channel.IsOutbound && peersSat < fee)
        {
            ours = Less(ours, fee - peersSat);
        }

        _ = funding;
        return new CommitmentFields
        {
            Number = number,
            Point = new byte[33],
            FeeratePerKw = feerate,
            ToHolderSat = ours < 354 ? 0 : ours,
            ToCounterpartySat = peers < 354 ? 0 : peers,
            Htlcs = htlcs,
        };
    }

    private static ulong Less(ulong sat, ulong by) => sat > by ? sat - by : 0;

    private bool SignForPeer(MoneyChannel channel, MoneyFunding funding, CommitmentFields content) =>
        Asks(ForPeer(channel, funding, content).Encode());

    private static SignCounterpartyCommitment ForPeer(MoneyChannel channel, MoneyFunding funding, CommitmentFields content) => new()
    {
        ChannelId = channel.Id,
        FundingPrefix = funding.Prefix,
        Commitment = content.With(changed => changed.Point = funding.PeerSigner.PerCommitmentPoint(content.Number)),
    };

    private bool Hold(MoneyChannel channel, MoneyFunding funding, CommitmentFields content)
    {
        Asks(new GetPerCommitmentPoint { Peer = channel.Peer, Dbid = channel.Dbid, Number = content.Number }.Encode());
        SignedCommitment signed;
        try
        {
            funding.PeerSigner.Setup(funding.PeerTerms);
            signed = funding.PeerSigner.SignCounterparty(content.Mirrored().With(changed => changed.Point = OurPoint(channel, content.Number)));
        }
        catch (Holdfast.Bytes.MalformedException)
        {
            return false; // no such transaction
        }

        return Asks(new ValidateHolderCommitment
        {
            ChannelId = channel.Id,
            FundingPrefix = funding.Prefix,
            Commitment = content,
            Signature = signed.Signature,
            HtlcSignatures = signed.HtlcSignatures,
        }.Encode());
    }

    private MoneyChannel? AnyChannel(Dice dice, Func<MoneyChannel, bool>? where = null)
    {
        MoneyChannel[] fitting = [.. _channels.Where(channel => channel.Current is not null && !channel.IsForgotten && (where is null || where(channel)))];
        return fitting.Length == 0 ? null : dice.Pick<MoneyChannel>(fitting);
    }

    /// <summary>What each side has in the newest content, payments aside; the fee is the opener's.</summary>
    private static (ulong Ours, ulong Peers) Balances(MoneyChannel channel, MoneyFunding funding)
    {
        CommitmentFields content = (funding.Held.Count > 0 ? funding.Held : funding.ForPeer).Last().Value;
        ulong inFlight = content.Htlcs.Aggregate(0ul, (sum, htlc) => sum + (htlc.AmountMsat / 1000));
        ulong fee = funding.ValueSat - content.ToHolderSat - content.ToCounterpartySat - inFlight;
        return channel.IsOutbound ? (content.ToHolderSat + fee, content.ToCounterpartySat) : (content.ToHolderSat, content.ToCounterpartySat + fee);
    }

    /// <summary>The next commitments of both sides, with payments that come, go or end, and revocations.</summary>
    private void Update(Dice dice)
    {
        if (AnyChannel(dice, each => each.Current.Held.Count > 0 || each.Current.ForPeer.Count > 0) is { } channel)
        {
            Update(channel, dice);
        }
    }

    private void Update(MoneyChannel channel, Dice dice)
    {
        ulong number = channel.NextNumber;
        MoneyFunding[] live = [.. channel.Fundings.Where(funding => funding == channel.Current || funding.ForPeer.ContainsKey(Less(number, 1)))];
        (ulong ours, ulong peers) = Balances(channel, channel.Current);
        ulong settled = channel.Current.Held.Count == 0 ? 0
            : channel.Current.Held.Last().Value.Htlcs.Where(htlc => htlc.IsOfferedByPeer).Aggregate(0ul, (sum, htlc) => sum + (htlc.AmountMsat / 1000));
        ulong returned = channel.Current.Held.Count == 0 ? 0
            : channel.Current.Held.Last().Value.Htlcs.Where(htlc => !htlc.IsOfferedByPeer).Aggregate(0ul, (sum, htlc) => sum + (htlc.AmountMsat / 1000));
        ours += settled;
        peers += returned;
        List<Htlc> htlcs = [];
        uint feerate = dice.Evil(25) ? dice.Pick(25_000u, 60_000u, 140_000u, 0u, uint.MaxValue) : Feerate;
        ulong amount = dice.Pick(16_500ul, 60_000ul, 150_000ul);
        if (dice.Chance(60) && peers > amount + 20_000)
        {
            htlcs.Add(Htlc(dice, amount, isOfferedByPeer: true, isTrimmed: dice.Evil(25)));
            peers -= amount;
        }

        if (dice.Chance(30) && ours > amount + 20_000)
        {
            htlcs.Add(Htlc(dice, amount, isOfferedByPeer: false, isTrimmed: false));
            ours -= amount;
        }

        bool skipsRevocation = dice.Evil(10);
        for (int i = 0; i < live.Length; i++)
        {
            CommitmentFields content = Content(channel, live[i], number, ours + Less(live[i].ValueSat, channel.Current.ValueSat), peers, [.. htlcs]);
            SignForPeer(channel, live[i], content.With(changed => changed.FeeratePerKw = feerate));
        }

        if (!skipsRevocation && number > 0)
        {
            byte[] secret = channel.Current.PeerSigner.Revoke(number - 1).Secret;
            Asks(new ValidateRevocation { ChannelId = channel.Id, Number = number - 1, Secret = secret }.Encode());
        }

        ulong mine = channel.RevokedCount + 1;
        for (int i = 0; i < live.Length; i++)
        {
            CommitmentFields content = Content(channel, live[i], mine, ours + Less(live[i].ValueSat, channel.Current.ValueSat), peers, [.. htlcs]);
            Hold(channel, live[i], content.With(changed => changed.FeeratePerKw = feerate));
        }

        Asks(new RevokeHolderCommitment { ChannelId = channel.Id, Number = mine - 1 }.Encode());
    }

    private static Htlc Htlc(Dice dice, ulong sat, bool isOfferedByPeer, bool isTrimmed) => new()
    {
        IsOfferedByPeer = isOfferedByPeer, IsTrimmed = isTrimmed, AmountMsat = sat * 1000, PaymentHash = Sha256.Hash([(byte)dice.Below(256)]), Expiry = 800_000,
    };

    /// <summary>A mutual close, to wherever.</summary>
    private void Close(Dice dice)
    {
        MoneyChannel? channel = AnyChannel(dice, each => each.Current.Held.Count > 0);
        if (channel is null)
        {
            return;
        }

        if (dice.Evil(40) && !channel.HasThiefsScript)
        {
            // One that was opened for this.
            channel = FreshChannel(dice, isOutbound: false);
            if (!OpenFrom(channel, 600_000, 900_000, Thief.Script, dice.Chance(50) ? 7u : null))
            {
                return;
            }
        }

        bool toThief = channel.HasThiefsScript || dice.Evil(30);
        SignClose(channel, toThief ? Thief.Script : WalletScript(WalletInputKind.P2tr, 7), !toThief || dice.Evil(20) ? 7u : null, dice.Pick(0xffffffffu, 0xfffffffdu));
        if (dice.Chance(40))
        {
            ConfirmNewest();
        }
    }

    private bool SignClose(MoneyChannel channel, byte[] script, uint? keyIndex, uint sequence)
    {
        MoneyFunding funding = channel.Current;
        (ulong ours, ulong peers) = Balances(channel, funding);
        const ulong fee = 400;
        return Asks(new SignMutualClose
        {
            ChannelId = channel.Id,
            FundingPrefix = funding.Prefix,
            ToHolderSat = channel.IsOutbound ? Less(ours, fee) : ours,
            ToCounterpartySat = channel.IsOutbound ? peers : Less(peers, fee),
            HolderScript = script,
            CounterpartyScript = Thief.Script,
            Locktime = 0,
            Sequence = sequence,
            HasHolderKeyIndex = keyIndex is not null,
            HolderKeyIndex = keyIndex ?? 0,
        }.Encode());
    }

    private void Forget(Dice dice)
    {
        if (AnyChannel(dice) is { } channel && Asks(new ForgetChannel { ChannelId = channel.Id }.Encode()))
        {
            channel.IsForgotten = true; // what it had is settled by what is on the chain; only altered requests still name it
        }
    }

    private void LockAny(Dice dice)
    {
        if (AnyChannel(dice) is { } channel)
        {
            Lock(channel, dice.Pick<MoneyFunding>(channel.Fundings));
        }
    }

    private void ConfirmAny(Dice dice)
    {
        if (AnyChannel(dice, each => each.Fundings.Exists(funding => funding.Transaction is not null)) is { } channel)
        {
            MoneyFunding funding = dice.Pick<MoneyFunding>([.. channel.Fundings.Where(each => each.Transaction is not null)]);
            Confirm(funding.Transaction);
        }
    }

    private void ConfirmNewest() => Confirm(_thief.Newest);
}
