namespace Holdfast.ReferenceTower;

/// <summary>One session as the tower keeps it.</summary>
public sealed class TowerSession(CreateSessionMessage terms)
{
    private readonly List<StateUpdateMessage> _updates = [];

    public CreateSessionMessage Terms { get; } = terms;

    public ushort LastApplied { get; private set; }

    private ushort _echoed;

    /// <summary>In the order in which they were accepted; one with the hint of an older one has taken its place.</summary>
    public IReadOnlyList<StateUpdateMessage> Updates
    {
        get
        {
            lock (_updates)
            {
                return [.. _updates];
            }
        }
    }

    /// <summary>The rule of lnd's watchtower/wtdb/session_info.go, in its order.</summary>
    public ushort Accept(StateUpdateMessage update)
    {
        if (update.Sequence <= update.LastApplied)
        {
            return TowerCode.PermanentFailure;
        }

        if (update.LastApplied < _echoed)
        {
            return TowerCode.ClientBehind;
        }

        if (update.Sequence > Terms.UpdatesMax)
        {
            return TowerCode.UpdatesMaxExceeded;
        }

        if (update.Sequence != LastApplied && update.Sequence != LastApplied + 1)
        {
            return TowerCode.OutOfOrder;
        }

        lock (_updates)
        {
            // lnd stores by hint and session (watchtower/wtdb/tower_db.go), so a number that comes again with another hint destroys nothing.
            _updates.RemoveAll(old => old.Hint.AsSpan().SequenceEqual(update.Hint));
            _updates.Add(update);
        }

        _echoed = update.LastApplied;
        LastApplied = update.Sequence;
        return TowerCode.Ok;
    }
}

/// <summary>All sessions of a tower, by the key that the client has in its handshake.</summary>
public sealed class SessionBook
{
    private const ulong SweepFeeMin = 1000;

    private readonly Dictionary<string, TowerSession> _sessions = [];
    private readonly Lock _gate = new();

    /// <summary>A copy, by key in hexadecimal.</summary>
    public IReadOnlyDictionary<string, TowerSession> Sessions
    {
        get
        {
            lock (_gate)
            {
                return new Dictionary<string, TowerSession>(_sessions);
            }
        }
    }

    /// <summary>A session without updates may be opened again, with other terms.</summary>
    public (ushort Code, ushort LastApplied) Create(byte[] key, CreateSessionMessage terms)
    {
        lock (_gate)
        {
            if (_sessions.GetValueOrDefault(Convert.ToHexStringLower(key)) is { LastApplied: > 0 } used)
            {
                return (TowerCode.AlreadyExists, used.LastApplied);
            }

            ushort code = terms.BlobType is not (2 or 6 or 10 or 26) ? TowerCode.BlobTypeRefused
                : terms.UpdatesMax == 0 ? TowerCode.UpdatesMaxRefused
                : terms.RewardBase != 0 || terms.RewardRate != 0 ? TowerCode.RewardRateRefused
                : terms.SweepFee < SweepFeeMin ? TowerCode.SweepFeeRefused
                : TowerCode.Ok;
            if (code == TowerCode.Ok)
            {
                _sessions[Convert.ToHexStringLower(key)] = new TowerSession(terms);
            }

            return (code, 0);
        }
    }

    public (ushort Code, ushort LastApplied) Update(byte[] key, StateUpdateMessage update)
    {
        lock (_gate)
        {
            if (!_sessions.TryGetValue(Convert.ToHexStringLower(key), out TowerSession? session))
            {
                return (TowerCode.PermanentFailure, 0);
            }

            ushort code = update.Blob.Length == BlobBytes(session.Terms.BlobType) ? session.Accept(update) : TowerCode.PermanentFailure;
            return (code, session.LastApplied);
        }
    }

    public ushort Delete(byte[] key)
    {
        lock (_gate)
        {
            return _sessions.Remove(Convert.ToHexStringLower(key)) ? TowerCode.Ok : TowerCode.NotFound;
        }
    }

    private static int BlobBytes(ushort blobType) => blobType is 10 or 26 ? 340 : 314;
}
