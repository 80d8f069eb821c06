using Holdfast.HandOver;
using Holdfast.NodeRequests;

namespace Holdfast.HsmdBridge.Pumps;

/// <summary>
/// The two sockets of one hand-over: connectd's, and the bridge's end of the pair whose other end channeld has. As long as channeld's hsm socket is open, the
/// thread that serves it moves the outward frames, because only it can wait for a signature; everything else is moved by <see cref="PumpLoop"/>.
/// The pump outlives channeld: lightningd passes the other end of the pair on to closingd.
/// </summary>
internal sealed class Pump
{
    /// <summary>After so many reads other pumps get their turn.</summary>
    private const int OutwardReadsMax = 8;

    private readonly Lock _gate = new();
    private readonly UnixSocket _connectd;
    private readonly UnixSocket _channeld;
    private readonly ReadySockets _ready;
    private readonly Action<Pump> _ended;
    private readonly OutwardFrames _outward;
    private readonly InwardBytes _inward;
    private SocketInterest _atConnectd;
    private SocketInterest _atChanneld;
    private bool _hasInwardEnded;
    private Func<byte[], byte[]?>? _unserved;
    private volatile bool _isClosed;
    private bool _hasChanneldEndedFirst;

    /// <param name="number">Even, and no other pump's: the names of its sockets are this number and the next.</param>
    /// <param name="ended">Called once, when both sockets are closed.</param>
    public Pump(ulong number, UnixSocket connectd, UnixSocket channeld, PlaceholderMint mint, ReadySockets ready, Action<Pump> ended)
    {
        Number = number;
        _connectd = connectd;
        _channeld = channeld;
        _ready = ready;
        _ended = ended;
        _outward = new OutwardFrames(channeld, connectd, mint);
        _inward = new InwardBytes(connectd, channeld);
    }

    public ulong Number { get; }

    /// <summary>connectd has closed its socket: nothing that is signed now would reach the peer.</summary>
    public bool IsPeerGone => _isClosed || _connectd.WaitForEnd(0);

    /// <summary>channeld, and the process that took its end over, has ended, and the peer had not.</summary>
    public bool HasChanneldEndedFirst => _hasChanneldEndedFirst || (!_isClosed && _channeld.WaitForEnd(0) && !_connectd.WaitForEnd(0));

    /// <exception cref="IOException">The system has no room for two more sockets.</exception>
    public void Start()
    {
        lock (_gate)
        {
            Watch(SocketInterest.Bytes, SocketInterest.None);
        }
    }

    /// <summary>
    /// Moves outward frames, and waits in between, until there is something to read on the hsm socket, or its end. Every frame that channeld wrote before
    /// has left by then.
    /// </summary>
    /// <param name="sign">The signature for a placeholder; null when the frame must not leave.</param>
    /// <returns>False when a frame was held back for good: both connections are closed.</returns>
    public bool ForwardUntil(UnixSocket hsm, Func<byte[], byte[]?> sign, out string trouble)
    {
        trouble = string.Empty;
        for (bool isWanted = false; ;)
        {
            Progress progress = _isClosed ? Progress.Ended : _outward.Advance(sign);
            bool forRoom = progress == Progress.WaitsForRoom;
            switch (progress)
            {
                case Progress.Cut:
                    trouble = _outward.Trouble;
                    Close();
                    return false;
                case Progress.Ended:
                    _hasChanneldEndedFirst |= !IsPeerGone;
                    Close();
                    return true;
                case Progress.WaitsForBytes when isWanted:
                    return true;
                case Progress.WaitsForRoom when isWanted && hsm.WaitForEnd(0):
                    return true; // its daemon has ended; the loop goes on when connectd reads again
            }

            // What was written before a request is here when the request is: one more round moves it.
            isWanted |= UnixSocket.WaitForEither(hsm, isOnlyEnd: isWanted, forRoom ? _connectd : _channeld, forRoom);
        }
    }

    /// <summary>The hsm socket has ended: from now on nobody waits for signatures, and the loop moves both directions.</summary>
    /// <param name="unserved">Told of a placeholder for which nothing is signed any more; its frame does not leave.</param>
    public void LeaveToLoop(Action<byte[]> unserved)
    {
        lock (_gate)
        {
            _unserved = placeholder =>
            {
                unserved(placeholder);
                return null;
            };
        }

        Turn(new byte[1 << 12]);
    }

    /// <summary>One turn of the loop.</summary>
    /// <param name="buffer">Of the loop's thread.</param>
    public void Turn(byte[] buffer)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            try
            {
                Move(buffer);
            }
            catch (Exception noRoom) when (noRoom is IOException or OutOfMemoryException)
            {
                CloseLocked(); // no room to watch it, or to keep what the other side does not read: the others go on
            }
        }
    }

    /// <summary>Ends both connections.</summary>
    public void Close()
    {
        lock (_gate)
        {
            CloseLocked();
        }
    }

    private void Move(byte[] buffer)
    {
        SocketInterest atConnectd = SocketInterest.None;
        SocketInterest atChanneld = SocketInterest.None;
        if (!_hasInwardEnded)
        {
            switch (_inward.Advance(buffer))
            {
                case Progress.WaitsForBytes:
                    atConnectd |= SocketInterest.Bytes;
                    break;
                case Progress.WaitsForRoom:
                    atChanneld |= SocketInterest.Room;
                    break;
                default:
                    _hasInwardEnded = true;
                    break;
            }
        }

        if (_unserved != null)
        {
            switch (_outward.Advance(_unserved, OutwardReadsMax))
            {
                case Progress.WaitsForBytes:
                    atChanneld |= SocketInterest.Bytes;
                    break;
                case Progress.WaitsForRoom:
                    atConnectd |= SocketInterest.Room;
                    break;
                default:
                    CloseLocked();
                    return;
            }
        }

        Watch(atConnectd, atChanneld);
    }

    private void Watch(SocketInterest atConnectd, SocketInterest atChanneld)
    {
        _ready.Watch(_connectd, Number, _atConnectd, atConnectd);
        _atConnectd = atConnectd;
        _ready.Watch(_channeld, Number + 1, _atChanneld, atChanneld);
        _atChanneld = atChanneld;
    }

    private void CloseLocked()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        try
        {
            Watch(SocketInterest.None, SocketInterest.None);
        }
        catch (IOException)
        {
            // Closing takes it out as well.
        }

        _connectd.Shutdown();
        _channeld.Shutdown();
        _connectd.Dispose();
        _channeld.Dispose();
        _ended(this);
    }
}
