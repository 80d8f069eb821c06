using Holdfast.Bytes;
using Holdfast.DeviceLink;
using Holdfast.Protocol;
using Holdfast.SimulatedSigner;

namespace Holdfast.HostUnit.DeviceLink;

/// <summary>
/// The real firmware and the real client with somebody between them (PROTOCOL.md, "Veil" and "Seal"). He can always cut the cable, so a test lets go of it in the
/// end: then the host has the device's own answers, the device has done what the host asked, once, and nobody else got anything.
/// </summary>
[TestClass]
public sealed class ManInTheMiddleTests : IDisposable
{
    private static readonly byte[] s_hostHalf = [.. Enumerable.Range(40, 32).Select(i => (byte)i)];
    private static readonly byte[] s_secret = [.. Enumerable.Range(90, 32).Select(i => (byte)i)];

    private readonly SimulatedDevice _device = new(new SimulatedStorage(), new SimulatedDeviceSettings { EntropySeed = 3, HasManualClock = true });
    private readonly ManInTheMiddle _middle;
    private readonly SignerClient _client;

    public ManInTheMiddleTests()
    {
        _middle = new ManInTheMiddle(_device);
        _client = NewClient(_middle);
        _client.Ask(new Provision { Kind = SecretKind.Raw, Network = Network.Regtest, Secret = [.. s_secret], HostHalf = [.. s_hostHalf] });
        NodeKeys = _client.Ask(new NodeKeys());
    }

    private NodeKeysReply NodeKeys { get; }

    public void Dispose() => _client.Dispose();

    /// <summary>On a device that gave keys to whoever had a recording of Unlock, this took one Hello.</summary>
    [TestMethod]
    public void NoRecordedUnlockOpensASessionOfHisOwn()
    {
        byte[] recorded = _middle.LastRequest(MessageId.Unlock).Bytes;
        byte[] hello = new Hello { ProtocolVersion = ProtocolLimits.Version, HostNonce = new byte[16] }.Encode();
        uint number = 0x80000000;
        foreach (bool isRebooted in new[] { false, true })
        {
            if (isRebooted)
            {
                _device.Reboot();
            }

            _middle.Ask(++number, hello);
            Failed(ErrorCode.NoSession, _middle.Ask(++number, recorded));

            // With the nonce of the present offer, which he can see, in place of the recorded one.
            byte[] nonce = Offer(_middle.Ask(++number, hello)).DeviceNonce;
            Failed(ErrorCode.WrongHostHalf, _middle.Ask(++number, [recorded[0], .. nonce, .. recorded.AsSpan(17)]));

            // As version 1 had it.
            Assert.AreNotEqual(ReplyStatus.Ok, Reply.Decode(_middle.Ask(++number, new Unlock { HostHalf = s_hostHalf }.Encode())).Status);
            Failed(ErrorCode.Locked, _middle.Ask(++number, new NodeKeys().Encode()));
        }

        StillServed();
    }

    [TestMethod]
    public void NeitherHalfNorSeedCrossesTheLine()
    {
        byte[] all = [.. _middle.Requests.Concat(_middle.Replies).SelectMany(message => message.Bytes)];
        Assert.IsTrue(all.Length > 500);
        foreach (byte[] hidden in new[] { s_hostHalf, s_secret })
        {
            for (int i = 0; i + 6 <= hidden.Length; i++)
            {
                Assert.AreEqual(-1, all.AsSpan().IndexOf(hidden.AsSpan(i, 6)), "six bytes of a secret in clear");
            }
        }
    }

    /// <summary>Two questions of one length and one kind: without a seal on replies the host took either answer for either question.</summary>
    [TestMethod]
    public void SwappedAnswersAreNotTaken()
    {
        byte[] peer = NodeKeys.NodeId;
        _client.Ask(new NewChannel { Peer = peer, Dbid = 1 });
        _client.Ask(new NewChannel { Peer = peer, Dbid = 2 });
        ChannelKeysReply first = _client.Ask(new ChannelKeys { Peer = peer, Dbid = 1 });
        LineMessage wrong = _middle.Replies[^1];
        _middle.ToHost = message => [wrong with { Number = message.Number }, message];
        ChannelKeysReply second = _client.Ask(new ChannelKeys { Peer = peer, Dbid = 2 });
        CollectionAssert.AreNotEqual(first.FundingPoint, second.FundingPoint);

        // The next answer is the recorded one alone, for as long as he likes: the host waits.
        int left = 3;
        _middle.ToHost = message => [left-- > 0 ? wrong with { Number = message.Number } : message];
        CollectionAssert.AreEqual(second.FundingPoint, _client.Ask(new ChannelKeys { Peer = peer, Dbid = 2 }).FundingPoint);
        Assert.AreEqual(-1, left);
    }

    [TestMethod]
    public void InventedAnswersAreNotTaken()
    {
        NodeKeysReply lie = new() { NodeId = new byte[33], WalletXpub = new byte[74], Bolt12Point = new byte[33] };
        byte[] invented = Reply.Ok(lie.Encode(), new byte[ProtocolLimits.ReceiptBytes]);
        byte[][] forms =
        [
            invented,
            [(byte)(invented[0] | Seal.Flag), .. invented.AsSpan(1), .. new byte[ProtocolLimits.SealBytes]],
            Reply.Refused("RuleOfThisTest", "policy-invented", "no"),
            Reply.Failed(ReplyStatus.Refused, ErrorCode.NotApproved, "no"),
            Reply.Failed(ReplyStatus.Fault, ErrorCode.Invariant, "broken"),
            Reply.Failed(ReplyStatus.NotNow, ErrorCode.UnknownChannel, "none"),
            [],
            [0],
        ];
        foreach (byte[] form in forms)
        {
            _middle.ToHost = message => [message with { Bytes = form }, message];
            CollectionAssert.AreEqual(NodeKeys.NodeId, _client.Ask(new NodeKeys()).NodeId);
        }
    }

    /// <summary>What a device says when the session is gone can be said by anybody: it costs a Hello, and neither session nor answer.</summary>
    [TestMethod]
    public void InventedHintsCostAHandshakeAndNotTheSession()
    {
        foreach (ErrorCode code in new[] { ErrorCode.NoSession, ErrorCode.Locked, ErrorCode.BadSeal, ErrorCode.Blank, ErrorCode.Stopped, ErrorCode.WrongHostHalf })
        {
            ReplyStatus status = code == ErrorCode.Stopped ? ReplyStatus.Fault : ReplyStatus.NotNow;
            int lies = 2;
            _middle.ToHost = message => message.Id == MessageId.Hello || lies-- <= 0
                ? [message]
                : [message with { Bytes = Reply.Failed(status, code, "so he says") }, message];
            CollectionAssert.AreEqual(NodeKeys.NodeId, _client.Ask(new NodeKeys()).NodeId, code.ToString());
        }

        Assert.AreEqual(1u, Status().Sessions, "no second session was needed");
    }

    [TestMethod]
    public void ChangedAndCutMessagesOfEitherSideChangeNothing()
    {
        byte[] point = NodeKeys.NodeId;
        byte[] secret = _client.Ask(new Ecdh { Point = point }).Secret;
        Random random = new(5);
        for (int round = 0; round < 60; round++)
        {
            int harmed = random.Next(2);
            int spoils = 1 + random.Next(2);
            LineMessage Spoil(LineMessage message)
            {
                byte[] bytes = [.. message.Bytes];
                int at = random.Next(bytes.Length);
                return message with { Bytes = round % 3 == 0 ? bytes[..at] : round % 3 == 1 ? [.. bytes, 0]
                    : [.. bytes[..at], (byte)(bytes[at] ^ (1 << random.Next(8))), .. bytes[(at + 1)..]] };
            }

            _middle.ToDevice = message => harmed == 0 && spoils-- > 0 ? [Spoil(message)] : [message];
            _middle.ToHost = message => harmed == 1 && spoils-- > 0 ? [Spoil(message)] : [message];
            CollectionAssert.AreEqual(secret, _client.Ask(new Ecdh { Point = point }).Secret, "round " + round);
        }
    }

    /// <summary>His own requests, with no seal, with a zero seal, with one of another message, recorded from this session and from one before.</summary>
    [TestMethod]
    public void InjectedRequestsReachNothingAndTheCountGoesOn()
    {
        LineMessage[] old = [.. _middle.Requests.Where(message => message.IsSealed)];
        _device.Reboot();
        _client.Ask(new Ecdh { Point = NodeKeys.NodeId });
        LineMessage last = _middle.Requests[^1];
        byte[] lastReply = _middle.Replies[^1].Bytes;
        uint requests = Status().Requests;

        byte[] ask = new NodeKeys().Encode();
        byte[] flagged = [(byte)(ask[0] | Seal.Flag), .. new byte[ProtocolLimits.SealBytes]];
        Failed(ErrorCode.Locked, _middle.Ask(last.Number + 50, ask));
        Failed(ErrorCode.BadSeal, _middle.Ask(last.Number + 50, flagged));
        Failed(ErrorCode.BadSeal, _middle.Ask(last.Number + 50, last.Bytes));
        Failed(ErrorCode.BadSeal, _middle.Ask(last.Number, [flagged[0], .. last.Bytes[^8..]]));
        foreach (LineMessage message in old)
        {
            Failed(ErrorCode.BadSeal, _middle.Ask(message.Number, message.Bytes));
            Failed(ErrorCode.BadSeal, _middle.Ask(last.Number + 50, message.Bytes));
        }

        // An open request under the session's own numbers is no part of its count.
        _middle.Ask(last.Number, new Status().Encode());
        _middle.Ask(last.Number + 1, new Status().Encode());
        _middle.Ask(uint.MaxValue, new Status().Encode());
        Assert.IsTrue(Status().Requests - requests < 50);
        StillServed();
        Assert.AreEqual(1u, Status().Sessions);
        Assert.IsTrue(lastReply.Length > 0);
    }

    [TestMethod]
    public void AReplayedRequestIsExecutedOnceAndItsReplyIsOfNoUseToAnotherQuestion()
    {
        _middle.ToDevice = message => [message, message, message];
        byte[] first = _client.Ask(new Ecdh { Point = NodeKeys.NodeId }).Secret;
        uint before = Requests();
        _client.Ask(new Ecdh { Point = NodeKeys.NodeId });
        Assert.AreEqual(before + 2, Requests(), "one request and the question for the figure");
        CollectionAssert.AreEqual(first, _client.Ask(new Ecdh { Point = NodeKeys.NodeId }).Secret);
    }

    [TestMethod]
    public void ReflectedMessagesAreNoAnswers()
    {
        bool isReflecting = true;
        LineMessage? asked = null;
        _middle.ToDevice = message =>
        {
            asked = message;
            return [message];
        };
        _middle.ToHost = message => isReflecting ? [asked!, message] : [message];
        CollectionAssert.AreEqual(NodeKeys.NodeId, _client.Ask(new NodeKeys()).NodeId);
        _device.Reboot();
        CollectionAssert.AreEqual(NodeKeys.NodeId, _client.Ask(new NodeKeys()).NodeId);
        isReflecting = false;
    }

    /// <summary>A second program, or his own Hello with any nonce, ended the session that was open and left the host locked out.</summary>
    [TestMethod]
    public void HisHellosDoNotTouchTheSession()
    {
        _middle.ToDevice = message =>
        {
            for (byte i = 0; i < 5; i++)
            {
                _middle.Ask(0x80000000 | i, new Hello { ProtocolVersion = ProtocolLimits.Version, HostNonce = [.. Enumerable.Repeat(i, 16)] }.Encode());
                _middle.Ask(0x80000000 | i, new Hello { ProtocolVersion = 1, HostNonce = new byte[16] }.Encode());
            }

            return [message];
        };
        for (int i = 0; i < 5; i++)
        {
            CollectionAssert.AreEqual(NodeKeys.NodeId, _client.Ask(new NodeKeys()).NodeId);
        }

        Assert.AreEqual(1u, Status().Sessions);
    }

    /// <summary>A fake device in the place of the real one: it knows everything that was ever on the line, and answers Hello with points of its own.</summary>
    [TestMethod]
    public void AFakeDeviceGetsNeitherTheHalfNorTheHost()
    {
        SimulatedDevice fake = new(new SimulatedStorage(), new SimulatedDeviceSettings { EntropySeed = 4, HasManualClock = true });
        using (SignerClient attacker = new(new InProcessTransport(fake), new SignerClientSettings()))
        {
            attacker.Ask(new Provision { Kind = SecretKind.Raw, Network = Network.Regtest, Secret = [.. s_secret], HostHalf = new byte[32] });
        }

        using SignerClient victim = NewClient(new InProcessTransport(fake));
        SignerNotReadyException wrong = Assert.ThrowsExactly<SignerNotReadyException>(() => victim.Ask(new NodeKeys()));
        Assert.AreEqual(ErrorCode.WrongHostHalf, wrong.Code);
        Assert.IsFalse(wrong.IsAuthentic);
        Assert.IsFalse(victim.IsAuthenticated);
    }

    /// <summary>He puts his own point into both directions: each end then shares a secret with him, and neither opens without the pairing key.</summary>
    [TestMethod]
    public void HisOwnPointInTheMiddleOpensNothing()
    {
        Holdfast.Crypto.Secp256k1 curve = Holdfast.Crypto.Secp256k1.Software();
        byte[] his = curve.PublicKey([.. Enumerable.Repeat((byte)7, 32)]);
        _device.Reboot();
        bool isActive = true;
        _middle.ToHost = message =>
        {
            if (!isActive || _middle.Requests[^1].Id != MessageId.Hello)
            {
                return [message];
            }

            Reply envelope = Reply.Decode(message.Bytes);
            HelloReply greeting = HelloReply.Decode(new ByteReader(envelope.Body));
            greeting.DevicePoint = his;
            return [message with { Bytes = Reply.Ok(greeting.Encode(), envelope.Receipt) }];
        };
        _middle.ToDevice = message => [isActive && message.Id == MessageId.Unlock ? message with { Bytes = [.. message.Bytes[..17], .. his, .. message.Bytes[50..]] } : message];
        SignerNotReadyException refused = Assert.ThrowsExactly<SignerNotReadyException>(() => _client.Ask(new NodeKeys()));
        Assert.AreEqual(ErrorCode.WrongHostHalf, refused.Code);
        StringAssert.Contains(refused.Message, "nothing proves that it is from the device");

        isActive = false;
        StillServed();
    }

    /// <summary>Limits, state, volume: what Hello said is part of the handshake.</summary>
    [TestMethod]
    public void AChangedGreetingIsNoticedAtUnlock()
    {
        _device.Reboot();
        bool isLying = true;
        _middle.ToHost = message =>
        {
            if (!isLying || _middle.Requests[^1].Id != MessageId.Hello)
            {
                return [message];
            }

            Reply envelope = Reply.Decode(message.Bytes);
            HelloReply greeting = HelloReply.Decode(new ByteReader(envelope.Body));
            greeting.HtlcsMax = 900;
            return [message with { Bytes = Reply.Ok(greeting.Encode(), envelope.Receipt) }];
        };
        Assert.ThrowsExactly<SignerNotReadyException>(() => _client.Ask(new NodeKeys()));
        isLying = false;
        StillServed();
    }

    [TestMethod]
    public void ALostUnlockReplyIsAskedForAgainAndIsNobodysTakeover()
    {
        List<SessionBefore> taken = [];
        _client.TookOver += taken.Add;
        _device.Reboot();
        int lost = 8;
        _middle.ToHost = message => message.IsSealed && lost-- > 0 ? [] : [message];
        StillServed();
        Assert.IsTrue(lost < 0);
        Assert.AreEqual(0, taken.Count);
    }

    /// <summary>A session belongs to one host at a time, and who lost it or took it says so.</summary>
    [TestMethod]
    public void ATakeoverIsSeenByBothHosts()
    {
        List<SessionBefore> first = [];
        List<SessionBefore> second = [];
        _client.TookOver += first.Add;
        using SignerClient other = NewClient(new InProcessTransport(_device));
        other.TookOver += second.Add;

        other.Ask(new NodeKeys());
        CollectionAssert.AreEqual(new[] { SessionBefore.Unknown }, second);
        Assert.AreEqual(2u, other.Sessions);
        _client.Ask(new NodeKeys());
        CollectionAssert.AreEqual(new[] { SessionBefore.Stolen }, first);
        Assert.AreEqual(3u, Status().Sessions);

        _device.Reboot();
        _client.Ask(new NodeKeys());
        Assert.AreEqual(1, first.Count, "a reboot is nobody's takeover");
        Assert.AreEqual(1u, Status().Sessions);
    }

    /// <summary>Old requests of the host, kept back: after another session they are worth nothing, and an Unlock kept back opens nothing for him.</summary>
    [TestMethod]
    public void HeldBackMessagesAreWorthNothingLater()
    {
        LineMessage? held = null;
        _device.Reboot();
        _middle.ToDevice = message =>
        {
            if (message.Id == MessageId.Unlock && held == null)
            {
                held = message;
                return [];
            }

            return message.Id == MessageId.Unlock && message.Number == held?.Number ? [] : [message];
        };
        using SignerClient other = NewClient(new InProcessTransport(_device));
        SignerClientSettings hasty = Settings with { ReopensMax = 0, SilenceMsMax = 3_000 };
        using (SignerClient victim = new(_middle, hasty))
        {
            Assert.ThrowsExactly<LinkLostException>(() => victim.Ask(new NodeKeys()));
        }

        other.Ask(new NodeKeys());
        _middle.Open(CancellationToken.None);
        Failed(ErrorCode.NoSession, _middle.Ask(held!.Number, held.Bytes));
        Assert.AreEqual(1u, other.Ask(new Status()).Sessions);
    }

    /// <summary>Everything before Unlock, and everything from a device that lets nobody in, is marked as said by anybody.</summary>
    [TestMethod]
    public void WhatIsSaidWithoutASessionIsMarked()
    {
        using SignerClient stranger = new(new InProcessTransport(_device), new SignerClientSettings());
        stranger.Ask(new Status());
        Assert.IsFalse(stranger.IsAuthenticated);
        Assert.IsFalse(stranger.Answer(new Status().Encode()).IsAuthentic);
        SignerNotReadyException locked = Assert.ThrowsExactly<SignerNotReadyException>(() => stranger.Ask(new NodeKeys()));
        Assert.IsFalse(locked.IsAuthentic);

        Assert.IsTrue(_client.IsAuthenticated);
        Assert.IsTrue(_client.Answer(new Status().Encode()).IsAuthentic);
        SignerNotReadyException unknown = Assert.ThrowsExactly<SignerNotReadyException>(() => _client.Ask(new RevokeHolderCommitment { ChannelId = new byte[16] }));
        Assert.IsTrue(unknown.IsAuthentic);
    }

    private static SignerClientSettings Settings => new()
    {
        HostHalf = s_hostHalf,
        ReplyTimeoutMs = 600,
        SilenceMsMax = 5_000,
        ReopenDelay = TimeSpan.FromMilliseconds(1),
        ReopenDelayMax = TimeSpan.FromMilliseconds(2),
        Time = StandingClock.Instance,
    };

    internal static byte[] NewHostHalf() => [.. s_hostHalf];

    internal static SignerClient NewClient(ITransport transport) => new(transport, Settings);

    private StatusReply Status() => _client.Ask(new Status());

    private uint Requests() => Status().Requests;

    private void StillServed() => CollectionAssert.AreEqual(NodeKeys.NodeId, _client.Ask(new NodeKeys()).NodeId);

    private static HelloReply Offer(byte[] reply) => HelloReply.Decode(new ByteReader(Reply.Decode(reply).Body));

    private static void Failed(ErrorCode code, byte[] reply) => Assert.AreEqual(code, Reply.Decode(reply).Code);
}
