using Holdfast.DeviceLink;
using Holdfast.HandOver;
using Holdfast.HsmdBridge.Pumps;
using Holdfast.NodeRequests;

namespace Holdfast.HsmdBridge;

/// <summary>
/// The hsmd process between lightningd and the device: lightningd's own requests on its socket, and one socket and worker for each program it
/// asks for. Clients wait for the device side by side and never for each other's answers; two connections of one channel take turns.
/// <para>
/// A refusal must not kill the node. The polite form of no is sent where the protocol has one. Where it has none, a channel's connection is
/// closed, which ends that channel's daemon only; what happens to lightningd's own requests is the business of <see cref="HeldRequests"/>.
/// </para>
/// </summary>
internal sealed class HsmdServer : IDisposable
{
    private const int FarewellMs = 3_000;

    private readonly UnixSocket _socket;
    private readonly HsmdConnection _lightningd;
    private readonly StatusSocket _status;
    private readonly NodeSession _session;
    private readonly HeldRequests _held;
    private readonly WriteAhead _writeAhead;
    private readonly Action _giveUp;
    private readonly ClientWorkers _clients;
    private readonly UnixSocket _deadEnd;
    private volatile bool _isEnding;
    private volatile bool _hasEnded;

    public HsmdServer(UnixSocket lightningd, StatusSocket status, NodeSession session, HeldRequests held, WriteAhead writeAhead, Action giveUp)
    {
        _socket = lightningd;
        _lightningd = new HsmdConnection(lightningd);
        _status = status;
        _session = session;
        _held = held;
        _writeAhead = writeAhead;
        _giveUp = giveUp;
        _clients = new ClientWorkers(Serve);

        // What a client gets for which there is no room: made now, while there are descriptors.
        (UnixSocket end, _deadEnd) = UnixSocket.Pair();
        end.Dispose();
    }

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
            _status.Fail(FailReason.MasterIo, "lightningd sent a broken frame: " + broken.Message);
            exitCode = 1;
        }
        catch (HsmdProtocolException broken)
        {
            _status.Fail(FailReason.MasterIo, broken.Message);
            exitCode = 1;
        }
        catch (OperationCanceledException)
        {
            // The device was given up, because lightningd is gone.
        }

        _isEnding = true;
        _writeAhead.Loop.CloseAll();
        _clients.End(FarewellMs);
        _hasEnded = true;
        return exitCode;
    }

    public void Dispose() => _deadEnd.Dispose();

    /// <summary>
    /// lightningd can go away while its request waits for a device that is not there. Nobody wants that answer any more, and as long as this process waits,
    /// the intent log and the port are not free for its successor.
    /// </summary>
    private void WatchLightningd()
    {
        while (!_socket.WaitForEnd(-1))
        {
        }

        _isEnding = true;
        _writeAhead.Loop.CloseAll();
        Thread.Sleep(2 * FarewellMs);
        if (!_hasEnded)
        {
            _giveUp();
        }
    }

    /// <summary>Answers one request of lightningd. False: it is gone.</summary>
    private bool Serve(byte[] request)
    {
        HsmdAnswer? answer = _held.Answer(request, asker => _session.Handle(HsmdClient.Lightningd, request, asker));
        if (answer == null)
        {
            return false;
        }

        try
        {
            if (answer.Bytes != null)
            {
                Send(answer);
            }

            return true;
        }
        catch (LightningdGoneException)
        {
            return false;
        }
    }

    private void Send(HsmdAnswer answer)
    {
        if (answer.NewClient is not HsmdClient client)
        {
            ToLightningd(() => _lightningd.Write(answer.Bytes!));
            return;
        }

        UnixSocket? ours = null;
        UnixSocket? theirs = null;
        try
        {
            (ours, theirs) = UnixSocket.Pair();
        }
        catch (IOException noDescriptor)
        {
            Refuse(client, noDescriptor.Message);
        }

        // The frame first and completely, then the descriptor; lightningd reads them with two different calls.
        using (theirs)
        {
            ToLightningd(() =>
            {
                _lightningd.Write(answer.Bytes!);
                _socket.Pass(theirs ?? _deadEnd);
            });
        }

        if (ours != null && !_clients.Start(new ServedClient(client, new HsmdConnection(ours))))
        {
            Refuse(client, "no room for one more thread");
        }
    }

    private void Refuse(HsmdClient client, string why) =>
        _status.Log(StatusLevel.Broken, "A client for channel " + client.Dbid + " is not served: " + why, client.Dbid != 0 ? client.Peer : null);

    private static void ToLightningd(Action write)
    {
        try
        {
            write();
        }
        catch (IOException gone)
        {
            throw new LightningdGoneException(gone);
        }
    }

    private void Serve(ServedClient client)
    {
        Asker asker = new() { IsGone = () => client.IsGone };
        PeerMessages? messages = null;
        try
        {
            byte[]? request = First(client, out messages);

            // What a client asked that is gone by now is dropped unread: it may no longer be what the node wants.
            while (request != null && !_isEnding && !client.IsGone && Serve(client, messages, request, asker))
            {
                request = Next(client, messages);
            }

            if (request == null || client.IsGone)
            {
                messages?.ClientEnded(byItself: !client.WasReplaced && !_isEnding);
            }
        }
        catch (InvalidDataException broken)
        {
            _status.BadRequest(client.Identity.Peer, "broken frame: " + broken.Message, []);
        }
        catch (OutOfMemoryException)
        {
            Refuse(client.Identity, "out of memory");
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Its daemon ended, or the bridge does.
        }
        finally
        {
            messages?.Dispose();
        }
    }

    /// <summary>The first message of a client. holdfast-channeld, and only it, sends one of its own, with two descriptors, before channeld's.</summary>
    private byte[]? First(ServedClient client, out PeerMessages? messages)
    {
        messages = null;
        if (client.Identity.Permissions != WriteAhead.ChanneldsPermissions)
        {
            return client.Connection.Read();
        }

        List<UnixSocket> passed = [];
        try
        {
            byte[]? first = client.Connection.Read(passed);
            if (first == null || !HandOverMessage.IsOffer(first))
            {
                _writeAhead.ServesWithoutStub();
                return first;
            }

            messages = _writeAhead.Take(client, passed);
        }
        finally
        {
            passed.ForEach(socket => socket.Dispose()); // what nobody took
        }

        return Next(client, messages);
    }

    /// <summary>The next request. What channeld sent to its peer before it has left by then.</summary>
    private static byte[]? Next(ServedClient client, PeerMessages? messages) =>
        messages == null || messages.ForwardUntilRequest() ? client.Connection.Read() : null;

    private bool Serve(ServedClient client, PeerMessages? messages, byte[] request, Asker asker)
    {
        HsmdAnswer answer = messages?.Prepares(request) == true
            ? messages.Prepare(request, asker)
            : _session.Handle(client.Identity, request, asker);
        switch (answer.Kind)
        {
            case HsmdAnswerKind.Withheld:
                StatusLevel level = answer.Tag == NodeSession.SpliceWithoutPlugin ? StatusLevel.Broken : StatusLevel.Info;
                _status.Log(level, RequestLine.Of(request, "withheld", answer), client.Identity.Peer);
                goto case HsmdAnswerKind.Reply;
            case HsmdAnswerKind.Reply:
                client.Connection.Write(answer.Bytes!);
                return true;
            case HsmdAnswerKind.NoReply:
                return true;
            case HsmdAnswerKind.Failed when answer.Tag == HsmdAnswer.Withdrawn:
                _status.Log(StatusLevel.Debug, RequestLine.Of(request, "dropped", answer), client.Identity.Peer);
                return false;
            default:
                RequestLine.Report(_status, client.Identity, request, answer);
                if (answer.Bytes != null)
                {
                    client.Connection.Write(answer.Bytes);
                    return true;
                }

                _status.BadRequest(client.Identity.Peer, answer.Tag + ": " + answer.Sentence, request);
                return false;
        }
    }

    private sealed class LightningdGoneException(Exception inner) : Exception(inner.Message, inner);
}
