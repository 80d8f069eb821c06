using Holdfast.NodeRequests;
using Holdfast.NodeRequests.Replay;
using Holdfast.NodeRequests.Towers;
using Holdfast.Protocol;
using Holdfast.ReferenceTower;
using Holdfast.Watchtowers;
using Holdfast.Watchtowers.Storage;

namespace Holdfast.Tool.Demo;

/// <summary>
/// A tower on a port of this machine, a recorded session of real nodes through bridge and device, the node switched off, and then each old state of the
/// peer in a block: the tower sweeps it to a key of the wallet.
/// </summary>
internal static class TowerStory
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public static async Task<ActResult> PlayAsync(Transcript transcript, DemoDevice device)
    {
        string folder = Directory.CreateTempSubdirectory("holdfast-tower").FullName;
        try
        {
            return await PlayAsync(transcript, device, Path.Combine(folder, TowerView.FileName));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<ActResult> PlayAsync(Transcript transcript, DemoDevice device, string path)
    {
        Tower tower = new(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        await using TowerListener listener = new(tower);
        using TowerStore store = TowerStore.Open(path);
        TowerKeeper keeper = new(store, (_, _) => { });
        RecordedStates states = new();
        List<Evidence> evidence = [];
        ReplayResult result;
        await using (TowerClient client = new(store, new DeviceTowerSigner(device.Client, keeper.DeviceHasKeys), new TcpTowerDialer(null, false), new TowerClientSettings()))
        {
            string uri = Convert.ToHexStringLower(tower.PublicKey) + "@127.0.0.1:" + listener.Port;
            new TowerCommands(store, client).Run("add", new() { ["tower"] = uri });
            bool isOpen = await UntilAsync(() => store.OpenSessions().Count > 0);
            evidence.Add(new("session", isOpen ? $"key {store.OpenSessions()[0].KeyIndex}, which only the device has" : "none", isOpen));

            result = TranscriptReplay.Run(transcript, transcript.Name, () =>
            {
                NodeSession session = new(device.Client) { States = keeper };
                return entry => Played(session, entry, states);
            });
            bool isSafe = await UntilAsync(() => store.ReportStats()["backups_pending"]!.GetValue<long>() == 0);
            evidence.Add(new("the node's session", $"{result.Requests} requests, {result.Different.Count} replies differ from stock hsmd's", result.Different.Count == 0));
            evidence.Add(new("revoked states", $"{states.Revoked.Count}, of which {store.ReportStats()["backups_acknowledged"]} are acknowledged by the tower", isSafe));
        }

        // The node is off from here on: only the tower and the blocks are left.
        byte[] ours = SweepScript.Of(device.Client.Ask(new NodeKeys()), store.OpenSessions()[0].Terms);
        List<Sweep> sweeps = [.. states.Revoked.Select(tower.FindSweep).OfType<Sweep>()];
        long needless = store.ReportStats()["backups_needless"]!.GetValue<long>();
        bool isComplete = sweeps.Count > 0 && sweeps.Count + needless == states.Revoked.Count;
        evidence.Add(new("old states in a block", $"{sweeps.Count} swept, {needless} held nothing of the peer's", isComplete));
        evidence.Add(new("where the money goes", Convert.ToHexStringLower(ours), sweeps.TrueForAll(sweep => sweep.Script.AsSpan().SequenceEqual(ours))));
        return new ActResult(
            "A tower punishes while the node is off",
            "The device is the client of a watchtower: the tower gets a sealed, signed sweep of each state that the peer revokes, and can open it only when "
                + "that state is published.",
            evidence,
            []);
    }

    private static HsmdAnswer Played(NodeSession session, TranscriptEntry entry, RecordedStates states)
    {
        HsmdAnswer answer = session.Handle(entry.Client!.ToHsmd(), entry.Request);
        if (answer.Kind == HsmdAnswerKind.Reply)
        {
            states.Take(entry);
        }

        return answer;
    }

    private static async Task<bool> UntilAsync(Func<bool> isSo)
    {
        using CancellationTokenSource late = new(s_patience);
        while (!isSo())
        {
            if (late.IsCancellationRequested)
            {
                return false;
            }

            await Task.Delay(20, CancellationToken.None);
        }

        return true;
    }
}
