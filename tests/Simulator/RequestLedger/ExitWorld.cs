using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Channels.Facts;
using Holdfast.Lightning;
using Holdfast.Payments;
using Holdfast.Policy;
using Holdfast.Protocol;
using Holdfast.Requests;
using Holdfast.Secrets;
using Holdfast.Unit.Channels;
using Holdfast.Unit.Desktop.Requests;
using Holdfast.Unit.Requests;

namespace Holdfast.RequestLedger;

/// <summary>What a walk goes through: one channel with some fundings, and every request that changes it.</summary>
/// <param name="IsOutbound">The holder opened it.</param>
/// <param name="Fundings">Outpoints that may be set up. With two, every request is a step of its own; with more, both sides' commitments of a number are one.</param>
/// <param name="First">The number of the commitments that the walk begins with; the one after it is the last.</param>
/// <param name="Live">How many of the fundings are there from the beginning, the first of them locked; 0: nothing is set up.</param>
/// <param name="IsOpening">What is there from the beginning is not locked yet: the funding transaction of an opening, signed.</param>
/// <param name="IsFull">Every other slot holds a channel in use, and other openings want one.</param>
/// <param name="IsFollowed">The device follows payments, and the second number has one: the owner's, which she has approved, or the opener's.</param>
internal sealed record ExitScope(bool IsOutbound, int Fundings = 2, ulong First = 0, int Live = 0, bool IsOpening = false, bool IsFull = false, bool IsFollowed = false);

/// <summary>Some requests, or the holder's signature on a funding transaction.</summary>
internal sealed record ExitStep(string Name, byte[][] Messages, int BoundFunding = 0, byte LockedFunding = 0)
{
    public bool IsRevocation => Is(MessageId.RevokeHolderCommitment);

    public bool IsSetup => Is(MessageId.SetupChannel);

    private bool Is(MessageId id) => Messages.Length > 0 && Messages[0][0] == (byte)id;
}

/// <summary>The handlers of one device over states that are put in and taken out.</summary>
internal sealed class ExitWorld
{
    private const int Slot = ChannelBook.FirstSlot;
    private const int PaymentsAreChecked = 19;

    private readonly TestPair _pair = new() { PushMsat = 0 };
    private readonly SignerContext _signer;
    private readonly HashSet<string> _taken = [];
    private readonly Dictionary<string, HtlcTable> _tables = [];
    private readonly ExitScope _scope;
    private readonly ForgottenChannels _forgotten;
    private byte[]? _payment;

    public ExitWorld(ExitScope scope)
    {
        _scope = scope;
        if (!scope.IsOutbound)
        {
            // The device under test is the acceptor; the opener gives it something.
            _pair.PushMsat = 300000000;
        }

        // Elsewhere the owner has switched the rules about payments off, with the button: what the tables add to the states would make those walks long.
        ulong[] limits = new Limits(false, 30).Copy();
        limits[PaymentsAreChecked - 1] = scope.IsFollowed ? 1ul : 0;
        _signer = TestSigner.Of(scope.IsOutbound ? (byte)0x11 : (byte)0x22, limits: new Limits(limits));
        if (scope.IsFollowed)
        {
            _signer.Approvals.Record(new Approval(HtlcTable.PrefixOf(_pair.Content(1).Htlcs[0].PaymentHash, 0), 2 * _pair.Content(1).Htlcs[0].AmountMsat, 0), false);
        }

        FillBook();
        _forgotten = _signer.Forgotten;
        Steps = [.. scope.Fundings > 2 ? WideSteps() : AllSteps(), .. scope.IsFull ? OthersSteps() : []];
        Start = scope.Live > 0 ? UsedStart() : null;
    }

    public bool IsOutbound => _scope.IsOutbound;

    public bool IsFull => _scope.IsFull;

    public IReadOnlyList<ExitStep> Steps { get; }

    /// <summary>Where the walk begins; null: the channel is not set up.</summary>
    public Channel? Start { get; }

    /// <summary>Tags of the rules that refused something, and codes of other answers.</summary>
    public HashSet<string> Refusals { get; } = [];

    /// <summary>This is the channel of the walk, not another one in its slot.</summary>
    public bool IsOurs(Channel channel) => Check.Same(channel.Id, _pair.ChannelId(IsOutbound));

    public static string Key(Channel? channel) => channel == null ? ""
        : Convert.ToHexString(ChannelCodec.EncodeTerms(channel)) + Convert.ToHexString(ChannelCodec.EncodeRecord(channel));

    /// <summary>The state after a step; the same when it is refused.</summary>
    public Channel? After(Channel? state, ExitStep step)
    {
        Put(state);
        Tried(() => Bind(step.BoundFunding));
        foreach (byte[] message in step.Messages)
        {
            Tried(() => Ask(message));
        }

        Channel? next = _signer.Channels.At(Slot)?.Copy();
        if (next?.PaymentsDigest != null && _signer.Payments.Tables.At(Slot) is HtlcTable table)
        {
            _tables[Convert.ToHexString(next.PaymentsDigest)] = table;
        }

        return next;
    }

    private void Tried(Action request)
    {
        Channel? before = _signer.Channels.At(Slot);
        try
        {
            request();
        }
        catch (Exception exception) when (exception is Refusal or RequestException or MalformedException)
        {
            Refusals.Add(exception is Refusal refusal ? refusal.Tag : exception is RequestException answer ? answer.Code.ToString() : "malformed");
            Assert.AreEqual(Key(before), Key(_signer.Channels.At(Slot)), "a refusal changes nothing");
        }
    }

    /// <summary>Takes every way out of a state, each from the state itself; how many there were.</summary>
    public int TakeExits(Channel state)
    {
        int exits = 0;
        foreach (Funding funding in state.Fundings)
        {
            Assert.IsTrue(!IsOutbound || !funding.IsBound || funding.HolderCurrent != null, "the holder's signature is out and there is no commitment of the holder");
            if (funding.HolderCurrent == null)
            {
                continue;
            }

            // A signature takes a millisecond: what the answer depends on is asked for once.
            exits++;
            if (!_taken.Add($"{state.IsForgotten} {state.IsFundingLocked} {state.IsCurrentSigned} {state.IsPendingSigned} {state.HolderRevokedCount} "
                + $"{state.Fundings.Length} {funding.Prefix} {funding.IsRetired} {funding.IsBound} {Convert.ToHexString(funding.HolderCurrent.Sighash)}"))
            {
                continue;
            }

            // No way out needs the host's table of payments.
            Put(state);
            _signer.Payments.Tables.Set(Slot, null!, state.PaymentsDigest != null, state.IsClosing || state.IsForgotten);
            HolderKeys keys = _signer.KeysOf(state);
            SignHolderCommitment close = _pair.Close(IsOutbound, (byte)funding.Prefix, state.HolderRevokedCount);
            byte[] signature = SignHolderCommitmentReply.Decode(new ByteReader(Ask(close.Encode()))).Signature;
            Assert.IsTrue(_signer.Curve.Verify(funding.HolderCurrent.Sighash, signature, keys.FundingKey));

            CommitmentKeys delayed = keys.OfHolder(state.HolderRevokedCount, state.Terms.CounterpartyBasepoints, false);
            SweepFields sweep = TestSweep.Of(
                Scripts.ToLocal(delayed.Revocation, state.Terms.HolderDelayBlocks, delayed.BroadcasterDelayed), (uint)state.Terms.HolderDelayBlocks);
            SignDelayedSweep home = new() { ChannelId = state.Id, Number = state.HolderRevokedCount, Transaction = sweep };
            sweep.Outputs[0].Script = Scripts.PayToWitnessKey(_signer.Curve.PublicKey(_signer.Tree.WalletSecret(3)));
            Ask(home.Encode());
        }

        return exits;
    }

    // What was computed with another peer's keys goes, as it does when a request brings other keys.
    private void Put(Channel? state)
    {
        byte[]? payment = state?.Terms.CounterpartyBasepoints.Payment;
        if (payment != null && !Check.Same(payment, _payment!))
        {
            _signer.KeyRing.Forget(state!.Id, Slot);
            _payment = payment;
        }

        _signer.Forgotten = _forgotten;
        Set(Slot, state?.Copy());
        if (_scope.IsFollowed)
        {
            // As if the host had shown the table after a start.
            HtlcTable? table = state?.PaymentsDigest == null ? null : _tables[Convert.ToHexString(state.PaymentsDigest)];
            _signer.Payments.Tables.Set(Slot, table!, false, state != null && (state.IsClosing || state.IsForgotten));
        }
    }

    private IEnumerable<ExitStep> AllSteps()
    {
        for (byte funding = 1; funding <= 2; funding++)
        {
            foreach (ExitStep step in FundingSteps(funding))
            {
                yield return step;
            }

            for (ulong number = _scope.First; number <= _scope.First + 1; number++)
            {
                yield return new ExitStep($"sign {funding}/{number}", [Sign(funding, number)]);
                yield return new ExitStep($"validate {funding}/{number}", [Validate(funding, number)]);
                yield return new ExitStep($"close {funding}/{number}", [_pair.Close(IsOutbound, funding, number).Encode()]);
            }
        }

        SetupChannel away = _pair.Setup(IsOutbound, 3);
        away.CounterpartyBasepoints = new BasepointFields
        {
            Revocation = away.CounterpartyBasepoints.Revocation,
            Payment = away.CounterpartyFundingPoint,
            Htlc = away.CounterpartyBasepoints.Htlc,
            Delayed = away.CounterpartyBasepoints.Delayed,
        };
        yield return new ExitStep("start over at 3", [away.Encode()]);
        yield return new ExitStep("mutual close", [MutualClose()]);
        foreach (ExitStep step in CommonSteps())
        {
            yield return step;
        }
    }

    private IEnumerable<ExitStep> WideSteps()
    {
        for (byte funding = 1; funding <= _scope.Fundings; funding++)
        {
            foreach (ExitStep step in FundingSteps(funding))
            {
                yield return step;
            }

            if (funding > Channel.FundingsMax)
            {
                break; // it is only there to have no room
            }

            for (ulong number = _scope.First; number <= _scope.First + 1; number++)
            {
                yield return new ExitStep($"commit {funding}/{number}", [Sign(funding, number), Validate(funding, number)]);
            }
        }

        yield return new ExitStep("close", [_pair.Close(IsOutbound, 1, _scope.First).Encode()]);
        foreach (ExitStep step in CommonSteps())
        {
            yield return step;
        }
    }

    private IEnumerable<ExitStep> FundingSteps(byte funding)
    {
        yield return new ExitStep($"set up {funding}", [_pair.Setup(IsOutbound, funding).Encode()]);
        if (funding > Channel.FundingsMax)
        {
            yield break;
        }

        yield return new ExitStep($"lock {funding}", [_pair.Lock(IsOutbound, funding).Encode()], LockedFunding: funding);
        yield return new ExitStep($"bind {funding}", [], funding);
    }

    private IEnumerable<ExitStep> CommonSteps()
    {
        yield return new ExitStep("revoke", [_pair.Revoke(IsOutbound, _scope.First).Encode()]);
        for (ulong number = Less(_scope.First, 1); number <= _scope.First; number++)
        {
            yield return new ExitStep($"revocation {number}", [Revocation(number)]);
        }

        yield return new ExitStep("forget", [new ForgetChannel { ChannelId = _pair.ChannelId(IsOutbound) }.Encode()]);
    }

    // Openings that want a slot when there is none: with a gift and without, by the holder and by another peer.
    private IEnumerable<ExitStep> OthersSteps()
    {
        for (ulong i = 0; i < 4; i++)
        {
            SetupChannel other = _pair.Setup(i / 2 == 0, 7);
            other.Peer = _pair.Setup(IsOutbound, 1).Peer;
            other.Dbid = 99;
            other.Push = 1000 * (i % 2);
            yield return new ExitStep($"another channel {i}", [other.Encode()]);
        }
    }

    // Nothing of them is ever asked for: channels in use, which never go.
    private void FillBook()
    {
        for (int slot = ChannelBook.FirstSlot; _scope.IsFull && slot < _signer.Channels.SlotCount; slot++)
        {
            SetupChannel setup = _pair.Setup(IsOutbound, 200);
            setup.Dbid = 200 + (ulong)slot;
            setup.FundingVout = (ushort)slot;
            if (slot != Slot)
            {
                Set(Slot, null);
                Ask(setup.Encode());
                Channel used = _signer.Channels.At(Slot).Copy();
                used.IsFundingLocked = true;
                used.HolderRevokedCount = 5;
                used.Fundings[0].HolderCurrent = new HeldCommitment(new byte[32], 1000, false);
                Set(slot, used);
            }
        }

        Set(Slot, null);
    }

    private void Set(int slot, Channel? channel)
    {
        if (channel == null)
        {
            _signer.Channels.Clear(slot);
        }
        else
        {
            Sample.Put(_signer.Channels, slot, channel);
        }
    }

    // A channel that is in use: number First is its newest on both sides, on every funding that is there, and the only one that is not revoked.
    private Channel UsedStart()
    {
        After(null, new ExitStep("", [_pair.Setup(IsOutbound, 1).Encode()]));
        Channel channel = _signer.Channels.At(Slot).Copy();
        for (ulong number = 0; number + 1 < _scope.First; number++)
        {
            channel.Revocations = channel.Revocations.With(number, Shachain.CommitmentSecret(PeerSecrets().ShaSeed, number));
        }

        if (_scope.First > 0)
        {
            channel.SignedCount = _scope.First;
            channel.CounterpartyRevokedCount = _scope.First - 1;
            channel.HolderRevokedCount = _scope.First;
            channel.PointDigest = _signer.PointDigest(PeerPoint(_scope.First - 1));
        }

        byte[][] commit = [Sign(1, _scope.First), Validate(1, _scope.First)];
        Channel? state = After(channel, new ExitStep("", _scope.First == 0 ? commit : [.. commit, Revocation(_scope.First - 1)]));
        state = After(state, _scope.IsOpening ? new ExitStep("", [], 1) : new ExitStep("", [_pair.Lock(IsOutbound, 1).Encode()]));
        for (byte funding = 2; funding <= _scope.Live; funding++)
        {
            // As if it had been set up long ago, when there was room.
            Channel more = state!.Copy();
            new FundingAdded(new Funding(TestPair.Txid(funding), 0, TestPair.ValueSat, _pair.Setup(IsOutbound, funding).CounterpartyFundingPoint)).ApplyTo(more);
            state = After(more, new ExitStep("", [Sign(funding, _scope.First), Validate(funding, _scope.First)], funding));
            state = After(state, new ExitStep("", [], funding));
        }

        Assert.AreEqual(_scope.Live, state!.Fundings.Length);
        Assert.IsTrue(state.IsFundingLocked != _scope.IsOpening && state.Fundings.All(funding => funding.IsBound && funding.HolderCurrent != null));
        return state;
    }

    private byte[] Revocation(ulong number) =>
        _pair.Revocation(IsOutbound, number, Shachain.CommitmentSecret(PeerSecrets().ShaSeed, number)).Encode();

    private static ulong Less(ulong number, ulong by) => number > by ? number - by : 0;

    private byte[] MutualClose()
    {
        SignMutualClose close = TestClose.Of(_pair, IsOutbound);
        close.ToHolderSat = IsOutbound ? TestPair.ValueSat - 500 : close.ToHolderSat;
        close.ToCounterpartySat = IsOutbound ? 0 : close.ToCounterpartySat;
        close.HolderScript = Scripts.PayToWitnessKey(_signer.Curve.PublicKey(_signer.Tree.WalletSecret(3)));
        return close.Encode();
    }

    private ChannelSecrets PeerSecrets() =>
        new TestKeys(IsOutbound ? (byte)0x22 : (byte)0x11).Tree.Channel(IsOutbound ? _pair.OurNode : _pair.TheirNode, _pair.Dbid);

    private byte[] PeerPoint(ulong number) => _signer.Curve.PublicKey(Shachain.CommitmentSecret(PeerSecrets().ShaSeed, number));

    private byte[] Sign(byte funding, ulong number)
    {
        SignCounterpartyCommitment sign = new()
        {
            ChannelId = _pair.ChannelId(IsOutbound), FundingPrefix = TestPair.Prefix(funding), Commitment = Content(number, PeerPoint(number)),
        };
        return sign.Encode();
    }

    private CommitmentFields Content(ulong number, byte[] point)
    {
        TestContent content = ContentOf(number);
        return new CommitmentFields
        {
            Number = number,
            Point = point,
            FeeratePerKw = content.FeeratePerKw,
            ToHolderSat = IsOutbound ? content.OurSat : content.TheirSat,
            ToCounterpartySat = IsOutbound ? content.TheirSat : content.OurSat,
            Htlcs = content.SeenBy(IsOutbound),
        };
    }

    private TestContent ContentOf(ulong number) => _pair.Content(_scope.IsFollowed && number > _scope.First ? 1 : 0);

    // The peer's signature is made here, over the transaction that a channel with this funding gives.
    private byte[] Validate(byte funding, ulong number)
    {
        Channel? state = _signer.Channels.At(Slot)?.Copy();
        After(null, new ExitStep("", [_pair.Setup(IsOutbound, funding).Encode()]));
        Channel channel = _signer.Channels.At(Slot);
        HolderKeys keys = _signer.KeysOf(channel);
        byte[] point = keys.CommitmentPoint(number);
        CommitmentTransaction commitment = Rebuild.HolderCommitment(channel, channel.Fundings[0], keys, Content(number, point));
        byte[] htlcSecret = KeyDerivation.Secret(_signer.Curve, PeerSecrets().Htlc, _signer.Curve.PublicKey(PeerSecrets().Htlc), point);
        SignCounterpartyCommitmentReply signed = new()
        {
            Signature = _signer.Curve.Sign(commitment.Sighash(), PeerSecrets().Funding),
            HtlcSignatures = [.. Enumerable.Range(0, commitment.HtlcCount).Select(i => _signer.Curve.Sign(commitment.HtlcSighash(i, true), htlcSecret))],
        };
        Put(state);
        return _pair.Validate(IsOutbound, funding, number, ContentOf(number), signed).Encode();
    }

    // What SignWalletInputs and SignSplice require and record when the holder's signature on the funding transaction leaves.
    private void Bind(int name)
    {
        Channel? channel = name == 0 ? null : _signer.Channels.At(Slot);
        int index = channel == null ? -1 : channel.IndexOfPrefix(TestPair.Prefix((byte)name));
        if (index >= 0 && !channel!.IsForgotten && !channel.Fundings[index].IsRetired)
        {
            ChannelGoesOn.Require(channel);
            FundingIsCountersigned.Require(channel, channel.Fundings[index]);
            _signer.Record(Slot, new FundingBound(index, null!));
        }
    }

    private byte[] Ask(byte[] message)
    {
        _signer.Owner.Begin(message, message.Length);
        ByteReader body = new(message, 1, message.Length - 1);
        return (MessageId)message[0] switch
        {
            MessageId.SetupChannel => SetupChannelHandler.Handle(body, _signer),
            MessageId.LockOutpoint => LockOutpointHandler.Handle(body, _signer),
            MessageId.SignCounterpartyCommitment => SignCounterpartyCommitmentHandler.Handle(body, _signer),
            MessageId.ValidateHolderCommitment => ValidateHolderCommitmentHandler.Handle(body, _signer),
            MessageId.SignHolderCommitment => SignHolderCommitmentHandler.Handle(body, _signer),
            MessageId.SignMutualClose => SignMutualCloseHandler.Handle(body, _signer),
            MessageId.RevokeHolderCommitment => RevokeHolderCommitmentHandler.Handle(body, _signer),
            MessageId.ValidateRevocation => ValidateRevocationHandler.Handle(body, _signer),
            MessageId.SignDelayedSweep => SignDelayedSweepHandler.Handle(body, _signer),
            _ => ForgetChannelHandler.Handle(body, _signer),
        };
    }
}
