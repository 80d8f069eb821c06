using Holdfast.DeviceLink;
using Holdfast.HostUnit.NodeRequests;
using Holdfast.HsmdBridge;
using Holdfast.NodeRequests.Replay;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;

namespace Holdfast.HostUnit.HsmdBridge;

/// <summary>
/// kill -9 of the real process at the boundaries of every request that changes the device's promises, power cuts and an unplugged cable under
/// it: every effect happens exactly once, and every reply is stock hsmd's.
/// </summary>
[TestClass]
public class HsmdCrashTests
{
    private static readonly HsmdType[] s_stateChanging =
    [
        HsmdType.SetupChannel, HsmdType.SignRemoteCommitmentTx, HsmdType.ValidateCommitmentTx, HsmdType.RevokeCommitmentTx,
        HsmdType.ValidateRevocation, HsmdType.SignCommitmentTx, HsmdType.SignMutualCloseTx, HsmdType.SignWithdrawal,
    ];

    [TestMethod]
    public void KilledAtEveryStateChangingRequest()
    {
        Transcript transcript = Recordings.Named("02-forward-C");
        ulong undisturbed = FactsOfAnUndisturbedSession(transcript);

        Random random = new(12);
        int kills = 0;
        using SimulatedNode node = new(transcript.SecretFile);
        using (Clients clients = new(node))
        {
            foreach (TranscriptEntry entry in transcript.Requests().Where(entry => entry.Reply != null && entry.Number() != (int)HsmdType.ClientHsmFd))
            {
                if (s_stateChanging.Contains((HsmdType)entry.Number()))
                {
                    // Somewhere between "the request is in the socket" and "the reply is, too".
                    clients.Send(entry);
                    Thread.Sleep(random.Next(0, 30));
                    clients.KillHsmd();
                    kills++;
                }

                CollectionAssert.AreEqual(entry.Reply, clients.Ask(entry), "request " + entry.N);
            }
        }

        Assert.IsTrue(kills > 20);
        Assert.AreEqual(undisturbed, node.JournalSequence(), "each effect happened once");
    }

    [TestMethod]
    public void CableUnpluggedAndDeviceRebootedUnderRunningRequests()
    {
        Transcript transcript = Recordings.Named("13-static-remotekey-A");
        ulong undisturbed = FactsOfAnUndisturbedSession(transcript);
        using SimulatedNode node = new(transcript.SecretFile);
        using (Clients clients = new(node))
        {
            int changes = 0;
            foreach (TranscriptEntry entry in transcript.Requests().Where(entry => entry.Reply != null && entry.Number() != (int)HsmdType.ClientHsmFd))
            {
                if (s_stateChanging.Contains((HsmdType)entry.Number()) && changes++ % 5 == 1)
                {
                    node.Unplug();
                    clients.Send(entry);
                    Assert.IsTrue(clients.Hsmd.Logged("does not answer"));
                    node.Device.Reboot();
                    node.PlugIn();
                    CollectionAssert.AreEqual(entry.Reply, clients.Receive(entry), "request " + entry.N);
                    Assert.IsTrue(clients.Hsmd.Logged("answers again"));
                }
                else
                {
                    CollectionAssert.AreEqual(entry.Reply, clients.Ask(entry), "request " + entry.N);
                }
            }
        }

        Assert.AreEqual(undisturbed, node.JournalSequence(), "each effect happened once");
    }

    private static ulong FactsOfAnUndisturbedSession(Transcript transcript)
    {
        using TestSigner signer = new(transcript.SecretFile);
        TranscriptReplay.Run(transcript, transcript.Name, () => new Holdfast.NodeRequests.NodeSession(signer.Client));
        return signer.JournalSequence;
    }

    /// <summary>Sockets for the transcript's clients, made when one is first needed, and again after the process was killed.</summary>
    private sealed class Clients(SimulatedNode node) : IDisposable
    {
        private readonly Dictionary<int, HsmdConnection> _sockets = [];
        private ScriptedLightningd? _hsmd;

        public ScriptedLightningd Hsmd => _hsmd ??= node.StartHsmd();

        public void Send(TranscriptEntry entry) => Socket(entry).Write(entry.Request);

        public byte[]? Receive(TranscriptEntry entry) => Socket(entry).Read();

        public byte[]? Ask(TranscriptEntry entry)
        {
            Send(entry);
            return Receive(entry);
        }

        public void KillHsmd()
        {
            _hsmd!.Process.Kill();
            Close();
        }

        public void Dispose()
        {
            if (_hsmd != null)
            {
                Assert.AreEqual(0, _hsmd.Shutdown());
            }

            Close();
        }

        private void Close()
        {
            foreach (HsmdConnection socket in _sockets.Values)
            {
                socket.Dispose();
            }

            _sockets.Clear();
            _hsmd?.Dispose();
            _hsmd = null;
        }

        private HsmdConnection Socket(TranscriptEntry entry)
        {
            TranscriptClient client = entry.Client!;
            if (client.Id == 0)
            {
                return Hsmd.Main;
            }

            if (!_sockets.TryGetValue(client.Id, out HsmdConnection? socket))
            {
                socket = Hsmd.NewClient(client.Peer, client.Dbid, client.Permissions);
                _sockets[client.Id] = socket;
            }

            return socket;
        }
    }
}
