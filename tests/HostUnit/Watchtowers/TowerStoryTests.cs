using Holdfast.Bridge;
using Holdfast.Bridge.Hsmd;
using Holdfast.Bridge.Replay;
using Holdfast.Bridge.Towers;
using Holdfast.Bridge.Wire;
using Holdfast.HostUnit.Bridge;
using Holdfast.ReferenceTower;
using Holdfast.Watchtowers;
using Holdfast.Watchtowers.Storage;

namespace Holdfast.HostUnit.Watchtowers;

/// <summary>A recorded session of real nodes through the bridge and the firmware, with a tower behind it: what of it could be punished while the node is off?</summary>
[TestClass]
public sealed class TowerStoryTests
{
    private const int SignRemoteCommitment = 19;
    private const int ValidateRevocation = 36;

    [TestMethod]
    [DataRow("02-forward-A")]
    [DataRow("08-splice-A")]
    public async Task EveryRevokedStateOfARecordedSessionIsSweptByTheTower(string recording)
    {
        Transcript transcript = Recordings.Named(recording);
        using TestSigner signer = new(transcript.SecretFile);
        using TemporaryFolder folder = new();
        using TowerStore store = TowerStore.Open(folder.File("towers.db"));
        TowerKeeper keeper = new(store, (_, _) => { });
        MemoryNet net = new();
        Tower tower = new([.. Enumerable.Repeat((byte)0x31, 32)]);
        net.Put("tower", tower);
        List<string> log = [];
        await using TowerClient client = new(store, new DeviceTowerSigner(signer.Client, keeper.DeviceHasKeys), net, new TowerClientSettings { Log = log.Add });
        store.AddTower(tower.PublicKey, new TowerAddress("tower", 9911));
        await TowerWorld.UntilAsync(() => store.OpenSessions().Count == 1 || client.TroubleOf(tower.PublicKey) is { } trouble && Fail(trouble.Sentence));
        Assert.IsTrue(keeper.IsOn);

        Dictionary<string, byte[]> signed = [];
        List<string> revoked = [];
        ReplayResult result = TranscriptReplay.Run(transcript, recording, () =>
        {
            NodeSession session = new(signer.Client) { States = keeper };
            return entry =>
            {
                HsmdAnswer answer = session.Answer(entry);
                if (entry.Number() is SignRemoteCommitment or ValidateRevocation && answer.Kind == HsmdAnswerKind.Reply)
                {
                    Note(entry, signed, revoked);
                }

                return answer;
            };
        });
        Assert.AreEqual(0, result.Different.Count, "the tower changes no reply");
        Assert.IsTrue(revoked.Count > 3);
        await TowerWorld.UntilAsync(() => store.ReportStats()["backups_pending"]!.GetValue<long>() == 0);

        int swept = 0;
        foreach (string state in revoked)
        {
            foreach (byte[] breach in signed.Where(entry => entry.Key.StartsWith(state + "/", StringComparison.Ordinal)).Select(entry => entry.Value))
            {
                Sweep? sweep = tower.FindSweep(breach);
                BreachTransaction transaction = BreachTransaction.Parse(breach);
                if (sweep != null)
                {
                    swept++;
                    Assert.IsTrue(transaction.Outputs.Any(output => output.Sat - 1217 == sweep.Sat || output.Sat - 1337 == sweep.Sat), "one output less the session's fee");
                }
            }
        }

        System.Text.Json.Nodes.JsonObject stats = store.ReportStats();
        Assert.AreEqual(stats["backups_acknowledged"]!.GetValue<long>(), swept);
        Assert.IsTrue(swept > 0);
        Assert.AreEqual(0L, stats["backups_refused"]!.GetValue<long>(), string.Join("; ", log));
        Assert.AreEqual(0L, stats["states_not_covered"]!.GetValue<long>());
        Console.WriteLine($"{recording}: {revoked.Count} revocations, {swept} sweeps; {stats.ToJsonString()}");
    }

    private static bool Fail(string sentence) => throw new AssertFailedException(sentence);

    private static void Note(TranscriptEntry entry, Dictionary<string, byte[]> signed, List<string> revoked)
    {
        HsmdReader reader = new(entry.Request);
        reader.Type();
        string channel = Convert.ToHexString(entry.Client!.ToHsmd().Peer) + entry.Client.ToHsmd().Dbid;
        if (entry.Number() == ValidateRevocation)
        {
            revoked.Add(channel + "/" + Holdfast.Bridge.Hsmd.ValidateRevocation.Parse(reader).Number);
            return;
        }

        SignRemoteCommitmentTx commitment = SignRemoteCommitmentTx.Parse(reader);
        byte[] bytes = commitment.Spending.Transaction.Serialize();
        signed[channel + "/" + commitment.Number + "/" + Convert.ToHexString(commitment.Spending.Transaction.Txid)] = bytes;
    }
}
