using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;

namespace Holdfast.HistoryWorld;

/// <summary>
/// The independent model. It knows nothing of the device's inside: it sees requests and the replies that came out, and checks after each
/// one what must be true of them together, whatever happened in between (reboots, cuts, replays, other hosts). Where a reply was lost it
/// assumes what is kinder to the device: that it did what it was asked.
/// </summary>
internal sealed class Ledger(Secp256k1 curve)
{
    private readonly Dictionary<string, LedgerChannel> _channels = [];

    /// <summary>Signatures and secrets that came out.</summary>
    public long Releases { get; private set; }

    /// <summary>The device's public part in each channel, by channel id.</summary>
    public Dictionary<string, ChannelSide> Sides { get; } = [];

    public LedgerChannel? Find(byte[] channelId) => _channels.GetValueOrDefault(Convert.ToHexString(channelId));

    /// <summary>A request without a reply: what it showed to the device may have been taken.</summary>
    public void NothingCameOut(byte[] request) => Apply(request, null);

    public void Observe(byte[] request, Reply reply)
    {
        if (reply.Status == ReplyStatus.Ok)
        {
            Apply(request, new ByteReader(reply.Body));
        }
    }

    /// <summary>The same request twice in a row has one answer, unless power went in between.</summary>
    public void RequireSameAnswer(byte[] request, byte[] reply, byte[]? again)
    {
        Reply first = Reply.Decode(reply);
        if (again is null || (MessageId)request[0] == MessageId.ForgetChannel)
        {
            return;
        }

        Reply second = Reply.Decode(again);
        if (first.Status != second.Status || (first.Status == ReplyStatus.Ok && !Check.Same(first.Body, second.Body)))
        {
            throw new ViolationException(ViolationKind.Answer, (MessageId)request[0] + " twice in a row: " + first.Status + ", then " + second.Status);
        }
    }

    private void Apply(byte[] request, ByteReader? reply)
    {
        ByteReader body = new(request);
        MessageId id = (MessageId)body.U8();
        try
        {
            switch (id)
            {
                case MessageId.SetupChannel:
                    Apply(SetupChannel.Decode(body));
                    break;
                case MessageId.GetPerCommitmentPoint when reply is not null:
                    Apply(GetPerCommitmentPoint.Decode(body), GetPerCommitmentPointReply.Decode(reply));
                    break;
                case MessageId.SignCounterpartyCommitment when reply is not null:
                    Apply(SignCounterpartyCommitment.Decode(body), SignCounterpartyCommitmentReply.Decode(reply));
                    break;
                case MessageId.ValidateHolderCommitment:
                    Apply(ValidateHolderCommitment.Decode(body), reply is not null);
                    break;
                case MessageId.RevokeHolderCommitment when reply is not null:
                    Apply(RevokeHolderCommitment.Decode(body), RevokeHolderCommitmentReply.Decode(reply));
                    break;
                case MessageId.RevokeHolderCommitment:
                    RevokeHolderCommitment unheard = RevokeHolderCommitment.Decode(body);
                    Find(unheard.ChannelId)?.OurSecretsPerhapsOut.Add(unheard.Number);
                    break;
                case MessageId.ValidateRevocation:
                    ValidateRevocation revocation = ValidateRevocation.Decode(body);
                    Find(revocation.ChannelId)?.PeerSecretsShown.Add(revocation.Number);
                    break;
                case MessageId.SignHolderCommitment when reply is not null:
                    Apply(SignHolderCommitment.Decode(body));
                    break;
                case MessageId.SignMutualClose when reply is not null:
                    Find(SignMutualClose.Decode(body).ChannelId)!.CloseCameOut = true;
                    Releases++;
                    break;
                case MessageId.LockOutpoint:
                    Apply(LockOutpoint.Decode(body));
                    break;
                case MessageId.PrepareCounterpartyCommitment when reply is not null:
                    PrepareCounterpartyCommitmentReply.Decode(reply);
                    break;
            }
        }
        catch (MalformedException) when (reply is null)
        {
            // A damaged request that nobody answered; the device cannot have read it either.
        }
    }

    private void Apply(SetupChannel request)
    {
        byte[] channelId = DeviceSigner.ChannelIdOf(request.Peer, request.Dbid);
        string key = Convert.ToHexString(channelId);
        if (!_channels.TryGetValue(key, out LedgerChannel? channel))
        {
            channel = new LedgerChannel { Peer = request.Peer, Dbid = request.Dbid };
            _channels[key] = channel;
        }

        if (!Sides.TryGetValue(key, out ChannelSide? holder))
        {
            return; // a channel that nobody in this world has the keys for
        }

        ChannelTerms terms = TermsOf(request, holder);
        if (!channel.Fundings.TryGetValue(terms.FundingPrefix, out LedgerFunding? funding))
        {
            // An opening of the holder that starts over: nothing of the first one was signed by the holder's wallet, so it never confirms.
            foreach (LedgerFunding old in channel.Fundings.Values)
            {
                old.IsDead |= channel.IsAtStart && request.IsOutbound;
            }

            channel.Fundings[terms.FundingPrefix] = funding = new LedgerFunding();
        }

        funding.Terms.Add(terms);
    }

    private static ChannelTerms TermsOf(SetupChannel request, ChannelSide holder) => new()
    {
        Type = (ChannelType)request.ChannelType,
        Peer = request.Peer,
        Dbid = request.Dbid,
        IsOpener = request.IsOutbound,
        FundingTxid = request.FundingTxid,
        FundingVout = request.FundingVout,
        ValueSat = request.ValueSat,
        PushMsat = request.Push,
        FeeratePerKw = 0,
        Holder = holder with { DelayBlocks = request.HolderDelayBlocks },
        Counterparty = new ChannelSide(request.CounterpartyBasepoints, request.CounterpartyFundingPoint, 0, request.CounterpartyDelayBlocks),
    };

    private void Apply(GetPerCommitmentPoint request, GetPerCommitmentPointReply reply)
    {
        if (Find(DeviceSigner.ChannelIdOf(request.Peer, request.Dbid)) is { } channel)
        {
            Remember(channel, request.Number, reply.Point);
        }
    }

    private static void Remember(LedgerChannel channel, ulong number, byte[] point)
    {
        if (channel.OurPoints.TryGetValue(number, out byte[]? known) && !Check.Same(known, point))
        {
            throw new ViolationException(ViolationKind.Answer, "two per-commitment points for number " + number);
        }

        channel.OurPoints[number] = point;
    }

    private void Apply(SignCounterpartyCommitment request, SignCounterpartyCommitmentReply reply)
    {
        Releases++;
        LedgerChannel channel = Find(request.ChannelId)!;
        LedgerFunding funding = channel.Fundings[request.FundingPrefix];
        CommitmentFields content = request.Commitment;
        if (!funding.SignedForPeer.TryGetValue(content.Number, out Dictionary<string, CommitmentFields>? contents))
        {
            funding.SignedForPeer[content.Number] = contents = [];
        }

        string identity = IdentityOf(funding, content);
        if (!contents.ContainsKey(identity))
        {
            SignedCommitment signed = new(reply.Signature, reply.HtlcSignatures, []);
            if (!IsSigned(funding, content, ofHolder: false, signed))
            {
                throw new ViolationException(ViolationKind.Answer, "a signature that does not verify, for number " + content.Number);
            }

            contents[identity] = content;
        }

        if (contents.Count > 1)
        {
            throw new ViolationException(
                ViolationKind.Loss, "two contents of commitment " + content.Number + " are signed, paying the holder " +
                string.Join(" and ", contents.Values.Select(each => each.ToHolderSat)) + " sat");
        }

        if (content.Number >= 2 && !channel.PeerSecretsShown.Contains(content.Number - 2))
        {
            throw new ViolationException(ViolationKind.Loss, "commitment " + content.Number + " is signed while " + (content.Number - 2) + " is not revoked");
        }

        RequireNoLoss(channel, funding);
    }

    private void Apply(ValidateHolderCommitment request, bool isCertain)
    {
        if (Find(request.ChannelId) is not { } channel || !channel.Fundings.TryGetValue(request.FundingPrefix, out LedgerFunding? funding))
        {
            return;
        }

        if (!channel.OurPoints.TryGetValue(request.Commitment.Number, out byte[]? point))
        {
            point = new byte[33];
        }

        CommitmentFields content = request.Commitment.With(changed => changed.Point = point);
        bool isSigned = IsSigned(funding, content, ofHolder: true, new SignedCommitment(request.Signature, request.HtlcSignatures, []));
        if (isCertain && channel.OurSecretsOut.Contains(request.Commitment.Number))
        {
            throw new ViolationException(ViolationKind.Loss, "the holder's commitment " + request.Commitment.Number + " was accepted although its secret is out");
        }

        if (isCertain && !isSigned && channel.OurPoints.ContainsKey(request.Commitment.Number))
        {
            throw new ViolationException(ViolationKind.Loss, "the holder's commitment " + request.Commitment.Number + " was accepted without the peer's valid signatures");
        }

        if (isSigned)
        {
            funding.Held.Add(request.Commitment.Number);
        }
    }

    private bool IsSigned(LedgerFunding funding, CommitmentFields content, bool ofHolder, SignedCommitment signed)
    {
        foreach (ChannelTerms terms in funding.Terms)
        {
            try
            {
                if (CommitmentTransactions.IsSigned(curve, terms, content, ofHolder, signed))
                {
                    return true;
                }
            }
            catch (MalformedException)
            {
                // Under these terms there is no such transaction.
            }
        }

        return false;
    }

    private void Apply(RevokeHolderCommitment request, RevokeHolderCommitmentReply reply)
    {
        Releases++;
        LedgerChannel channel = Find(request.ChannelId)!;
        ulong number = request.Number;
        Remember(channel, number, curve.PublicKey(reply.Secret));
        Remember(channel, number + 2, reply.NextPoint);
        bool isNew = channel.OurSecretsOut.Add(number) && !channel.OurSecretsPerhapsOut.Contains(number);
        if (channel.OurCommitmentsSigned.Contains(number))
        {
            throw new ViolationException(ViolationKind.Loss, "the secret of " + number + " is out, and so is the holder's signature of that commitment");
        }

        if (isNew && channel.CloseCameOut)
        {
            throw new ViolationException(ViolationKind.Loss, "the secret of " + number + " came out after a mutual close was signed");
        }

        foreach (LedgerFunding funding in channel.Fundings.Values.Where(funding => !funding.IsDead && funding.Held.Count > 0))
        {
            if (funding.Held.Max() <= number)
            {
                throw new ViolationException(
                    ViolationKind.Loss, "the secret of " + number + " is out, and nothing newer of the holder is signed by the peer: all that the holder owns can be taken");
            }

            if (isNew && !funding.Held.Contains(number + 1))
            {
                throw new ViolationException(ViolationKind.Loss, "the secret of " + number + " is out without its successor");
            }
        }
    }

    private void Apply(SignHolderCommitment request)
    {
        Releases++;
        LedgerChannel channel = Find(request.ChannelId)!;
        channel.OurCommitmentsSigned.Add(request.Number);
        if (channel.OurSecretsOut.Contains(request.Number))
        {
            throw new ViolationException(ViolationKind.Loss, "the holder's revoked commitment " + request.Number + " is signed");
        }
    }

    private void Apply(LockOutpoint request)
    {
        if (Find(request.ChannelId) is { } channel)
        {
            foreach (LedgerFunding funding in channel.Fundings.Values)
            {
                funding.IsDead |= !Check.Same(funding.Terms[0].FundingTxid, request.Txid);
            }
        }
    }

    /// <summary>
    /// The least that any publishable state leaves the holder, against the least of the states that were agreed on: the first content of each number
    /// that is not revoked. Money in flight counts for nothing on both sides.
    /// </summary>
    private static void RequireNoLoss(LedgerChannel channel, LedgerFunding funding)
    {
        ulong agreed = ulong.MaxValue;
        ulong publishable = ulong.MaxValue;
        foreach ((ulong number, Dictionary<string, CommitmentFields> contents) in funding.SignedForPeer)
        {
            if (!channel.PeerSecretsShown.Contains(number))
            {
                agreed = Math.Min(agreed, contents.Values.First().ToHolderSat);
                publishable = Math.Min(publishable, contents.Values.Min(content => content.ToHolderSat));
            }
        }

        if (publishable < agreed)
        {
            throw new ViolationException(ViolationKind.Loss, (agreed - publishable) + " sat can be taken by publishing a state the device did not mean");
        }
    }

    /// <summary>Everything of a content that decides the transactions behind its signatures.</summary>
    private static string IdentityOf(LedgerFunding funding, CommitmentFields content)
    {
        Htlc[] sorted = [.. content.Htlcs
            .OrderBy(htlc => htlc.IsOfferedByPeer).ThenBy(htlc => htlc.AmountMsat).ThenBy(htlc => htlc.Expiry)
            .ThenBy(htlc => Convert.ToHexString(htlc.PaymentHash), StringComparer.Ordinal)];
        uint feerate = funding.Terms.TrueForAll(terms => terms.Type == ChannelType.AnchorsZeroFeeHtlc) || sorted.All(htlc => htlc.IsTrimmed) ? 0 : content.FeeratePerKw;
        return Convert.ToHexString(content.With(changed => { changed.Htlcs = sorted; changed.FeeratePerKw = feerate; }).Encode());
    }
}
