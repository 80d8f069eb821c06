using System.Collections.Concurrent;
using Holdfast.Bridge;
using Holdfast.Bytes;
using Holdfast.DeviceLink;
using Holdfast.IntentLog;

namespace Holdfast.HsmdBridge;

/// <summary>
/// The hsmd process between lightningd and the device: lightningd's own requests on its socket, and one socket and thread for each program it
/// asks for. Clients wait for the device side by side and never for each other's answers; two connections of one channel take turns.
/// <para>
/// A refusal must not kill the node. The polite form of no is sent where the protocol has one. Where it has none, a channel's
/// connection is closed, which ends that channel's daemon only; a request of lightningd itself is held and tried again, because any other
/// answer makes lightningd exit.
/// </para>
/// </summary>
internal sealed class HsmdServer(UnixSocket lightningd, StatusSocket status, NodeSession session, Action giveUp)
{
    private const int ClientStackBytes = 512 * 1024;
    private const int HoldMs = 1_000;
    private const int HoldMsMax = 60_000;
    private const int FarewellMs = 3_000;

    private readonly HsmdConnection _lightningd = new(lightningd);
    private readonly ConcurrentDictionary<ulong, ClientThread> _channels = new();
    private readonly ConcurrentDictionary<ClientThread, bool> _clients = new();
    private volatile bool _isEnding;
    private volatile bool _hasEnded;

    /// <summary>Serves until lightningd closes its socket.</summary>
    /// <returns>The exit code: 0 after an ordinary end.</returns>
    public int Run()
    {
        int exitCode = 0;
        new Thread(WatchLightningd) { IsBackground = true, Name = "watches lightningd" }.Start();
        try
        {
            for (byte[]? request = _lightningd.Read(); request != null; request = _lightningd.Read())
            {
                if (!Serve(request))
                {
                    break;
                }
            }
        }
        catch (InvalidDataException broken)
        {
            status.Fail(FailReason.MasterIo, "lightningd sent a broken frame: " + broken.Message);
            exitCode = 1;
        }
        catch (HsmdProtocolException broken)
        {
            status.Fail(FailReason.MasterIo, broken.Message);
            exitCode = 1;
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The answer found nobody, or the device was given up: lightningd is gone.
        }

        Farewell();
        _hasEnded = true;
        return exitCode;
    }

    /// <summary>
    /// lightningd can go away while its request waits for a device that is not there. Nobody wants that answer any more, and as long as we wait,
    /// the intent log and the port are not free for our successor.
    /// </summary>
    private void WatchLightningd()
    {
        while (!lightningd.WaitForEnd(-1))
        {
        }

        _isEnding = true;
        Thread.Sleep(2 * FarewellMs);
        if (!_hasEnded)
        {
            giveUp();
        }
    }

    /// <summary>Answers one request of lightningd. False: it went away while its request was held.</summary>
    private bool Serve(byte[] request)
    {
        HsmdAnswer answer = Handle(HsmdClient.Lightningd, request);
        if (answer.Kind is HsmdAnswerKind.Refused or HsmdAnswerKind.Failed)
        {
            Report(HsmdClient.Lightningd, request, answer);
        }

        while (answer.Bytes == null && answer.Kind != HsmdAnswerKind.NoReply)
        {
            if (answer.Tag is "malformed" or "protocol")
            {
                throw new HsmdProtocolException("lightningd sent a bad request: " + answer.Sentence);
            }

            status.Log(StatusLevel.Broken, "Message " + Number(request) + " has no polite refusal: it is held, the node stands still until it can be answered.");
            answer = Hold(request, answer.Tag) ?? answer;
            if (_isEnding)
            {
                return false;
            }
        }

        if (answer.Bytes == null)
        {
            return true;
        }

        if (answer.Kind == HsmdAnswerKind.Withheld)
        {
            status.Log(StatusLevel.Info, Line(request, "withheld", answer));
        }

        Send(answer);
        return true;
    }

    /// <summary>Tries a held request again and again; it may pass when the owner presses the button, or the device is itself again.</summary>
    private HsmdAnswer? Hold(byte[] request, string tag)
    {
        for (int waitMs = HoldMs; !lightningd.WaitForEnd(waitMs); waitMs = Math.Min(2 * waitMs, HoldMsMax))
        {
            HsmdAnswer answer = Handle(HsmdClient.Lightningd, request);
            if (answer.Bytes != null || answer.Tag != tag)
            {
                return answer;
            }
        }

        _isEnding = true;
        return null;
    }

    private void Send(HsmdAnswer answer)
    {
        if (answer.NewClient is not HsmdClient client)
        {
            _lightningd.Write(answer.Bytes!);
            return;
        }

        // The frame first and completely, then the descriptor; lightningd reads them with two different calls.
        (UnixSocket ours, UnixSocket theirs) = UnixSocket.Pair();
        using (theirs)
        {
            _lightningd.Write(answer.Bytes!);
            lightningd.Pass(theirs);
        }

        Start(client, ours);
    }

    private void Start(HsmdClient client, UnixSocket socket)
    {
        ClientThread next = new(client, new HsmdConnection(socket));
        if (client.Dbid != 0)
        {
            // lightningd starts a channel's next daemon when the one before is gone or going: its requests are served first, then no more.
            _channels.TryGetValue(client.Dbid, out ClientThread? before);
            before?.Connection.Socket.Shutdown();
            next.Before = before;
            _channels[client.Dbid] = next;
        }

        _clients[next] = true;
        next.Thread = new Thread(() => Run(next), ClientStackBytes) { IsBackground = true, Name = "hsmd client " + client.Dbid };
        next.Thread.Start();
    }

    private void Run(ClientThread client)
    {
        try
        {
            client.Before?.Thread!.Join();
            client.Before = null;
            for (byte[]? request = client.Connection.Read(); request != null && !_isEnding; request = client.Connection.Read())
            {
                if (!Serve(client, request))
                {
                    break;
                }
            }
        }
        catch (InvalidDataException broken)
        {
            status.BadRequest(client.Identity.Peer, "broken frame: " + broken.Message, []);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Its daemon ended, or we do.
        }
        finally
        {
            client.Connection.Dispose();
            _clients.TryRemove(client, out _);
            _channels.TryRemove(new(client.Identity.Dbid, client));
        }
    }

    private bool Serve(ClientThread client, byte[] request)
    {
        HsmdAnswer answer = Handle(client.Identity, request);
        switch (answer.Kind)
        {
            case HsmdAnswerKind.Withheld:
                status.Log(answer.Tag == NodeSession.SpliceWithoutPlugin ? StatusLevel.Broken : StatusLevel.Info, Line(request, "withheld", answer), client.Identity.Peer);
                goto case HsmdAnswerKind.Reply;
            case HsmdAnswerKind.Reply:
                client.Connection.Write(answer.Bytes!);
                return true;
            case HsmdAnswerKind.NoReply:
                return true;
            default:
                Report(client.Identity, request, answer);
                if (answer.Bytes != null)
                {
                    client.Connection.Write(answer.Bytes);
                    return true;
                }

                status.BadRequest(client.Identity.Peer, answer.Tag + ": " + answer.Sentence, request);
                return false;
        }
    }

    private HsmdAnswer Handle(HsmdClient client, byte[] request)
    {
        try
        {
            return session.Handle(client, request);
        }
        catch (IntentStoreException log)
        {
            return HsmdAnswer.Failed("intent-log", log.Message, null);
        }
        catch (LinkLostException lost)
        {
            return HsmdAnswer.Failed("device-not-ready", lost.Message, null);
        }
        catch (Exception defect) when (defect is not (OperationCanceledException or OutOfMemoryException))
        {
            return HsmdAnswer.Failed("defect", defect.GetType().Name + ": " + defect.Message, null);
        }
    }

    private void Report(HsmdClient client, byte[] request, HsmdAnswer answer)
    {
        bool isRule = answer.Kind == HsmdAnswerKind.Refused;
        string line = Line(request, isRule ? "refused" : "failed", answer) + " " + RefusalAdvice.For(answer.Tag);
        status.Log(isRule ? StatusLevel.Unusual : StatusLevel.Broken, line, client.Dbid != 0 ? client.Peer : null);
    }

    private static string Line(byte[] request, string what, HsmdAnswer answer) =>
        "Message " + Number(request) + " " + what + " (" + answer.Tag + "): " + answer.Sentence;

    private static int Number(byte[] request) => (request[0] << 8) | request[1];

    /// <summary>lightningd is gone. Requests on their way to the device get a moment to come back, so that their intents are closed.</summary>
    private void Farewell()
    {
        _isEnding = true;
        ClientThread[] clients = [.. _clients.Keys];
        foreach (ClientThread client in clients)
        {
            client.Connection.Socket.Shutdown();
        }

        long until = Environment.TickCount64 + FarewellMs;
        foreach (ClientThread client in clients)
        {
            client.Thread!.Join((int)Math.Max(0, until - Environment.TickCount64));
        }
    }

    private sealed class ClientThread(HsmdClient identity, HsmdConnection connection)
    {
        public HsmdClient Identity { get; } = identity;

        public HsmdConnection Connection { get; } = connection;

        public Thread? Thread { get; set; }

        /// <summary>The connection that this one takes over from.</summary>
        public ClientThread? Before { get; set; }
    }
}
