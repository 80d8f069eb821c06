using System.Buffers.Binary;
using Holdfast.HostUnit.NodeRequests;
using Holdfast.HsmdBridge;
using Holdfast.NodeRequests.Replay;

namespace Holdfast.HostUnit.HsmdBridge;

/// <summary>
/// A session of a real node with channeld and its peer's messages: payments both ways, kills between preparing and signing, resends, a splice, batches, a close.
/// It goes through the real stub, the real bridge and a device behind a pseudo terminal; channeld, connectd and lightningd are played from the
/// recording.
/// </summary>
[TestClass]
public sealed class HandOverReplayTests
{
    private const int Sigkill = 9;
    private const int PlaceholderBytes = 64;

    [TestMethod]
    public void ConnectdSeesWhatTheRealOneSaw()
    {
        Transcript opening = Recordings.Named("01-basic-A");
        using SimulatedNode node = new(opening.SecretFile);
        using Session session = new(node, opening);
        int signatures = 0;
        int messages = 0;
        foreach (HandOverLine line in HandOverLine.ReadAll())
        {
            switch (line.Word)
            {
                case "start":
                    session.Start();
                    break;
                case "client":
                    session.Clients[line.Client] = session.Lightningd.NewClient(line.Peer, line.Dbid, line.Permissions);
                    break;
                case "hand-over":
                    session.HandOver(line.Client);
                    break;
                case "ask":
                    session.Ask(line);
                    break;
                case "in":
                    session.Connectd.Write(line.First);
                    CollectionAssert.AreEqual(line.First, session.ReadPeer());
                    break;
                case "write":
                    session.WritePeer(line);
                    break;
                case "out":
                    CollectionAssert.AreEqual(line.First, session.Connectd.Read(), "a message to the peer, after " + messages);
                    messages++;
                    signatures += session.PlaceholdersWritten.Count > 0 ? session.PlaceholdersWritten.Dequeue() : 0;
                    break;
                case "pass":
                    session.PassPeer();
                    break;
                case "end":
                    session.Clients.Remove(line.Client, out HsmdConnection? ended);
                    ended?.Dispose();
                    break;
            }
        }

        session.Dispose();
        Assert.AreEqual(97, messages);
        Assert.AreEqual(0, session.Unwritten);
        Assert.IsTrue(signatures >= 36, signatures + " signatures came in the place of a placeholder");
    }

    /// <summary>The processes of one recorded session.</summary>
    private sealed class Session(SimulatedNode node, Transcript opening) : IDisposable
    {
        private readonly Queue<byte[]> _placeholders = new();
        private ScriptedLightningd? _lightningd;
        private ChanneldProcess? _channeld;
        private HsmdConnection? _closing;
        private int _handedOver;
        private bool _isSetUp;

        public Dictionary<int, HsmdConnection> Clients { get; } = [];

        /// <summary>How many placeholders each message had that connectd has not seen yet.</summary>
        public Queue<int> PlaceholdersWritten { get; } = new();

        public ScriptedLightningd Lightningd => _lightningd!;

        public HsmdConnection Connectd => _channeld!.Connectd;

        /// <summary>Placeholders that no message carried.</summary>
        public int Unwritten => _placeholders.Count;

        /// <summary>The first time as it is; after that, everything but the device dies first.</summary>
        public void Start()
        {
            if (_lightningd != null)
            {
                _lightningd.Process.Signal(Sigkill);
            }

            Dispose();
            _placeholders.Clear();
            PlaceholdersWritten.Clear();
            _lightningd = node.StartHsmd();
            foreach (int number in _isSetUp ? (int[])[11] : [11, 30, 10])
            {
                Assert.IsNotNull(Lightningd.Ask(opening.Entries.First(entry => entry.Request.Length > 1 && Number(entry.Request) == number).Request));
            }

            _isSetUp = true;
        }

        public void HandOver(int client)
        {
            Clients.Remove(client, out HsmdConnection? hsm);
            _channeld = ChanneldProcess.Start(node.Folder, hsm!);
            _handedOver = client;
        }

        public void Ask(HandOverLine line)
        {
            byte[]? reply = line.Client == _handedOver && _closing == null ? _channeld!.Ask(line.First) : AskClient(Clients[line.Client], line.First);
            Assert.IsNotNull(reply, "message " + Number(line.First) + " was refused: " + string.Join("; ", Lightningd.BadRequests));
            if (line.Second == null)
            {
                Assert.AreEqual(2 + PlaceholderBytes + 1, reply.Length);
                _placeholders.Enqueue(reply[2..^1]);
            }
            else if (Number(line.First) != 29)
            {
                // The signature of a splice is withheld until the holder's commitment of its funding exists; the recorded signer did not do that.
                CollectionAssert.AreEqual(line.Second, reply, "the reply to message " + Number(line.First));
            }
        }

        public void WritePeer(HandOverLine line)
        {
            byte[] frame = [.. line.First];
            foreach (int at in line.Placeholders)
            {
                _placeholders.Dequeue().CopyTo(frame, at);
            }

            PlaceholdersWritten.Enqueue(line.Placeholders.Length);
            if (_closing != null)
            {
                _closing.Write(frame);
            }
            else
            {
                _channeld!.Write(frame);
            }
        }

        public byte[]? ReadPeer() => _closing != null ? _closing.Read() : _channeld!.Read();

        /// <summary>channeld ends, and closingd has its end of the peer's socket.</summary>
        public void PassPeer()
        {
            _closing = _channeld!.PassPeer();
            _channeld.Process.Kill();
        }

        public void Dispose()
        {
            _closing?.Dispose();
            _channeld?.Dispose();
            foreach (HsmdConnection client in Clients.Values)
            {
                client.Dispose();
            }

            Clients.Clear();
            _lightningd?.Dispose();
            _closing = null;
            _channeld = null;
            _lightningd = null;
        }

        private static byte[]? AskClient(HsmdConnection client, byte[] request)
        {
            client.Write(request);
            return client.Read();
        }

        private static int Number(byte[] request) => BinaryPrimitives.ReadUInt16BigEndian(request);
    }
}
