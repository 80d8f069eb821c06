using System.Buffers.Binary;
using Holdfast.Channels;
using Holdfast.Crypto;
using Holdfast.Doctor;
using Holdfast.IntentLog;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.HostUnit.Doctor;

/// <summary>Every finding of host/Doctor/README.md, from pictures made by hand.</summary>
[TestClass]
public sealed class ExaminationTests
{
    private const ulong Dbid = 7;
    private static readonly byte[] s_peer = [2, .. Sha256.Hash([1])];

    [TestMethod]
    public void AChannelThatEveryoneAgreesOnIsInStep()
    {
        Diagnosis only = Examination.Of(Device(signed: 5), Log(Closed(4, IntentOutcome.Completed, ClosedIntent.StoredFirst)), [Node(counterparty: 4, holder: 3)]).Single();
        Assert.AreEqual(Finding.InStep, only.Finding);
        Assert.IsTrue(only.IsSafe);
        StringAssert.Contains(only.Sentence, "commitment 4");
    }

    [TestMethod]
    public void AChannelInTheNodesOwnOrderIsWarnedAbout()
    {
        Diagnosis only = Examination.Of(Device(signed: 5, isAhead: false), null, []).Single();
        Assert.AreEqual(Finding.NodesOwnOrder, only.Finding);
        Assert.IsTrue(only.IsSafe, "nothing has happened yet");
        StringAssert.Contains(only.Exits.Single(), "subdaemon=channeld:");
        ClosedIntent first = Closed(3, IntentOutcome.Completed, ClosedIntent.StoredFirst, id: 1);
        ClosedIntent atOnce = Closed(4, IntentOutcome.Completed, id: 2);
        ClosedIntent again = Closed(4, IntentOutcome.Completed, ClosedIntent.StoredFirst, id: 3);
        StringAssert.Contains(Examination.Of(Device(signed: 5), Log(first), []).Single().Sentence, "writes ahead");
        Assert.AreEqual(Finding.NodesOwnOrder, Examination.Of(Device(signed: 5), Log(first, atOnce), []).Single().Finding, "it did once, and does not any more");
        Assert.AreEqual(Finding.InStep, Examination.Of(Device(signed: 5), Log(first, atOnce, again), []).Single().Finding);

        // The device alone cannot say it.
        Assert.IsFalse(Examination.Of(Device(signed: 5), null, []).Single().Sentence.Contains("ahead", StringComparison.Ordinal));

        // Of a channel that was only opened nobody knows yet.
        Assert.AreEqual(Finding.InStep, Examination.Of(Device(signed: 1, isAhead: false), null, []).Single().Finding);
    }

    [TestMethod]
    public void AnOpenIntentForTheNewestOrTheNextNumberIsToBeRepeated()
    {
        foreach (ulong number in new ulong[] { 4, 5 })
        {
            Diagnosis only = Examination.Of(Device(signed: 5), Log(pending: number), []).Single();
            Assert.AreEqual(Finding.IntentOpen, only.Finding);
            Assert.IsTrue(only.IsSafe);
            StringAssert.Contains(only.Exits[0], "repeat");
        }
    }

    [TestMethod]
    public void AnOpenIntentThatTheDeviceHasLeftBehindIsStale()
    {
        Assert.AreEqual(Finding.IntentStale, Examination.Of(Device(signed: 5), Log(pending: 3), []).Single().Finding);
    }

    [TestMethod]
    public void ARefusedSecondContentSaysWhoIsAheadAndNamesEveryExit()
    {
        Diagnosis only = Examination.Of(Device(signed: 5), Log(Closed(4, IntentOutcome.Refused, "policy-commitment-retry-same")), []).Single();
        Assert.AreEqual(Finding.ContentRefused, only.Finding);
        StringAssert.Contains(only.Sentence, "ahead of the node");
        Assert.AreEqual(3, only.Exits.Count);
    }

    [TestMethod]
    public void ARefusalIsHistoryOnceALaterRequestWasAnswered()
    {
        IntentView log = Log(Closed(4, IntentOutcome.Refused, "policy-commitment-retry-same", id: 1), Closed(4, IntentOutcome.Completed, ClosedIntent.StoredFirst, id: 2));
        Assert.AreEqual(Finding.InStep, Examination.Of(Device(signed: 5), log, []).Single().Finding);
    }

    [TestMethod]
    public void ANodeBehindIsNotSafe()
    {
        Diagnosis only = Examination.Of(Device(signed: 5), null, [Node(counterparty: 3, holder: 3)]).Single();
        Assert.AreEqual(Finding.NodeBehind, only.Finding);
        Assert.IsFalse(only.IsSafe);
    }

    [TestMethod]
    public void ANodeThatHoldsARevokedCommitmentIsWarnedOfBroadcastingIt()
    {
        Diagnosis only = Examination.Of(Device(signed: 5, holderRevoked: 3), null, [Node(counterparty: 4, holder: 2)]).Single();
        Assert.AreEqual(Finding.NodeBehind, only.Finding);
        StringAssert.Contains(only.Exits[0], "never broadcast");
    }

    [TestMethod]
    public void ANodeAheadHasUsedAnotherSigner()
    {
        Assert.AreEqual(Finding.NodeAhead, Examination.Of(Device(signed: 5), null, [Node(counterparty: 5, holder: 3)]).Single().Finding);
        Assert.AreEqual(Finding.NodeAhead, Examination.Of(Device(signed: 5, holderRevoked: 3), null, [Node(counterparty: 4, holder: 5)]).Single().Finding);
    }

    [TestMethod]
    public void AChannelThatTheDeviceNeverSawIsFound()
    {
        NodeChannel other = new(Convert.ToHexStringLower(s_peer), Dbid + 1, 0);
        Diagnosis[] found = [.. Examination.Of(Device(signed: 5), null, [other])];
        Assert.IsTrue(found.Any(one => one.Finding == Finding.NodeAhead && !one.IsSafe && one.Channel.EndsWith("/8", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void AReceiptThatDoesNotFitComesFirst()
    {
        Diagnosis older = Examination.Of(Device(signed: 5, receipt: ReceiptResult.DeviceOlder), null, [])[0];
        Assert.AreEqual(Finding.DeviceOlder, older.Finding);
        Assert.IsFalse(older.IsSafe);
        Assert.AreEqual(Finding.ReceiptForeign, Examination.Of(Device(signed: 5, receipt: ReceiptResult.Foreign), null, [])[0].Finding);
    }

    [TestMethod]
    public void AClosingChannelSaysSo()
    {
        DeviceView device = Device(signed: 5);
        device.Channels[0].Channel.IsMutualCloseSigned = true;
        Assert.AreEqual(Finding.Closing, Examination.Of(device, null, []).Single().Finding);
    }

    [TestMethod]
    public void IntentsOfOtherChannelsAndKindsAreLeftAlone()
    {
        OpenIntent other = new(1, new Intent([1, 2, 3], nameof(MessageId.SignCounterpartyCommitment), Request(4)), DateTimeOffset.UnixEpoch);
        OpenIntent kind = new(2, new Intent(Key(), nameof(MessageId.RevokeHolderCommitment), [1, 2]), DateTimeOffset.UnixEpoch);
        OpenIntent broken = new(3, new Intent(Key(), nameof(MessageId.SignCounterpartyCommitment), [36, 1, 2]), DateTimeOffset.UnixEpoch);
        Assert.AreEqual(Finding.InStep, Examination.Of(Device(signed: 5), new IntentView([other, kind, broken], [], null), []).Single().Finding);
    }

    [TestMethod]
    public void TheNodesViewIsStrictAboutWhatItNeeds()
    {
        Assert.AreEqual(3ul, NodeView.Parse("""[{"peer":"02aa","dbid":1,"counterpartyNumber":3}]""").Single().CounterpartyNumber);
        foreach (string wrong in new[] { "{}", "[{\"peer\":\"02aa\"}]", "no json", "[{\"peer\":\"02aa\",\"dbid\":-1,\"counterpartyNumber\":3}]" })
        {
            Assert.ThrowsException<InvalidDataException>(() => NodeView.Parse(wrong), wrong);
        }
    }

    private static DeviceView Device(ulong signed, ulong holderRevoked = 3, ReceiptResult receipt = ReceiptResult.Same, bool isAhead = true)
    {
        Basepoints keys = new(s_peer, s_peer, s_peer, s_peer);
        ChannelTerms terms = new(s_peer, Dbid, true, ChannelType.AnchorsZeroFeeHtlc, 6, 6, 0, [], keys);
        Channel channel = new(terms, new Funding(Sha256.Hash([2]), 0, 1_000_000, s_peer)) 
        {
            SignedCount = signed,
            HolderRevokedCount = holderRevoked,
            Incoming = isAhead ? new IncomingBook(0, 0, 0) : null,
        };
        return new DeviceView(new StatusReply(), receipt, [new DeviceChannel(1, 9, channel)]);
    }

    private static NodeChannel Node(ulong counterparty, ulong holder) => new(Convert.ToHexStringLower(s_peer), Dbid, counterparty, holder);

    private static IntentView Log(params ClosedIntent[] audit) => new([], audit, null);

    private static IntentView Log(ulong pending) => new([new OpenIntent(1, Commitment(pending), DateTimeOffset.UnixEpoch)], [], null);

    private static ClosedIntent Closed(ulong number, IntentOutcome outcome, string note = "", long id = 1) =>
        new(id, Commitment(number), DateTimeOffset.UnixEpoch, outcome, [], [], note, DateTimeOffset.UnixEpoch);

    private static Intent Commitment(ulong number) => new(Key(), nameof(MessageId.SignCounterpartyCommitment), Request(number));

    private static byte[] Request(ulong number) => new SignCounterpartyCommitment
    {
        ChannelId = new byte[16],
        Commitment = { Number = number, Point = s_peer, Htlcs = [] },
    }.Encode();

    private static byte[] Key()
    {
        byte[] dbid = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(dbid, Dbid);
        return [.. s_peer, .. dbid];
    }
}
