using Holdfast.Watchtowers;
using Holdfast.Watchtowers.Storage;

namespace Holdfast.NodeRequests.Towers;

/// <summary>Keeps states in the towers' file, for the client that backs them up.</summary>
public sealed class TowerKeeper : IStateKeeper
{
    private readonly TowerStore _store;
    private readonly Action<string, byte[]> _log;
    private readonly HashSet<string> _saidNotCovered = [];
    private readonly Dictionary<string, long> _progress = [];
    private readonly Dictionary<string, Waiting> _waiting = [];
    private readonly object _moves = new();
    private readonly Lock _looking = new();
    private long _changes;
    private long _beginnings;
    private volatile bool _isOn;
    private (uint, bool)? _sweepKey;

    /// <param name="log">A line for the node's log, and the peer that it is about.</param>
    public TowerKeeper(TowerStore store, Action<string, byte[]> log)
    {
        _store = store;
        _log = log;
        _isOn = store.HasTowers && store.HasSessions;
        _beginnings = _isOn ? 1 : 0;
        store.Changed += Look;
        store.Progressed += Note;
    }

    /// <summary>The device has keys for towers since now: it gives tickets, also of the newest states from before, when they are signed again.</summary>
    public event Action? TurnedOn;

    public bool IsOn => _isOn;

    public long Beginnings => Volatile.Read(ref _beginnings);

    /// <summary>The device has given a key for a tower: from now on it gives tickets.</summary>
    public void DeviceHasKeys() => Look(hasKeys: true);

    /// <summary>Which channels wait for a tower.</summary>
    public IReadOnlyList<Waiting> WaitingChannels
    {
        get
        {
            lock (_moves)
            {
                return [.. _waiting.Values];
            }
        }
    }

    public bool Has(byte[] channel, uint fundingPrefix, ulong number)
    {
        bool has = false;
        Guarded(() => has = _store.HasTicket(channel, fundingPrefix, number));
        return has;
    }

    public long Progress(byte[] channel)
    {
        lock (_moves)
        {
            return _changes + _progress.GetValueOrDefault(Convert.ToHexString(channel));
        }
    }

    public long WaitForProgress(byte[] channel, long seen, TimeSpan most)
    {
        lock (_moves)
        {
            long now = Progress(channel);
            if (now == seen)
            {
                Monitor.Wait(_moves, most);
                now = Progress(channel);
            }

            return now;
        }
    }

    public IDisposable Waits(byte[] channel, ulong number, string sentence, TimeSpan most)
    {
        Waiting waiting = new(this, channel, number, sentence, DateTimeOffset.UtcNow);
        lock (_moves)
        {
            _waiting[Convert.ToHexString(channel)] = waiting;
        }

        _log($"Commitment {number} of the peer waits for a watchtower, {most.TotalSeconds:0} seconds at most. Other channels go on. {sentence}", channel[..33]);
        return waiting;
    }

    public void Signing(SignedState state) => Signed(state);

    public void Signed(SignedState state) => Guarded(() => _store.AddSigned(
        state.Channel,
        state.HasAnchors ? BlobType.Anchors : BlobType.Legacy,
        new RevokedState(state.ChannelId, state.FundingPrefix, state.Number, state.Txid, state.Vout, state.Sat, state.Ticket, [])));

    public void Revoked(byte[] channel, ulong number, byte[] secret) => Guarded(() =>
    {
        if (!_store.Revoke(channel, number, secret) && IsNews(channel))
        {
            _log($"State {number} of this channel was signed while there was no watchtower: no tower can act on it.", channel[..33]);
        }
    });

    public void Forgotten(byte[] channel)
    {
        try
        {
            _store.Forget(channel);
        }
        catch (TowerStoreException)
        {
            // Rows that nobody needs any more.
        }
    }

    public void SweepsTo(uint keyIndex, bool isTaproot)
    {
        lock (_moves)
        {
            if (_sweepKey == (keyIndex, isTaproot))
            {
                return;
            }
        }

        try
        {
            _store.SetSweepKey(keyIndex, isTaproot);
            lock (_moves)
            {
                _sweepKey = (keyIndex, isTaproot);
            }
        }
        catch (TowerStoreException)
        {
            // The one before is a key of the wallet as well.
        }
    }

    private void Look() => Look(hasKeys: false);

    private void Look(bool hasKeys)
    {
        bool hasBegun;
        try
        {
            // From the question to the answer, so that an older answer never comes last. The store calls nobody while it holds a lock of its own.
            lock (_looking)
            {
                bool isOn = _store.HasTowers && (_isOn || hasKeys || _store.HasSessions);
                hasBegun = isOn && !_isOn;
                if (hasBegun)
                {
                    _beginnings++;
                }

                _isOn = isOn;
            }
        }
        catch (TowerStoreException)
        {
            // Whoever writes next hears of it.
            return;
        }

        if (hasBegun)
        {
            TurnedOn?.Invoke();
        }
    }

    private bool IsNews(byte[] channel)
    {
        lock (_moves)
        {
            return _saidNotCovered.Add(Convert.ToHexString(channel));
        }
    }

    private static void Guarded(Action work)
    {
        try
        {
            work();
        }
        catch (TowerStoreException failure)
        {
            throw new StateNotKeptException(failure.Message, failure);
        }
    }

    private void Note(byte[]? channel)
    {
        lock (_moves)
        {
            if (channel == null)
            {
                _changes++;
            }
            else
            {
                string name = Convert.ToHexString(channel);
                _progress[name] = _progress.GetValueOrDefault(name) + 1;
            }

            Monitor.PulseAll(_moves);
        }
    }

    /// <summary>A channel whose next commitment waits.</summary>
    public sealed record Waiting(TowerKeeper Keeper, byte[] Channel, ulong Number, string Sentence, DateTimeOffset Since) : IDisposable
    {
        public void Dispose()
        {
            lock (Keeper._moves)
            {
                if (Keeper._waiting.GetValueOrDefault(Convert.ToHexString(Channel)) == this)
                {
                    Keeper._waiting.Remove(Convert.ToHexString(Channel));
                }
            }

            Keeper._log($"Commitment {Number} of the peer does not wait any more, after {(DateTimeOffset.UtcNow - Since).TotalSeconds:0} seconds.", Channel[..33]);
        }
    }
}
