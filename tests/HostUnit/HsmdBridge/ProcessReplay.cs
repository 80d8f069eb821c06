using Holdfast.HsmdBridge;
using Holdfast.NodeRequests;
using Holdfast.NodeRequests.Replay;

namespace Holdfast.HostUnit.HsmdBridge;

/// <summary>
/// Plays a transcript against the real process: requests of lightningd on fd 3, those of its clients on the sockets that it got for them. A
/// start event ends the process and starts the next one.
/// </summary>
internal sealed class ProcessReplay(SimulatedNode node) : IDisposable
{
    private readonly Dictionary<int, HsmdConnection> _clients = [];
    private ScriptedLightningd? _hsmd;

    public ReplayResult Run(Transcript transcript) => TranscriptReplay.Run(transcript, transcript.Name, Start);

    public void Dispose()
    {
        foreach (HsmdConnection client in _clients.Values)
        {
            client.Dispose();
        }

        _clients.Clear();
        if (_hsmd != null)
        {
            Assert.AreEqual(0, _hsmd.Shutdown());
            Assert.AreEqual(0, _hsmd.Failures.Count);
            _hsmd.Dispose();
            _hsmd = null;
        }
    }

    private Func<TranscriptEntry, HsmdAnswer> Start()
    {
        Dispose();
        _hsmd = node.StartHsmd();
        return Answer;
    }

    private HsmdAnswer Answer(TranscriptEntry entry)
    {
        int number = (entry.Request[0] << 8) | entry.Request[1];
        if (number == 99)
        {
            _hsmd!.Main.Write(entry.Request);
            return HsmdAnswer.NoReply;
        }

        if (entry.Client!.Id == 0)
        {
            byte[]? reply = _hsmd!.Ask(entry.Request);
            if (number == 9 && reply != null)
            {
                _clients[_clients.Count == 0 ? 1 : _clients.Keys.Max() + 1] = new HsmdConnection(_hsmd.ReceiveSocket());
            }

            return Judge(reply);
        }

        if (!_clients.TryGetValue(entry.Client.Id, out HsmdConnection? client))
        {
            return HsmdAnswer.Failed("script", "client " + entry.Client.Id + " was never asked for", null);
        }

        client.Write(entry.Request);
        return Judge(client.Read());
    }

    /// <summary>What the process says beside its reply stands on the status socket: a closed connection has its reason there.</summary>
    private HsmdAnswer Judge(byte[]? reply)
    {
        if (reply != null)
        {
            bool isPlaceholder = reply.Length == 67 && reply.AsSpan(2, 64).IndexOfAnyExcept((byte)1) < 0;
            return isPlaceholder ? HsmdAnswer.Withheld(reply, "", "") : HsmdAnswer.Reply(reply);
        }

        Patience.Until(() => !_hsmd!.BadRequests.IsEmpty);
        return _hsmd!.BadRequests.TryDequeue(out string? reason)
            ? HsmdAnswer.Refused("", reason[..reason.IndexOf(':')], reason, null)
            : HsmdAnswer.Failed("closed", "connection closed without a reason", null);
    }
}
