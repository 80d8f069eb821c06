using System.Collections.Concurrent;
using Holdfast.HostUnit.IntentLog;
using Holdfast.HostUnit.NodeRequests;
using Holdfast.IntentLog;
using Holdfast.NodeRequests.Replay;
using Holdfast.NodeRequests.Towers;
using Holdfast.NodeRequests;
using Holdfast.Protocol;
using Holdfast.ReferenceTower;
using Holdfast.Watchtowers.Storage;
using Holdfast.Watchtowers;

namespace Holdfast.HostUnit.Watchtowers;

/// <summary>Recorded sessions through bridge and firmware, with something in the way of the tickets or of the tower.</summary>
[TestClass]
public sealed class BridgeTowerTests
{
    private const int SignRemoteCommitment = 19;
    private const int ValidateRevocation = 36;
    private const string Recording = "02-forward-A";

    /// <summary>The owner lets the device demand a tower: a commitment waits while another client is served, and goes on when the tower has taken the state.</summary>
    [TestMethod]
    [DataRow(false, DisplayName = "signed in the node's order")]
    [DataRow(true, DisplayName = "prepared first")]
    public async Task ACommitmentWaitsForTheTowerAndOthersGoOn(bool isPrepared)
    {
        await using Bench bench = new(Recording);
        int held = 0;
        bench.Tower.Manners = Busy(() => Volatile.Read(ref held) == 0);
        await bench.RelyOnTowerAsync();

        Task<ReplayResult> playing = Task.Run(() => isPrepared ? bench.PlayPrepared() : bench.Play());
        await TowerWorld.UntilAsync(() => bench.Keeper.WaitingChannels.Count == 1 || playing.IsCompleted);
        TowerKeeper.Waiting waiting = bench.Keeper.WaitingChannels.Single();
        StringAssert.Contains(waiting.Sentence, "watchtower has acknowledged");

        // Whoever asks meanwhile has the device for himself.
        HsmdAnswer other = bench.NewSession().Answer(bench.Transcript.Requests().First(entry => entry.Number() == 11));
        Assert.AreEqual(HsmdAnswerKind.Reply, other.Kind);
        Assert.IsFalse(playing.IsCompleted);

        Volatile.Write(ref held, 1);
        ReplayResult result = await playing;
        Assert.AreEqual(0, result.Different.Count + result.Refused.Count, string.Join("; ", result.Refused));
        Assert.AreEqual(0, bench.Keeper.WaitingChannels.Count);
        await bench.AllBackedUpAsync();
        StringAssert.Contains(string.Join("\n", bench.Log), $"Commitment {waiting.Number} of the peer waits for a watchtower, 1200 seconds at most");
        Assert.IsFalse(bench.Intents.Audit(1000).Any(closed => closed.Outcome == IntentOutcome.Refused), "nobody restarts a channel that only waited");
    }

    [TestMethod]
    public async Task WhenTheTowerTakesTooLongTheNodeGetsTheRefusalAndTheNextAttemptIsServed()
    {
        await using Bench bench = new(Recording) { TowerWait = TimeSpan.FromMilliseconds(30) };
        int held = 0;
        bench.Tower.Manners = Busy(() => Volatile.Read(ref held) == 0);
        await bench.RelyOnTowerAsync();
        TranscriptEntry? refused = null;
        NodeSession session = bench.NewSession();
        foreach (TranscriptEntry entry in bench.Transcript.Requests())
        {
            HsmdAnswer answer = session.Answer(entry);
            if (answer.Kind == HsmdAnswerKind.Refused)
            {
                Assert.AreEqual("holdfast-counterparty-state-backed-up", answer.Tag);
                refused = entry;
                break;
            }
        }

        Assert.AreEqual(SignRemoteCommitment, refused!.Number());
        Assert.AreEqual("holdfast-counterparty-state-backed-up", bench.Intents.Audit(1).Single().Note, "the plugin sees it as any refusal");
        Volatile.Write(ref held, 1);
        await bench.AllBackedUpAsync();
        Assert.AreEqual(HsmdAnswerKind.Reply, session.Answer(refused!).Kind);
    }

    /// <summary>The daemon that asked is gone, so nothing waits for it.</summary>
    [TestMethod]
    public async Task NobodyWaitsForADaemonThatIsGone()
    {
        await using Bench bench = new(Recording);
        bench.Tower.Manners = Busy(() => true);
        await bench.RelyOnTowerAsync();
        bool isGone = false;
        Holdfast.DeviceLink.Asker asker = new() { IsGone = () => isGone };
        NodeSession session = bench.NewSession();
        Task<HsmdAnswer?> playing = Task.Run(() => bench.Transcript.Requests()
            .Select(entry => session.Handle(entry.Client!.ToHsmd(), entry.Request, asker))
            .FirstOrDefault(answer => answer.Kind is HsmdAnswerKind.Failed or HsmdAnswerKind.Refused));
        await TowerWorld.UntilAsync(() => bench.Keeper.WaitingChannels.Count == 1);
        Volatile.Write(ref isGone, true);
        Assert.AreEqual(HsmdAnswer.Withdrawn, (await playing)!.Tag);
        Assert.AreEqual(0, bench.Keeper.WaitingChannels.Count);
    }

    /// <summary>The owner's way out, while a channel waits.</summary>
    [TestMethod]
    public async Task LiftingTheRuleEndsTheWait()
    {
        await using Bench bench = new(Recording);
        bench.Tower.Manners = Busy(() => true);
        await bench.RelyOnTowerAsync();
        Task<ReplayResult> playing = Task.Run(bench.Play);
        await TowerWorld.UntilAsync(() => bench.Keeper.WaitingChannels.Count == 1);
        new TowerCommands(bench.Store, bench.Client).Run("exposure", new() { ["states"] = "off" });
        ReplayResult result = await playing;
        Assert.AreEqual(0, result.Different.Count + result.Refused.Count);
    }

    /// <summary>The device starts anew between each signature and its ticket.</summary>
    [TestMethod]
    public async Task ATicketThatTheDeviceForgotIsAskedForAfterTheSameSignatureAgain()
    {
        await using Bench bench = new(Recording);
        int reboots = 0;
        bool isAgain = false;
        bench.Signer.Client.Exchanged += figures =>
        {
            if (figures.Id == MessageId.SignCounterpartyCommitment && (isAgain = !isAgain))
            {
                reboots++;
                bench.Signer.Device.Reboot();
            }
        };
        await bench.AddTowerAsync();
        Assert.AreEqual(0, bench.Play().Different.Count);
        await bench.AllBackedUpAsync();
        Assert.IsTrue(reboots > 5, reboots + " reboots");
    }

    /// <summary>The newest state is from before the first tower. It is not revoked yet, so it is not too late: it is asked for again, and is covered.</summary>
    [TestMethod]
    [DataRow(Recording, true, DisplayName = "at once")]
    [DataRow(Recording, false, DisplayName = "when the next is signed")]
    [DataRow("08-splice-A", true, DisplayName = "on each funding of a splice, at once")]
    public async Task TheNewestStateFromBeforeTheFirstTowerIsCoveredToo(string recording, bool isAtOnce)
    {
        // Once after the first commitment, and then after each revocation: everything but the newest state is revoked by then.
        int revocations = Recordings.Named(recording).Requests().Count(entry => entry.Number() == ValidateRevocation);
        for (int after = 0; after < revocations; after++)
        {
            await using Bench bench = new(recording);
            RecordedStates before = new();
            NodeSession session = bench.NewSession();
            if (isAtOnce)
            {
                bench.Keeper.TurnedOn += session.CatchUpWithTowers;
            }

            int revoked = 0;
            bool isAdded = false;
            foreach (TranscriptEntry entry in bench.Transcript.Requests())
            {
                HsmdAnswer answer = session.Answer(entry);
                Assert.IsTrue(answer.Kind is HsmdAnswerKind.Reply or HsmdAnswerKind.NoReply or HsmdAnswerKind.Withheld, entry.N + ": " + answer.Sentence);
                bench.States.Take(entry);
                if (isAdded)
                {
                    continue;
                }

                before.Take(entry);
                revoked += entry.Number() == ValidateRevocation ? 1 : 0;
                if (revoked == after && entry.Number() is SignRemoteCommitment or ValidateRevocation)
                {
                    isAdded = true;
                    await bench.AddTowerAsync();
                    Assert.AreEqual(isAtOnce, bench.Store.ReportStats()["states_signed"]!.GetValue<long>() > 0);
                }
            }

            await bench.AllBackedUpAsync();
            System.Text.Json.Nodes.JsonObject stats = bench.Store.ReportStats();
            int swept = bench.States.Revoked.Count(breach => bench.Tower.FindSweep(breach) != null);
            Assert.AreEqual(bench.States.Revoked.Count - before.Revoked.Count, swept + stats["backups_needless"]!.GetValue<long>(), $"{after}: {stats.ToJsonString()}");
            Assert.AreEqual(0L, stats["states_not_covered"]!.GetValue<long>());
        }
    }

    /// <summary>While there was no tower for a time, states were signed without a ticket. Of these too the newest is covered when there is one again.</summary>
    [TestMethod]
    [DataRow(true, DisplayName = "at once")]
    [DataRow(false, DisplayName = "when the next is signed")]
    public async Task TheNewestStateFromATimeWithoutTowersIsCoveredToo(bool isAtOnce)
    {
        await using Bench bench = new(Recording);
        RecordedStates before = new();
        NodeSession session = bench.NewSession();
        if (isAtOnce)
        {
            bench.Keeper.TurnedOn += session.CatchUpWithTowers;
        }

        await bench.AddTowerAsync();
        int revoked = 0;
        foreach (TranscriptEntry entry in bench.Transcript.Requests())
        {
            HsmdAnswer answer = session.Answer(entry);
            Assert.IsTrue(answer.Kind is HsmdAnswerKind.Reply or HsmdAnswerKind.NoReply or HsmdAnswerKind.Withheld, entry.N + ": " + answer.Sentence);
            bench.States.Take(entry);
            if (revoked < 3)
            {
                before.Take(entry);
            }

            if (entry.Number() == ValidateRevocation && ++revoked is 1 or 3)
            {
                if (revoked == 1)
                {
                    await bench.AllBackedUpAsync();
                    new TowerCommands(bench.Store, bench.Client).Run("remove", new() { ["tower"] = Convert.ToHexStringLower(bench.Tower.PublicKey), ["force"] = true });
                    Assert.IsFalse(bench.Keeper.IsOn);
                }
                else
                {
                    await bench.AddTowerAsync();
                }
            }
        }

        await bench.AllBackedUpAsync();
        Assert.IsTrue(before.Revoked.Count >= 3 && bench.States.Revoked.Count > before.Revoked.Count + 1, $"{before.Revoked.Count} of {bench.States.Revoked.Count}");
        HashSet<string> old = [.. before.Revoked.Select(Convert.ToHexString)];
        Assert.AreEqual(0, bench.States.Revoked.Count(breach => !old.Contains(Convert.ToHexString(breach)) && bench.Tower.FindSweep(breach) == null));
    }

    /// <summary>No room for what a backup needs: the device is not asked, the node hears it, and the same request is served when there is room.</summary>
    [TestMethod]
    public async Task AFullTowerFileStopsACommitmentBeforeTheDeviceIsAsked()
    {
        Places.RequireFiles();
        await using Bench bench = new(Recording, sizeBytesMax: 1 << 20);
        await bench.AddTowerAsync();
        NodeSession session = bench.NewSession();
        List<TranscriptEntry> entries = [.. bench.Transcript.Requests()];
        int at = entries.FindIndex(entry => entry.Number() == SignRemoteCommitment);
        entries.Take(at).ToList().ForEach(entry => session.Answer(entry));

        // Other channels have filled the disk.
        byte[] filler = [2, .. Enumerable.Repeat((byte)9, 40)];
        ulong number = 0;
        foreach (int size in new[] { 20_000, 2_000, 0 })
        {
            Assert.ThrowsExactly<TowerStoreException>(() =>
            {
                while (true)
                {
                    bench.Store.AddSigned(filler, BlobType.Anchors, TowerWorld.State(9, number++) with { Sat = 0, Vout = 0, Ticket = new byte[size] });
                }
            });
        }

        ulong sequence = bench.Signer.JournalSequence;
        HsmdAnswer answer = session.Answer(entries[at]);
        Assert.AreEqual((HsmdAnswerKind.Failed, HsmdAnswer.TowerStoreTag), (answer.Kind, answer.Tag), answer.Sentence);
        Assert.IsTrue(answer.IsPassing);
        StringAssert.Contains(answer.Sentence, "full");
        Assert.AreEqual(sequence, bench.Signer.JournalSequence);
        Assert.AreEqual(0, bench.Intents.Pending().Count);

        bench.Store.Forget(filler);
        Assert.AreEqual(HsmdAnswerKind.Reply, session.Answer(entries[at]).Kind);
    }

    /// <summary>A session whose fee would eat more of the peer's than may stay without a backup: such a state is kept until there is a session with a lower fee.</summary>
    [TestMethod]
    public async Task AStateThatTheDeviceFindsTooExpensiveWaitsForACheaperSession()
    {
        await using Bench bench = new(Recording);
        bench.Store.SetTerms(1024, 125_000);
        await bench.RelyOnTowerAsync();
        Task<ReplayResult> playing = Task.Run(bench.Play);
        await TowerWorld.UntilAsync(() => bench.Log.Any(line => line.Contains("is not worth the fee", StringComparison.Ordinal)));
        bench.Store.SetTerms(1024, 2500);
        ReplayResult result = await playing;
        Assert.AreEqual(0, result.Different.Count + result.Refused.Count, string.Join("; ", result.Refused));
        await bench.AllBackedUpAsync();
        Assert.AreEqual(0L, bench.Store.ReportStats()["backups_refused"]!.GetValue<long>());
        CollectionAssert.AreEquivalent(new uint[] { 125_000, 2500 }, bench.Store.OpenSessions().Select(session => session.Terms.FeeratePerKw).ToArray());
    }

    /// <summary>A tower that takes nothing just now.</summary>
    private static TowerManners Busy(Func<bool> isBusy) => new()
    {
        Says = reply => reply[1] == 0x5d && isBusy() ? TowerReplies.StateUpdate(TowerCode.TemporaryFailure, 0) : reply,
        At = (moment, message) => moment == TowerMoment.MessageRead && message is StateUpdateMessage && isBusy() ? TowerDeed.HangsUp : TowerDeed.GoesOn,
    };

    /// <summary>A simulated signer with a recording's secret, a tower, and everything between them.</summary>
    private sealed class Bench : IAsyncDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly MemoryNet _net = new();

        public Bench(string recording, long sizeBytesMax = 1L << 30)
        {
            Transcript = Recordings.Named(recording);
            Signer = new TestSigner(Transcript.SecretFile, followsPayments: false);
            Intents = RecoveredLog.Open(_folder.File("intents.db"));
            Store = TowerStore.Open(Places.Of(_folder.File("towers.db")), sizeBytesMax: sizeBytesMax);
            Keeper = new TowerKeeper(Store, (line, _) => Log.Enqueue(line));
            _net.Put("tower", Tower);
            Client = new TowerClient(Store, new DeviceTowerSigner(Signer.Client, Keeper.DeviceHasKeys), _net, new TowerClientSettings
            {
                WaitMin = TimeSpan.FromMilliseconds(5),
                WaitMax = TimeSpan.FromMilliseconds(20),
                Log = Log.Enqueue,
            });
        }

        public Transcript Transcript { get; }

        public TestSigner Signer { get; }

        public IntentStore Intents { get; }

        public TowerStore Store { get; }

        public TowerKeeper Keeper { get; }

        public TowerClient Client { get; }

        public Tower Tower { get; } = new([.. Enumerable.Repeat((byte)0x31, 32)]);

        public RecordedStates States { get; } = new();

        public ConcurrentQueue<string> Log { get; } = new();

        /// <summary>Longer than any machine stands still.</summary>
        public TimeSpan TowerWait { get; init; } = TimeSpan.FromMinutes(20);

        public NodeSession NewSession() => new(Signer.Client, Intents, new BridgeSettings { TowerWait = TowerWait, WriteAhead = true }) { States = Keeper };

        public async Task AddTowerAsync()
        {
            new TowerCommands(Store, Client).Run("add", new() { ["tower"] = Convert.ToHexStringLower(Tower.PublicKey) + "@tower" });
            await TowerWorld.UntilAsync(() => Store.OpenSessions().Count > 0);
            Assert.IsTrue(Keeper.IsOn);
        }

        public async Task RelyOnTowerAsync()
        {
            await AddTowerAsync();
            TowerCommands commands = new(Store, Client);
            commands.Run("trust", new() { ["tower"] = Convert.ToHexStringLower(Tower.PublicKey) });
            commands.Run("exposure", new() { ["states"] = "2" });
        }

        public ReplayResult Play() => TranscriptReplay.Run(Transcript, Transcript.Name, NewSession);

        /// <summary>Each commitment is prepared and then signed, as when its frame is held.</summary>
        public ReplayResult PlayPrepared() => TranscriptReplay.Run(Transcript, Transcript.Name, () =>
        {
            NodeSession session = NewSession();
            return entry =>
            {
                if (entry.Number() != SignRemoteCommitment)
                {
                    return session.Answer(entry);
                }

                WriteAheadAnswer prepared = session.Prepare(entry.Client!.ToHsmd(), entry.Request, new byte[64]);
                return prepared.Prepared == null ? prepared.Answer : session.SignPrepared(prepared.Prepared).Answer;
            };
        });

        public Task AllBackedUpAsync() => TowerWorld.UntilAsync(() => Store.ReportStats()["backups_pending"]!.GetValue<long>() == 0);

        public async ValueTask DisposeAsync()
        {
            await Client.DisposeAsync();
            Store.Dispose();
            Intents.Dispose();
            Signer.Dispose();
            _folder.Dispose();
        }
    }
}
