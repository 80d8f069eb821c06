using System.Collections.Concurrent;
using Holdfast.HandOver;
using Holdfast.NodeRequests;

namespace Holdfast.HsmdBridge.Pumps;

/// <summary>
/// The one thread that moves the peers' messages of all channels, except those outward frames for which a signature may have to be made. It waits for
/// nothing but readiness, so no channel holds up another.
/// </summary>
internal sealed class PumpLoop : IDisposable
{
    /// <summary>One for each channel, and as many again for those that are closing or whose next connection has begun.</summary>
    public const int PumpsMax = 2 * ClientWorkers.WorkersMax;

    private const ulong EndName = ulong.MaxValue;
    private const int BufferBytes = 1 << 16;

    private readonly ReadySockets _ready = new();
    private readonly ConcurrentDictionary<ulong, Pump> _pumps = new();
    private readonly PlaceholderMint _mint;
    private readonly UnixSocket _end;
    private readonly UnixSocket _endSeen;
    private readonly Thread _thread;
    private ulong _number;
    private volatile bool _isEnding;

    public PumpLoop(PlaceholderMint mint)
    {
        _mint = mint;
        (_end, _endSeen) = UnixSocket.Pair();
        _ready.Watch(_endSeen, EndName, SocketInterest.None, SocketInterest.Bytes);
        _thread = new Thread(Run) { IsBackground = true, Name = "peers' messages" };
        _thread.Start();
    }

    /// <summary>Pumps that are open.</summary>
    public int Count => _pumps.Count;

    /// <summary>Begins to move what comes from connectd; the caller moves the outward frames.</summary>
    /// <returns>Null when there is no room for one more; the sockets are still the caller's then.</returns>
    public Pump? Add(UnixSocket connectd, UnixSocket channeld)
    {
        if (_isEnding || _pumps.Count >= PumpsMax)
        {
            return null;
        }

        ulong number = Interlocked.Add(ref _number, 2);
        Pump pump = new(number, connectd, channeld, _mint, _ready, ended => _pumps.TryRemove(ended.Number, out _));
        _pumps[number] = pump;
        try
        {
            pump.Start();
        }
        catch (IOException)
        {
            _pumps.TryRemove(number, out _);
            return null;
        }

        return pump;
    }

    /// <summary>Ends every connection: lightningd is gone, and nothing may leave that it has not written down.</summary>
    public void CloseAll()
    {
        _isEnding = true;
        foreach (Pump pump in _pumps.Values)
        {
            pump.Close();
        }
    }

    public void Dispose()
    {
        CloseAll();
        _end.Dispose();
        _thread.Join();
        _ready.Dispose();
        _endSeen.Dispose();
    }

    private void Run()
    {
        byte[] buffer = new byte[BufferBytes];
        List<ulong> names = [];
        while (true)
        {
            _ready.Wait(names);
            foreach (ulong name in names)
            {
                if (name == EndName)
                {
                    return;
                }

                if (_pumps.TryGetValue(name & ~1UL, out Pump? pump))
                {
                    pump.Turn(buffer);
                }
            }
        }
    }
}
