using Holdfast.HostUnit.IntentLog;
using Holdfast.HostUnit.NodeRequests;
using Holdfast.NodeRequests.Replay;
using Holdfast.NodeRequests.Towers;
using Holdfast.NodeRequests;
using Holdfast.ReferenceTower;
using Holdfast.Watchtowers.Storage;
using Holdfast.Watchtowers;

namespace Holdfast.HostUnit.Watchtowers;

/// <summary>A recorded session of real nodes through the bridge and the firmware, with a tower behind it: what of it could be punished while the node is off?</summary>
[TestClass]
public sealed class TowerStoryTests
{
    [TestMethod]
    [DataRow("02-forward-A")]
    [DataRow("08-splice-A")]
    public async Task EveryRevokedStateOfARecordedSessionIsSweptByTheTower(string recording)
    {
        Transcript transcript = Recordings.Named(recording);
        using TestSigner signer = new(transcript.SecretFile);
        using TemporaryFolder folder = new();
        using TowerStore store = TowerStore.Open(Places.Of(folder.File("towers.db")));
        TowerKeeper keeper = new(store, (_, _) => { });
        MemoryNet net = new();
        Tower tower = new([.. Enumerable.Repeat((byte)0x31, 32)]);
        net.Put("tower", tower);
        List<string> log = [];
        await using TowerClient client = new(store, new DeviceTowerSigner(signer.Client, keeper.DeviceHasKeys), net, new TowerClientSettings { Log = log.Add });
        store.AddTower(tower.PublicKey, new TowerAddress("tower", 9911));
        await TowerWorld.UntilAsync(() => store.OpenSessions().Count == 1 || client.TroubleOf(tower.PublicKey) is { } trouble && Fail(trouble.Sentence));
        Assert.IsTrue(keeper.IsOn);

        RecordedStates states = new();
        ReplayResult result = TranscriptReplay.Run(transcript, recording, () =>
        {
            NodeSession session = new(signer.Client) { States = keeper };
            return entry =>
            {
                HsmdAnswer answer = session.Answer(entry);
                if (answer.Kind == HsmdAnswerKind.Reply)
                {
                    states.Take(entry);
                }

                return answer;
            };
        });
        Assert.AreEqual(0, result.Different.Count, "the tower changes no reply");
        Assert.IsTrue(states.Revoked.Count > 3);
        await TowerWorld.UntilAsync(() => store.ReportStats()["backups_pending"]!.GetValue<long>() == 0);

        int swept = 0;
        HashSet<string> scripts = [];
        foreach (byte[] breach in states.Revoked)
        {
            if (tower.FindSweep(breach) is Sweep sweep)
            {
                swept++;
                scripts.Add(Convert.ToHexString(sweep.Script));
                BreachTransaction transaction = BreachTransaction.Parse(breach);
                Assert.IsTrue(transaction.Outputs.Any(output => output.Sat - 1217 == sweep.Sat || output.Sat - 1337 == sweep.Sat), "one output less the session's fee");
            }
        }

        byte[] ours = SweepScript.Of(signer.Client.Ask(new Holdfast.Protocol.NodeKeys()), store.OpenSessions().Single().Terms);
        System.Text.Json.Nodes.JsonObject stats = store.ReportStats();
        Assert.AreEqual(stats["backups_acknowledged"]!.GetValue<long>(), swept);
        Assert.AreEqual(Convert.ToHexString(ours), scripts.Single(), "the money comes to the node's own wallet");
        Assert.AreEqual(0L, stats["backups_refused"]!.GetValue<long>(), string.Join("; ", log));
        Assert.AreEqual(0L, stats["states_not_covered"]!.GetValue<long>());
        Assert.AreEqual(states.Revoked.Count, swept + stats["backups_needless"]!.GetValue<long>(), "all of them");
        Console.WriteLine($"{recording}: {states.Revoked.Count} revoked states, {swept} sweeps; {stats.ToJsonString()}");
    }

    private static bool Fail(string sentence) => throw new AssertFailedException(sentence);
}
