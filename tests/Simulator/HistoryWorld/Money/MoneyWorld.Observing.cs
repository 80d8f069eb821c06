using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;
using Holdfast.SignatureLedger;
using Digest = System.Security.Cryptography.SHA256;
using OwnScripts = Holdfast.SignatureLedger.Scripts;

namespace Holdfast.HistoryWorld.Money;

/// <content>What an answer means: which outputs are whose from now on, and what both sides agreed to.</content>
internal sealed partial class MoneyWorld
{
    private readonly Dictionary<string, List<Meaning>> _oursByCommitment = [];
    private readonly HashSet<string> _revealedPoints = [];
    private readonly Dictionary<string, ChannelCoin> _channelCoins = [];

    /// <summary>Everything that is needed to ask for the sweep of an output of a commitment.</summary>
    private sealed record ChannelCoin(MoneyChannel Channel, ulong Number, byte[] Point, byte[] WitnessScript, ChannelCoinKind Kind, uint Expiry)
    {
        /// <summary>A payment of ours that comes back after its expiry.</summary>
        public bool IsRefund { get; init; }
    }

    private enum ChannelCoinKind
    {
        Delayed, PeersDelayed, ToRemote, PeersHtlc, OurHtlc,
    }

    private void Observe(MessageId id, byte[] request, Reply reply)
    {
        ByteReader body = new(request, 1, request.Length - 1);
        switch (id)
        {
            case MessageId.SetupChannel:
                Observe(SetupChannel.Decode(body));
                break;
            case MessageId.SignCounterpartyCommitment:
                Observe(SignCounterpartyCommitment.Decode(body));
                break;
            case MessageId.PrepareCounterpartyCommitment when PrepareCounterpartyCommitmentReply.Decode(new ByteReader(reply.Body)).IsReleased:
                Prepared(SignCounterpartyCommitment.Decode(body));
                break;
            case MessageId.SignPreparedCommitment:
                Observe(Prepared(SignPreparedCommitment.Decode(body)));
                break;
            case MessageId.ValidateHolderCommitment:
                Observe(ValidateHolderCommitment.Decode(body));
                break;
            case MessageId.RevokeHolderCommitment:
                Revoked(RevokeHolderCommitment.Decode(body));
                break;
            case MessageId.ValidateRevocation:
                Observe(ValidateRevocation.Decode(body));
                break;
            case MessageId.LockOutpoint:
                Locked(LockOutpoint.Decode(body));
                break;
            case MessageId.SignMutualClose:
                MoneyChannel closing = Find(SignMutualClose.Decode(body).ChannelId);
                closing.IsClosing = true;
                closing.IsMutualCloseSigned = true;
                break;
            case MessageId.SignSplice:
                Require(!Find(SignSplice.Decode(body).ChannelId).IsMutualCloseSigned, "a splice is signed after a mutual close of the channel");
                break;
            case MessageId.SignHolderHtlc:
                SignHolderHtlc htlc = SignHolderHtlc.Decode(body);
                Believe(Find(htlc.ChannelId), htlc.Number);
                Require(Find(htlc.ChannelId).Fundings.Exists(funding => funding.Held.ContainsKey(htlc.Number)),
                    "a payment is signed on commitment " + htlc.Number + " of ours, which the device never took");
                break;
            case MessageId.SignHolderCommitment:
                SignHolderCommitment close = SignHolderCommitment.Decode(body);
                Find(close.ChannelId).IsClosing = true;
                Believe(Find(close.ChannelId), close.Number);
                break;
        }
    }

    private static void Require(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            throw new ViolationException(ViolationKind.Order, otherwise);
        }
    }

    private void Observe(SetupChannel request)
    {
        Outpoint outpoint = new(request.FundingTxid, request.FundingVout);
        byte[] id = DeviceSigner.ChannelIdOf(request.Peer, request.Dbid);
        MoneyChannel? channel = _channels.LastOrDefault(each => Check.Same(each.Id, id));
        if (channel is null)
        {
            channel = NewChannel(request.Peer, request.Dbid, request.IsOutbound, (ChannelType)request.ChannelType);
            _channels.Add(channel);
        }

        ChannelSide peer = new(request.CounterpartyBasepoints, request.CounterpartyFundingPoint, 354, request.HolderDelayBlocks);
        MoneyFunding? known = channel.Fundings.LastOrDefault(each => each.Outpoint == outpoint);
        if (known is not null && known.ValueSat == request.ValueSat && Check.Same(known.PeerTerms.Holder.FundingPoint, peer.FundingPoint)
            && Check.Same(known.PeerTerms.Holder.Basepoints.Payment, peer.Basepoints.Payment))
        {
            return;
        }

        MoneyFunding funding = new()
        {
            Outpoint = outpoint,
            ValueSat = request.ValueSat,
            PeerSigner = channel.PeerSigner,
            PeerTerms = new ChannelTerms
            {
                Type = channel.Type,
                Peer = _keys.NodeId,
                Dbid = request.Dbid,
                IsOpener = !request.IsOutbound,
                FundingTxid = request.FundingTxid,
                FundingVout = request.FundingVout,
                ValueSat = request.ValueSat,
                PushMsat = request.Push,
                FeeratePerKw = 253,
                Holder = peer,
                Counterparty = channel.Ours with { DelayBlocks = request.CounterpartyDelayBlocks },
            },
        };
        channel.Fundings.Add(funding);
        channel.Current ??= funding;
        channel.HasThiefsScript |= Check.Same(request.HolderShutdownScript, Thief.Script);
        byte[] script = OwnScripts.Funding(channel.Ours.FundingPoint, request.CounterpartyFundingPoint);
        _scripts.Add(OwnScripts.WitnessScript(script), new Meaning
        {
            Name = "funding",
            Kind = CoinKind.WitnessScript,
            ScriptCode = script,
            OwnerKeys = [Convert.ToHexString(channel.Ours.FundingPoint)],
            Worth = (at, sat) => Exit(channel, at, sat),
        });
        AddAnchor(channel, OwnScripts.Anchor(channel.Ours.FundingPoint));
    }

    /// <summary>What the owner can get out of an unspent funding output by herself: a commitment of ours that the peer signed for exactly this output.</summary>
    private ulong Exit(MoneyChannel channel, Outpoint outpoint, ulong sat)
    {
        ulong best = 0;
        foreach (MoneyFunding funding in channel.Fundings.Where(each => each.Outpoint == outpoint && each.ValueSat == sat))
        {
            foreach ((ulong number, CommitmentFields content) in funding.Held)
            {
                if (!channel.OurSecretsOut.Contains(number))
                {
                    best = Math.Max(best, (ulong)Value(channel, funding, content));
                }
            }
        }

        // The device has no view of the chain: it was told that another funding is buried, and has given the secret of the last commitment here. Neither side can take
        // anything from here any more but by what both have signed, which is judged by itself; so the thief holds what the owner had as a hostage, and his own part with it
        // (RULES.md, "The chain"). What moves in the channel from then on moves here as well.
        MoneyFunding? left = channel.Fundings.Find(each => each.Outpoint == outpoint && each.ValueSat == sat && each.LeftBehind is not null);
        if (left is null || channel.Current.Outpoint == outpoint)
        {
            return best;
        }

        (ulong here, ulong locked) = left.LeftBehind!.Value;
        ulong now = Exit(channel, channel.Current.Outpoint, channel.Current.ValueSat);
        return Math.Max(best, now >= locked ? here + (now - locked) : Less(here, locked - now));
    }

    /// <summary>
    /// What a content gives the owner: its output, payments on their way to it, and when we opened the channel the fee that it pays, within the limit. Every second
    /// payment on its way out fails and comes back; the others count as made.
    /// </summary>
    private long Value(MoneyChannel channel, MoneyFunding funding, CommitmentFields content)
    {
        long value = (long)content.ToHolderSat;
        long left = (long)funding.ValueSat - (long)content.ToHolderSat - (long)content.ToCounterpartySat;
        foreach (Htlc htlc in content.Htlcs)
        {
            long sat = (long)(htlc.AmountMsat / 1000);
            left -= sat;
            value += htlc.IsOfferedByPeer || ComesBack(htlc) ? sat : 0;
        }

        long feeMax = ((long)_limits.FeeratePerKwMax * (1124 + (172 * content.Htlcs.Length)) / 1000) + 660;
        return channel.IsOutbound ? value + Math.Clamp(left, 0, feeMax) : value;
    }

    /// <summary>Nobody has the preimage of this payment.</summary>
    private bool ComesBack(Htlc htlc) => !_isWatching && htlc.PaymentHash[0] % 2 == 0;

    private void Observe(SignCounterpartyCommitment request)
    {
        MoneyChannel channel = Find(request.ChannelId);
        MoneyFunding? funding = FundingOf(channel, request.FundingPrefix);
        CommitmentFields content = request.Commitment;
        if (funding is null)
        {
            return;
        }

        funding.ForPeer[request.Commitment.Number] = content;
        channel.NextNumber = Math.Max(channel.NextNumber, request.Commitment.Number + 1);
        ChannelSide peer = funding.PeerTerms.Holder;
        byte[] point = content.Point;
        string pointHex = Convert.ToHexString(point);
        byte[] revocation = RevocationKey(channel.Ours.Basepoints.Revocation, point);
        byte[] toLocal = OwnScripts.ToLocal(revocation, funding.PeerTerms.Counterparty.DelayBlocks, Derived(peer.Basepoints.Delayed, point));
        AddCoin(toLocal, "peer's delayed output", [Convert.ToHexString(revocation)], (_, sat) => _revealedPoints.Contains(pointHex) ? sat : 0,
            new ChannelCoin(channel, request.Commitment.Number, point, toLocal, ChannelCoinKind.PeersDelayed, 0));
        AddToRemote(channel, request.Commitment.Number, point);
        foreach (Htlc htlc in content.Htlcs)
        {
            byte[] peersKey = Derived(peer.Basepoints.Htlc, point);
            byte[] ourKey = Derived(channel.Ours.Basepoints.Htlc, point);
            if (htlc.IsOfferedByPeer)
            {
                byte[] script = OwnScripts.HtlcOffered(revocation, peersKey, ourKey, htlc.PaymentHash, channel.HasAnchors);
                AddCoin(script, "payment on the peer's commitment", [Convert.ToHexString(ourKey)], (_, sat) => sat,
                    new ChannelCoin(channel, request.Commitment.Number, point, script, ChannelCoinKind.PeersHtlc, htlc.Expiry), htlc.Expiry);
            }
            else
            {
                byte[] script = OwnScripts.HtlcReceived(revocation, peersKey, ourKey, htlc.PaymentHash, htlc.Expiry, channel.HasAnchors);
                bool comesBack = ComesBack(htlc);
                AddCoin(script, "payment on the peer's commitment, ours", [Convert.ToHexString(comesBack ? ourKey : revocation)],
                    (_, sat) => comesBack || _revealedPoints.Contains(pointHex) ? sat : 0,
                    new ChannelCoin(channel, request.Commitment.Number, point, script, ChannelCoinKind.PeersHtlc, htlc.Expiry) { IsRefund = true }, 0, comesBack ? htlc.Expiry : 0);
            }
        }

        Agree(channel, funding, request.Commitment.Number, content, isHeld: false);
    }

    private Meaning AddCoin(
        byte[] script, string name, string[] keys, Func<Outpoint, ulong, ulong> worth, ChannelCoin coin, uint tooLateFrom = 0, uint notBefore = 0)
    {
        byte[] output = OwnScripts.WitnessScript(script);
        _channelCoins.TryAdd(Convert.ToHexString(output), coin);
        return _scripts.Add(output, new Meaning
        {
            Name = name, Kind = CoinKind.WitnessScript, ScriptCode = script, OwnerKeys = keys, Worth = worth, TooLateFrom = tooLateFrom, NotBefore = notBefore,
        });
    }

    private void Observe(ValidateHolderCommitment request)
    {
        MoneyChannel channel = Find(request.ChannelId);
        MoneyFunding? funding = FundingOf(channel, request.FundingPrefix);
        if (funding is null)
        {
            return;
        }

        byte[] point = OurPoint(channel, request.Commitment.Number);
        CommitmentFields content = request.Commitment.With(changed => changed.Point = point);
        funding.Held[request.Commitment.Number] = content;
        ChannelSide peer = funding.PeerTerms.Holder;
        byte[] revocation = RevocationKey(peer.Basepoints.Revocation, point);
        byte[] delayed = Derived(channel.Ours.Basepoints.Delayed, point);
        byte[] toLocal = OwnScripts.ToLocal(revocation, peer.DelayBlocks, delayed);
        List<Meaning> meanings = _oursByCommitment.TryGetValue(CommitmentName(channel, request.Commitment.Number), out List<Meaning>? known) ? known : [];
        _oursByCommitment[CommitmentName(channel, request.Commitment.Number)] = meanings;
        meanings.Add(AddCoin(toLocal, "our delayed output", [Convert.ToHexString(delayed)], (_, sat) => sat,
            new ChannelCoin(channel, request.Commitment.Number, point, toLocal, ChannelCoinKind.Delayed, 0)));
        byte[] ourKey = Derived(channel.Ours.Basepoints.Htlc, point);
        byte[] peersKey = Derived(peer.Basepoints.Htlc, point);
        foreach (Htlc htlc in content.Htlcs.Where(each => each.IsOfferedByPeer || ComesBack(each)))
        {
            byte[] script = htlc.IsOfferedByPeer
                ? OwnScripts.HtlcReceived(revocation, ourKey, peersKey, htlc.PaymentHash, htlc.Expiry, channel.HasAnchors)
                : OwnScripts.HtlcOffered(revocation, ourKey, peersKey, htlc.PaymentHash, channel.HasAnchors);
            meanings.Add(AddCoin(script, "payment on our commitment", [Convert.ToHexString(ourKey)], (_, sat) => sat,
                new ChannelCoin(channel, request.Commitment.Number, point, script, ChannelCoinKind.OurHtlc, htlc.Expiry) { IsRefund = !htlc.IsOfferedByPeer },
                0, htlc.IsOfferedByPeer ? 0 : htlc.Expiry));
        }

        if (channel.OurSecretsOut.Contains(request.Commitment.Number))
        {
            GiveAway(meanings);
        }

        Agree(channel, funding, request.Commitment.Number, content, isHeld: true);
    }

    private void Observe(ValidateRevocation request)
    {
        MoneyChannel channel = Find(request.ChannelId);
        _revealedPoints.Add(Convert.ToHexString(_curve.PublicKey(request.Secret)));
        foreach (MoneyFunding funding in channel.Fundings.Where(each => each.ForPeer.ContainsKey(request.Number + 1) && each.AgreedSat is not null))
        {
            Reckon(channel, funding, request.Number + 1, isHeld: false);
        }
    }

    private static string CommitmentName(MoneyChannel channel, ulong number) => Convert.ToHexString(channel.Id) + number;

    private void Revoked(RevokeHolderCommitment request)
    {
        MoneyChannel channel = Find(request.ChannelId);
        Believe(channel, request.Number + 1);
        channel.OurSecretsOut.Add(request.Number);
        if (_oursByCommitment.TryGetValue(CommitmentName(channel, request.Number), out List<Meaning>? meanings))
        {
            GiveAway(meanings);
        }
    }

    /// <summary>The secret is out: the peer's revocation key takes them.</summary>
    private static void GiveAway(List<Meaning> meanings)
    {
        foreach (Meaning meaning in meanings)
        {
            meaning.OwnerKeys = [];
            meaning.Worth = (_, _) => 0;
        }
    }

    private void Locked(LockOutpoint request)
    {
        MoneyChannel channel = Find(request.ChannelId);
        MoneyFunding? funding = channel.Fundings.LastOrDefault(each => each.Outpoint == new Outpoint(request.Txid, request.Vout));
        if (funding is null)
        {
            return;
        }

        // What a stranger put into a channel of the owner's is hers from here on: both sides have said so, and it is on the chain.
        if (!_isWatching && !channel.IsOutbound && !channel.IsLocked && _thief.Unspent.ContainsKey(funding.Outpoint) && funding.ForPeer.Count > 0 && funding.Held.Count > 0)
        {
            long gained = Least(channel, funding);
            funding.AgreedSat = gained;
            _agreedSat += Math.Max(0, gained - channel.ContributedSat);
        }

        if (channel.IsLocked && channel.Current != funding && !_thief.Unspent.ContainsKey(funding.Outpoint))
        {
            LeaveBehind(channel, funding);
        }

        channel.IsLocked = true;
        channel.Current = funding;
    }

    /// <summary>A splice is locked that is not on the chain: what the owner has in the fundings that both sides have commitments for becomes a hostage.</summary>
    private void LeaveBehind(MoneyChannel channel, MoneyFunding locked)
    {
        ulong lockedSat = Exit(channel, locked.Outpoint, locked.ValueSat);
        foreach (MoneyFunding other in channel.Fundings.Where(each => each != locked && each.ForPeer.Count > 0))
        {
            ulong here = Exit(channel, other.Outpoint, other.ValueSat);
            other.LeftBehind = here > 0 ? (here, lockedSat) : null;
        }
    }

    /// <summary>
    /// An update of a channel moves what the owner has: the device does not know payments yet, so what it lets pass under a new number counts as paid. The first
    /// content of a funding moves nothing: nobody pays in an opening or a splice.
    /// </summary>
    private void Agree(MoneyChannel channel, MoneyFunding funding, ulong number, CommitmentFields content, bool isHeld)
    {
        RequireNoBurning(channel, funding, content, isHeld);
        if (!_isJudging && (funding.AgreedSat is null || number == 0 || (isHeld ? funding.Held : funding.ForPeer).Count == 1))
        {
            funding.AgreedSat = Math.Max(funding.AgreedSat ?? 0, Value(channel, funding, content));
            return;
        }

        Reckon(channel, funding, number, isHeld);
    }

    /// <summary>What the owner has in the worst state of this description of the funding that may still be published; the largest number when there is none.</summary>
    private long Least(MoneyChannel channel, MoneyFunding funding) => Math.Min(
        funding.ForPeer.Values.Where(content => !_revealedPoints.Contains(Convert.ToHexString(content.Point)))
            .Select(content => Value(channel, funding, content)).DefaultIfEmpty(long.MaxValue).Min(),
        funding.Held.Where(each => !channel.OurSecretsOut.Contains(each.Key))
            .Select(each => Value(channel, funding, each.Value)).DefaultIfEmpty(long.MaxValue).Min());

    /// <summary>How that moved. Each side counts its numbers by itself: an update may be on one side and not yet on the other.</summary>
    private void Reckon(MoneyChannel channel, MoneyFunding funding, ulong number, bool isHeld)
    {
        long now = Least(channel, funding);
        if (now == long.MaxValue)
        {
            return;
        }

        if (_isJudging)
        {
            Follow(channel, funding, number, isHeld, now);
            return;
        }

        long moved = now - funding.AgreedSat!.Value;
        funding.AgreedSat = now;
        bool isLocked = channel.IsLocked && channel.Current == funding;
        if (!isLocked && !_thief.Unspent.ContainsKey(funding.Outpoint) && !(funding.Transaction is { } creates && _thief.CanPublish(creates)))
        {
            return; // nobody pays with money that is not there: whatever was promised, the owner still has everything
        }

        if (_isWatching)
        {
            // Numbers of the two sides go apart here, and only the first funding is on the chain.
            _agreedSat += funding == channel.Fundings[0] && (moved < 0 || channel.IsCounted) ? moved : 0;
        }
        else if (moved < 0)
        {
            long counted = channel.PaidByNumber.GetValueOrDefault((isHeld, number));
            if (-moved > counted)
            {
                channel.PaidByNumber[(isHeld, number)] = -moved;
                _agreedSat -= -moved - counted;
            }
        }
        else if (funding == channel.Current && channel.IsLocked && _thief.Unspent.ContainsKey(funding.Outpoint))
        {
            _agreedSat += moved;
        }
    }

    private byte[] OurPoint(MoneyChannel channel, ulong number) => _curve.PublicKey(Shachain.CommitmentSecret(channel.Secrets.ShaSeed, number));

    /// <summary>BOLT 3: a basepoint moved by the hash of the per-commitment point and itself.</summary>
    private byte[] Derived(byte[] basepoint, byte[] point) => _curve.AddTweak(basepoint, Digest.HashData([.. point, .. basepoint]));

    /// <summary>BOLT 3, revocationpubkey.</summary>
    private byte[] RevocationKey(byte[] basepoint, byte[] point) => _curve.AddPoints(
        _curve.Multiply(basepoint, Digest.HashData([.. basepoint, .. point])), _curve.Multiply(point, Digest.HashData([.. point, .. basepoint])));
}
