using Holdfast.DeviceLink;
using Holdfast.IntentLog;
using Holdfast.Lightning;
using Holdfast.NodeRequests;
using Holdfast.NodeRequests.Hsmd;
using Holdfast.NodeRequests.Replay;
using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;
using Holdfast.SimulatedSigner;

namespace Holdfast.HostUnit.NodeRequests;

/// <summary>The bridge writes down what it is about to ask, and what a crash in between leaves is treated as the unknown that it is.</summary>
[TestClass]
public class IntentTests
{
    private const int Sign = (int)HsmdType.SignRemoteCommitmentTx;
    private const int SignHtlc = (int)HsmdType.SignRemoteHtlcTx;

    [TestMethod]
    public void EveryIntentIsClosedAfterAnUndisturbedSession()
    {
        using TemporaryFolder folder = new();
        Transcript transcript = Recordings.Named("08-splice-B");
        using TestSigner signer = new(transcript.SecretFile);
        using IntentStore intents = RecoveredLog.Open(folder.File("intents.db"));
        ReplayResult result = TranscriptReplay.Run(transcript, transcript.Name, () => new NodeSession(signer.Client, intents));
        Assert.IsTrue(result.IsClean);
        Assert.AreEqual(0, intents.Pending().Count);
        int signs = transcript.Requests().Count(entry => entry.Number() == Sign);
        Assert.AreEqual(signs, intents.Audit(1000).Count(closed => closed.Intent.Kind == nameof(MessageId.SignCounterpartyCommitment)));
        Assert.IsNotNull(intents.LastReceipt());
    }

    /// <summary>12a: the device has signed the first content. It stays in the log as the one to repeat; the second is refused.</summary>
    [TestMethod]
    public void SecondContentIsRefusedAndTheFirstStaysToRepeat()
    {
        using TemporaryFolder folder = new();
        (TestSigner signer, TranscriptEntry first, TranscriptEntry second) = SplitBrain();
        using IntentStore intents = RecoveredLog.Open(folder.File("intents.db"));
        using (signer)
        {
            byte[] firstReply = new NodeSession(signer.Client).Answer(first).Bytes!;
            intents.Begin(Intent(first));

            HsmdAnswer answer = new NodeSession(signer.Client, intents).Answer(second);
            Assert.AreEqual(HsmdAnswerKind.Refused, answer.Kind);
            Assert.AreEqual("policy-commitment-retry-same", answer.Tag);
            CollectionAssert.AreEqual(Intent(first).Request, intents.Pending().Single().Intent.Request);

            HsmdAnswer repeated = new NodeSession(signer.Client, intents).Answer(first);
            CollectionAssert.AreEqual(firstReply, repeated.Bytes);
            Assert.AreEqual(0, intents.Pending().Count);
        }
    }

    /// <summary>The bridge died between the log and the device: nothing was promised, so the node may come back with another content.</summary>
    [TestMethod]
    public void ContentThatTheDeviceNeverSawDoesNotStandInTheWay()
    {
        using TemporaryFolder folder = new();
        (TestSigner signer, TranscriptEntry first, TranscriptEntry second) = SplitBrain();
        using IntentStore intents = RecoveredLog.Open(folder.File("intents.db"));
        using (signer)
        {
            intents.Begin(Intent(first));
            HsmdAnswer answer = new NodeSession(signer.Client, intents).Answer(second);
            Assert.AreEqual(HsmdAnswerKind.Reply, answer.Kind);
            CollectionAssert.AreEqual(second.Reply, answer.Bytes);
            Assert.AreEqual(0, intents.Pending().Count);
            Assert.AreEqual(IntentOutcome.Abandoned, intents.Audit(10).Single(closed => closed.Intent.Request.AsSpan().SequenceEqual(Intent(first).Request)).Outcome);
        }
    }

    [TestMethod]
    public void HtlcSignaturesSurviveARestartOfTheBridge()
    {
        using TemporaryFolder folder = new();
        Transcript transcript = Recordings.Named("02-forward-A");
        using TestSigner signer = new(transcript.SecretFile);
        using IntentStore intents = RecoveredLog.Open(folder.File("intents.db"));
        NodeSession session = new(signer.Client, intents);
        int htlcs = 0;
        foreach (TranscriptEntry entry in transcript.Requests())
        {
            if (entry.Number() == SignHtlc)
            {
                session = new NodeSession(signer.Client, intents);
                htlcs++;
            }

            HsmdAnswer answer = session.Answer(entry);
            CollectionAssert.AreEqual(entry.Reply ?? [], answer.Bytes ?? [], "request " + entry.N);
        }

        Assert.IsTrue(htlcs > 3);
    }

    [TestMethod]
    public void HtlcOfAnUnknownCommitmentIsRefused()
    {
        Transcript transcript = Recordings.Named("02-forward-A");
        using TestSigner signer = new(transcript.SecretFile);
        HsmdAnswer answer = new NodeSession(signer.Client).Answer(transcript.Requests().First(entry => entry.Number() == SignHtlc));
        Assert.AreEqual(HsmdAnswerKind.Refused, answer.Kind);
        Assert.AreEqual(BridgeRefusalException.HtlcBeforeCommitment, answer.Tag);
        Assert.IsNull(answer.Bytes);
    }

    /// <summary>
    /// 85 untrimmed payments: 19 passed and 35 was too long for the device, again after every reconnect. The bridge now refuses both by the device's own
    /// number, before a byte is sent, and the log shows a refusal like any other.
    /// </summary>
    [TestMethod]
    public void MoreHtlcsThanTheDeviceHoldsAreARefusalInTheLogAndNeverSent()
    {
        using TemporaryFolder folder = new();
        using IntentStore intents = RecoveredLog.Open(folder.File("intents.db"));
        SimulatedDevice device = new(new SimulatedStorage(), new SimulatedDeviceSettings { MessageBytesMax = ProtocolLimits.MessageBytesMin });
        using SignerClient client = new(new InProcessTransport(device), new SignerClientSettings());
        client.Ask(new Provision { Kind = SecretKind.Raw, Network = Network.Regtest, Secret = [.. Enumerable.Repeat((byte)1, 32)], HostHalf = new byte[32] });
        Assert.AreEqual(74, client.Connect().HtlcsMax);
        List<MessageId> sent = [];
        client.Exchanged += figures => sent.Add(figures.Id);
        SignerDoor door = new(client, intents, new PaymentTables(intents), Asker.Patient);
        ChannelName channel = new(new byte[33], 1);
        Htlc htlc = new() { AmountMsat = 1_000_000, PaymentHash = new byte[32], Expiry = 600_000 };
        Htlc[] htlcs = [.. Enumerable.Repeat(htlc, 85)];

        byte[][] requests =
        [
            new SignCounterpartyCommitment { ChannelId = channel.Id, Commitment = { Point = new byte[33], Htlcs = htlcs } }.Encode(),
            new ValidateHolderCommitment
            {
                ChannelId = channel.Id, Commitment = { Htlcs = htlcs }, Signature = new byte[64], HtlcSignatures = [.. Enumerable.Repeat(new byte[64], 85)],
            }.Encode(),
        ];
        foreach (byte[] request in requests)
        {
            BridgeRefusalException refusal = Assert.ThrowsExactly<BridgeRefusalException>(() => door.Ask(channel, () => request, _ => 0));
            Assert.AreEqual("policy-commitment-htlc-count-limit", refusal.Tag);
            ClosedIntent closed = intents.Audit(10).Single(row => row.Intent.Request.AsSpan().SequenceEqual(request));
            Assert.AreEqual(IntentOutcome.Refused, closed.Outcome);
            Assert.AreEqual(refusal.Tag, closed.Note);
        }

        Assert.AreEqual(0, sent.Count);
        Assert.AreEqual(0, intents.Pending().Count);
    }

    /// <summary>After each promise the bridge reads the table of payments. The promise is one in the log, although nobody waits any more for what is read then.</summary>
    [TestMethod]
    public void ADaemonThatGoesAfterThePromiseDoesNotUndoItsIntent()
    {
        using TemporaryFolder folder = new();
        Transcript transcript = Recordings.Named("08-splice-B");
        using TestSigner signer = new(transcript.SecretFile);
        using IntentStore intents = RecoveredLog.Open(folder.File("intents.db"));
        NodeSession session = new(signer.Client, intents);
        bool isGone = false;
        signer.Client.Exchanged += figures => isGone |= figures.Id is MessageId.SignCounterpartyCommitment or MessageId.ValidateHolderCommitment;
        foreach (TranscriptEntry entry in transcript.Requests())
        {
            isGone = false;
            session.Handle(entry.Client!.ToHsmd(), entry.Request, new Asker { IsGone = () => isGone });
        }

        Assert.AreEqual("", string.Join("; ", intents.Audit(1000).Where(closed => closed.Outcome != IntentOutcome.Completed).Select(closed => closed.Intent.Kind + ": " + closed.Note)));
        Assert.IsTrue(intents.Audit(1000).Count(closed => closed.Intent.Kind == nameof(MessageId.SignCounterpartyCommitment)) > 10);
    }

    /// <summary>The same when the table cannot be read at all. The daemon hears of it, and its next attempt stores the table.</summary>
    [TestMethod]
    public void APromiseIsClosedAlthoughItsTableCannotBeRead()
    {
        using TemporaryFolder folder = new();
        Transcript transcript = Recordings.Named("08-splice-B");
        using TestSigner signer = new(transcript.SecretFile);
        using IntentStore intents = RecoveredLog.Open(folder.File("intents.db"));
        NodeSession session = new(signer.Client, intents);
        bool isCut = false;
        int cuts = 0;
        signer.Client.Exchanged += figures =>
        {
            if (figures.Id == MessageId.ReadPayments && isCut)
            {
                cuts++;
                throw new LinkLostException("cut", wasSent: false);
            }
        };
        foreach (TranscriptEntry entry in transcript.Requests())
        {
            int before = cuts;
            isCut = true;
            HsmdAnswer answer = session.Answer(entry);
            if (cuts > before)
            {
                Assert.AreEqual(HsmdAnswer.DeviceAway, answer.Tag);
                Assert.AreEqual(IntentOutcome.Completed, intents.Audit(1)[0].Outcome, "request " + entry.N);
                isCut = false;
                answer = session.Answer(entry);
            }

            CollectionAssert.AreEqual(entry.Reply ?? [], answer.Bytes ?? [], "request " + entry.N + " " + answer.Tag + answer.Sentence);
        }

        Assert.IsTrue(cuts > 20, cuts + " tables");
        Assert.AreEqual(0, intents.Pending().Count);
    }

    /// <summary>A device just before the two requests of 12a for commitment 3, and those requests.</summary>
    private static (TestSigner Signer, TranscriptEntry First, TranscriptEntry Second) SplitBrain()
    {
        Transcript transcript = Recordings.Named("12a-crash-after-sign-remote-before-reply-A");
        TranscriptEntry[] signs = [.. transcript.Requests().Where(entry => entry.Number() == Sign)];
        TranscriptEntry second = signs.Single(entry => entry.N == 254);
        TranscriptEntry first = signs[Array.IndexOf(signs, second) - 1];
        TestSigner signer = new(transcript.SecretFile);
        NodeSession session = new(signer.Client);
        foreach (TranscriptEntry entry in transcript.Requests().TakeWhile(entry => entry != first))
        {
            session.Answer(entry);
        }

        return (signer, first, second);
    }

    /// <summary>The intent as the bridge writes it.</summary>
    private static Intent Intent(TranscriptEntry entry)
    {
        HsmdReader reader = new(entry.Request);
        reader.Type();
        SignRemoteCommitmentTx request = SignRemoteCommitmentTx.Parse(reader);
        ChannelName channel = new(entry.Client!.Peer, entry.Client.Dbid);
        SignCounterpartyCommitment asked = new()
        {
            ChannelId = channel.Id,
            Commitment = { Number = request.Number, Point = request.CommitmentPoint, FeeratePerKw = request.FeeratePerKw },
        };
        asked.FundingPrefix = NodeCommitment.Read(request.Spending, isHolders: false, request.Htlcs, asked.Commitment).FundingPrefix;
        return new Intent(channel.ToBytes(), nameof(MessageId.SignCounterpartyCommitment), asked.Encode());
    }
}
