using Holdfast.Bytes;
using Holdfast.DeviceLink;
using Holdfast.Lightning;
using Holdfast.NodeRequests;
using Holdfast.Protocol;
using Holdfast.SimulatedSigner;
using Holdfast.Tool.Provisioning;

namespace Holdfast.HostUnit.DeviceLink;

/// <summary>What can be said to a host that has no session: greetings that keep it from unlocking, and the answers to its open questions.</summary>
[TestClass]
public sealed class LiesBeforeUnlockTests : IDisposable
{
    private readonly SimulatedDevice _device = new(new SimulatedStorage(), new SimulatedDeviceSettings { EntropySeed = 5, HasManualClock = true });
    private readonly ManInTheMiddle _middle;
    private readonly SignerClient _client;

    public LiesBeforeUnlockTests()
    {
        _middle = new ManInTheMiddle(_device);
        _client = ManInTheMiddleTests.NewClient(_middle);
        _client.Ask(new Provision { Kind = SecretKind.Raw, Network = Network.Regtest, Secret = [.. Enumerable.Repeat((byte)3, 32)], HostHalf = ManInTheMiddleTests.NewHostHalf() });
        NodeKeys = _client.Ask(new NodeKeys());
    }

    private NodeKeysReply NodeKeys { get; }

    public void Dispose() => _client.Dispose();

    /// <summary>The reply to DrawEntropy is open: words that were made of it alone were read from the line, or chosen by who wrote it.</summary>
    [TestMethod]
    public void TheReplyToDrawEntropyDoesNotTellTheWords()
    {
        SimulatedDevice blank = new(new SimulatedStorage(), new SimulatedDeviceSettings { EntropySeed = 6, HasManualClock = true });
        ManInTheMiddle middle = new(blank);
        byte[] chosen = Reply.Ok([.. Enumerable.Repeat((byte)8, 32)], new byte[ProtocolLimits.ReceiptBytes]);
        middle.ToHost = message => [middle.Requests[^1].Id == MessageId.DrawEntropy ? message with { Bytes = chosen } : message];
        using SignerClient client = new(middle, new SignerClientSettings());
        byte[] first = SeedEntropy.Draw(client);
        CollectionAssert.AreNotEqual(first, SeedEntropy.Draw(client));

        middle.ToHost = message => [message];
        byte[] words = SeedEntropy.Draw(client);
        byte[] all = [.. middle.Requests.Concat(middle.Replies).SelectMany(message => message.Bytes)];
        Assert.AreEqual(-1, all.AsSpan().IndexOf(words.AsSpan(0, 6)), "the seed's entropy in clear");
    }

    /// <summary>
    /// A greeting is not authentic before an Unlock, and a host does not unlock a device that calls itself blank or stopped. It then asked without a seal, and took
    /// his keys and addresses for the device's.
    /// </summary>
    [TestMethod]
    [DataRow(DeviceState.Blank)]
    [DataRow(DeviceState.Stopped)]
    public void AGreetingThatPreventsTheUnlockDoesNotMakeHisAnswersTheDevices(DeviceState lie)
    {
        NodeKeysReply his = new() { NodeId = [.. Enumerable.Repeat((byte)2, 33)], WalletXpub = new byte[74], Bolt12Point = new byte[33], Network = Network.Regtest };
        byte[] invented = Reply.Ok(his.Encode(), [.. Enumerable.Repeat((byte)9, ProtocolLimits.ReceiptBytes)]);
        byte[][] forms =
        [
            invented,
            Reply.Refused("RuleOfThisTest", "policy-invented", "no"),
            Reply.Failed(ReplyStatus.Malformed, ErrorCode.BadAmounts, "no"),
        ];
        byte[] receipt = _client.LatestReceipt!;
        foreach (byte[] form in forms)
        {
            _device.Reboot();
            int lies = 3;
            _middle.ToHost = message => [Greeting(message, greeting => greeting.State = lie)
                ?? (_middle.Requests[^1].IsSealed || lies-- <= 0 ? message : message with { Bytes = form })];
            SignerNotReadyException refused = Assert.ThrowsExactly<SignerNotReadyException>(() => _client.Ask(new NodeKeys()));
            Assert.AreEqual(ErrorCode.Locked, refused.Code, "the device's own word");
            Assert.IsFalse(refused.IsAuthentic);
        }

        _middle.ToHost = message => [message];
        CollectionAssert.AreEqual(receipt, _client.LatestReceipt, "a receipt of his would stop the device at the next Unlock, or hide that its flash is old");
        StillServed();
    }

    /// <summary>The answer to an open Status carries a receipt field too; whoever wrote it chose what the host shows at the next Unlock.</summary>
    [TestMethod]
    public void AReceiptWithoutASealIsNotKept()
    {
        byte[] receipt = _client.LatestReceipt!;
        _device.Reboot();
        _middle.ToHost = message =>
        {
            if (Greeting(message, greeting => greeting.State = DeviceState.Stopped) is LineMessage lie)
            {
                return [lie];
            }

            Reply reply = Reply.Decode(message.Bytes);
            return [reply.Status != ReplyStatus.Ok ? message
                : message with { Bytes = Reply.Ok(reply.Body, [.. Enumerable.Repeat((byte)1, ProtocolLimits.ReceiptBytes)]) }];
        };
        _client.Ask(new Status());
        Assert.IsFalse(_client.IsAuthenticated);
        CollectionAssert.AreEqual(receipt, _client.LatestReceipt);

        _middle.ToHost = message => [message];
        _client.HangUp();
        StillServed();
    }

    /// <summary>Six invented greetings of a device without a session were six reboots, over which the host gave the request up, and a stolen session.</summary>
    [TestMethod]
    public void InventedRebootsAreNeitherCountedNorATakeover()
    {
        List<SessionBefore> taken = [];
        _client.TookOver += taken.Add;
        int hints = 7;
        bool isLying = false;
        _middle.ToHost = message =>
        {
            LineMessage? greeting = Greeting(message, greeting => greeting.SessionName = new byte[16]);
            if (greeting == null && message.IsSealed && _middle.Requests[^1].Id == MessageId.NodeKeys && hints-- > 0)
            {
                isLying = true;
                return [message with { Bytes = Reply.Failed(ReplyStatus.NotNow, ErrorCode.Locked, "so he says") }];
            }

            bool isLie = greeting != null && isLying;
            isLying &= !isLie;
            return [isLie ? greeting! : message];
        };
        CollectionAssert.AreEqual(NodeKeys.NodeId, _client.Ask(new NodeKeys()).NodeId);
        Assert.AreEqual(0, taken.Count);
    }

    /// <summary>
    /// One greeting with a limit of no HTLCs was enough to have every commitment with a payment refused without a question to the device, for as long as the
    /// program ran: the node's channels ended. While a session lives no Unlock confirms a greeting, and one that fails confirms nothing.
    /// </summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void LimitsThatNoUnlockConfirmedRefuseNothing(bool isRebooted)
    {
        SignerDoor door = new(_client, null, new PaymentTables(null), Asker.Patient);
        Htlc htlc = new() { IsOfferedByPeer = true, AmountMsat = 5000000, PaymentHash = new byte[32], Expiry = 700000 };
        byte[] payment = new PrepareCounterpartyCommitment { ChannelId = new byte[16], Commitment = { Point = NodeKeys.NodeId, Htlcs = [htlc] } }.Encode();
        _middle.ToHost = message => [Greeting(message, greeting => greeting.HtlcsMax = 0) ?? message];
        if (isRebooted)
        {
            _device.Reboot();
            Assert.ThrowsExactly<SignerNotReadyException>(() => _client.Ask(new NodeKeys()));
            _middle.ToHost = message => [message];
        }
        else
        {
            _client.HangUp();
            StillServed();
            Assert.IsTrue(_client.IsAuthenticated && _client.Device!.HtlcsMax != 0);
        }

        SignerNotReadyException no = Assert.ThrowsExactly<SignerNotReadyException>(() => door.Ask(() => payment, PrepareCounterpartyCommitmentReply.Decode));
        Assert.AreEqual(ErrorCode.UnknownChannel, no.Code, "the device's own word");
    }

    /// <summary>The session of the secret before outlived wipe and provisioning, so the host never unlocked the device with the new one.</summary>
    [TestMethod]
    public void AfterWipeAndProvisionTheSameClientHasANewSession()
    {
        _device.Button.Holds = _ => true;
        _client.Ask(new Wipe());
        byte[] half = [.. Enumerable.Range(7, 32).Select(i => (byte)i)];
        _client.Ask(new Provision { Kind = SecretKind.Raw, Network = Network.Regtest, Secret = [.. Enumerable.Repeat((byte)5, 32)], HostHalf = half });
        CollectionAssert.AreNotEqual(NodeKeys.NodeId, _client.Ask(new NodeKeys()).NodeId);
    }

    private void StillServed() => CollectionAssert.AreEqual(NodeKeys.NodeId, _client.Ask(new NodeKeys()).NodeId);

    // The reply to Hello with a lie in it; null for all other replies.
    private LineMessage? Greeting(LineMessage message, Action<HelloReply> change)
    {
        if (_middle.Requests[^1].Id != MessageId.Hello)
        {
            return null;
        }

        Reply envelope = Reply.Decode(message.Bytes);
        HelloReply greeting = HelloReply.Decode(new ByteReader(envelope.Body));
        change(greeting);
        return message with { Bytes = Reply.Ok(greeting.Encode(), envelope.Receipt) };
    }
}
