using Holdfast.Bytes;
using Holdfast.IntentLog;
using Holdfast.NodeRequests;
using Holdfast.NodeRequests.Replay;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;
using Holdfast.SimulatedSigner;

namespace Holdfast.HostUnit.NodeRequests;

/// <summary>
/// Recorded sessions of real nodes in the other order: each commitment of channeld is prepared where the node asked for the signature, and signed where its frame
/// would have passed: before the next thing that this channeld asked, but for HTLC signatures and other parts of a batch.
/// </summary>
[TestClass]
public class WriteAheadReplayTests
{
    private const int Sign = (int)HsmdType.SignRemoteCommitmentTx;
    private const int SignHtlc = (int)HsmdType.SignRemoteHtlcTx;
    private const ulong Channeld = 447;

    private static readonly byte[] s_placeholder = [.. Enumerable.Repeat((byte)7, 64)];

    /// <summary>
    /// The signatures are those of the stock order, an HTLC signature is there when it is asked for, and nothing is refused that the stock order passes. From the
    /// channel's opening on, or after its first state where the bridge did not ask for a book then, no signature had to stay behind.
    /// </summary>
    [DataRow(true)]
    [DataRow(false)]
    [TestMethod]
    public void EveryHonestPrepareIsReleased(bool fromTheOpening)
    {
        int prepared = 0;
        int withHtlcsOfThePeer = 0;
        List<string> kept = [];
        foreach (Transcript transcript in Recordings.All)
        {
            using TemporaryFolder folder = new();
            using TestSigner signer = new(transcript.SecretFile);
            using IntentStore intents = RecoveredLog.Open(folder.File("intents.db"));
            using Player player = new(transcript.Name, () => new NodeSession(signer.Client, intents, new BridgeSettings { WriteAhead = fromTheOpening }));
            ReplayResult plain = TranscriptReplay.Run(transcript, transcript.Name, player.Start);
            player.Finish();
            Assert.AreEqual(0, plain.Different.Count, transcript.Name + ": " + string.Join(" ", plain.Different.Take(2)));
            CollectionAssert.IsSubsetOf(plain.Refused.Select(refusal => refusal.Tag).ToArray(), new[] { "policy-commitment-retry-same", "policy-revoke-not-closed" }, transcript.Name);
            prepared += player.Prepared;
            withHtlcsOfThePeer += player.WithHtlcsOfThePeer;
            kept.AddRange(player.Kept);
        }

        Assert.IsTrue(prepared > 100, $"{prepared} prepared");
        Assert.IsTrue(withHtlcsOfThePeer > 25, $"{withHtlcsOfThePeer} with an HTLC of the peer");
        Assert.IsTrue(fromTheOpening ? kept.Count == 0 : kept.Count <= Recordings.All.Count, string.Join(", ", kept));
    }

    /// <summary>The device starts anew between each prepare and its signature: the whole request gives it.</summary>
    [TestMethod]
    public void ADeviceThatStartedAnewSignsTheWholeRequest()
    {
        Transcript transcript = Recordings.Named("02-forward-B");
        using TestSigner signer = new(transcript.SecretFile);
        using Player player = new(transcript.Name, () => new NodeSession(signer.Client, null, new BridgeSettings { WriteAhead = true })) { BeforeSigning = signer.Device.Reboot };
        ReplayResult result = TranscriptReplay.Run(transcript, transcript.Name, player.Start);
        player.Finish();
        Assert.IsTrue(result.IsClean && player.Prepared > 5 && player.Kept.Count == 0);
    }

    /// <summary>The bridge starts anew after each state: what it must show the device about the HTLCs of the peer is in the intent log.</summary>
    [TestMethod]
    public void ABridgeThatStartedAnewShowsTheBookFromTheIntentLog()
    {
        using TemporaryFolder folder = new();
        Transcript transcript = Recordings.Named("02-forward-B");
        using TestSigner signer = new(transcript.SecretFile);
        using IntentStore intents = RecoveredLog.Open(folder.File("intents.db"));
        NodeSession New() => new(signer.Client, intents, new BridgeSettings { WriteAhead = true });
        using Player player = new(transcript.Name, New) { AfterSigning = New, BeforeSigning = signer.Device.Reboot };
        ReplayResult result = TranscriptReplay.Run(transcript, transcript.Name, player.Start);
        player.Finish();
        Assert.IsTrue(result.IsClean && player.WithHtlcsOfThePeer > 2, $"{player.WithHtlcsOfThePeer}");
        Assert.AreEqual(0, player.Kept.Count, string.Join(", ", player.Kept));
        Assert.AreEqual(0, intents.Pending().Count);
        Assert.AreEqual(
            transcript.Requests().Count(entry => entry.Number() == Sign) + player.Prepared,
            intents.Audit(1000).Count(closed => closed.Intent.Kind == nameof(MessageId.SignCounterpartyCommitment)));
    }

    private sealed class Player(string name, Func<NodeSession> newSession) : IDisposable
    {
        private readonly List<(PreparedCommitment Prepared, TranscriptEntry Entry)> _held = [];
        private NodeSession? _session;

        public Action? BeforeSigning { get; init; }

        public Func<NodeSession>? AfterSigning { get; init; }

        public int Prepared { get; private set; }

        public int WithHtlcsOfThePeer { get; private set; }

        /// <summary>Commitments whose HTLC signatures stayed with the promise.</summary>
        public List<string> Kept { get; } = [];

        public Func<TranscriptEntry, HsmdAnswer> Start()
        {
            Finish();
            _session = newSession();
            return Answer;
        }

        /// <summary>A frame that was still held when the recording ended, or when the node was killed, is signed: the true signature must come all the same.</summary>
        public void Finish() => Release(_ => true);

        public void Dispose() => _held.Clear();

        private HsmdAnswer Answer(TranscriptEntry entry)
        {
            if (entry.Number() == Sign && entry.Client!.Permissions == Channeld)
            {
                WriteAheadAnswer answer = _session!.Prepare(entry.Client.ToHsmd(), entry.Request, s_placeholder);
                if (answer.Prepared == null)
                {
                    Kept.AddRange(answer.Answer.Kind == HsmdAnswerKind.Reply ? [$"{name} {entry.N}"] : Array.Empty<string>());
                    return answer.Answer;
                }

                CollectionAssert.AreEqual((byte[])[0, 112, .. s_placeholder, 1], answer.Answer.Bytes);
                Prepared++;
                WithHtlcsOfThePeer += HasHtlcsOfThePeer(answer.Prepared) ? 1 : 0;
                _held.Add((answer.Prepared, entry));
                return HsmdAnswer.Reply(entry.Reply!); // compared when it is signed
            }

            if (entry.Number() != SignHtlc)
            {
                Release(held => held.Client!.Id == entry.Client!.Id);
            }

            return _session!.Answer(entry);
        }

        private void Release(Func<TranscriptEntry, bool> isDue)
        {
            foreach ((PreparedCommitment prepared, TranscriptEntry entry) in _held.Where(held => isDue(held.Entry)).ToList())
            {
                BeforeSigning?.Invoke();
                LateSignature late = _session!.SignPrepared(prepared);
                Assert.AreEqual(HsmdAnswerKind.Reply, late.Answer.Kind, $"{name} {entry.N}: {late.Answer.Tag} {late.Answer.Sentence}");
                CollectionAssert.AreEqual(entry.Reply, late.Answer.Bytes, $"{name} {entry.N}");
                CollectionAssert.AreEqual(late.Signature, _session.SignPrepared(prepared).Signature);
                _held.Remove((prepared, entry));
                _session = AfterSigning?.Invoke() ?? _session;
            }
        }

        private static bool HasHtlcsOfThePeer(PreparedCommitment prepared) =>
            prepared.Request.Commitment.Htlcs.Any(htlc => htlc is { IsOfferedByPeer: true, IsTrimmed: false });
    }
}
