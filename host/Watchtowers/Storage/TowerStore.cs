using System.Data.Common;
using System.Text.Json.Nodes;
using Holdfast.IntentLog;

namespace Holdfast.Watchtowers.Storage;

/// <summary>
/// Towers, sessions, states and the outbox, in one file or database with the manners of the intent log: what a method wrote is durable when it returns; one process holds
/// it; a full disk is an exception before anything else happens.
/// </summary>
/// <remarks>
/// Always true:
/// <list type="bullet">
/// <item>a state that was revoked while a tower was known has a backup for each active tower, pending until that tower acknowledged it or nothing is to back up;</item>
/// <item>the bytes under a number of a session never change: <see cref="Commit"/> fixes them before they are sent;</item>
/// <item>a session that is given up gives its states back to waiting.</item>
/// </list>
/// Safe for many threads. Every method throws <see cref="TowerStoreException"/> when the file fails.
/// </remarks>
public sealed partial class TowerStore : IDisposable
{
    /// <summary>States of all channels; beyond, the oldest that every tower has go first.</summary>
    private const long StatesMax = 2_000_000;

    private const string Waiting = """
        SELECT s.id, s.channel, c.device_id, s.funding_prefix, s.number, s.txid, s.vout, s.sat, s.ticket, s.secret FROM backup b
        JOIN signed s ON s.id = b.state JOIN channel c ON c.id = s.channel
        WHERE b.tower = $tower AND b.outcome = 0 AND b.session IS NULL AND c.blob_type = $type
        """;

    /// <summary>No other session has room: any state whose sweep this fee would not eat.</summary>
    private const string Affordable = " AND (b.feerate_below IS NULL OR b.feerate_below > $feerate)";

    /// <summary>Another session comes first, and its fee would use up the sweep.</summary>
    private const string AffordableHereOnly = " AND b.feerate_below IS NOT NULL AND b.feerate_below > $feerate AND b.feerate_below <= $other";

    private readonly ILogDatabase _database;
    private readonly TimeProvider _time;

    private TowerStore(ILogDatabase database, TimeProvider time)
    {
        _database = database;
        _time = time;
    }

    /// <summary>Something changed that the towers' client should know of. Called on the thread that changed it.</summary>
    public event Action? Changed;

    /// <summary>A tower has a state of this channel, or needs none; null: what the device wants of towers is another thing now. Called on the thread that changed it.</summary>
    public event Action<byte[]?>? Progressed;

    /// <exception cref="TowerStoreException">Held by another process, not writable, foreign or damaged.</exception>
    public static TowerStore Open(string path, TimeProvider? time = null, long sizeBytesMax = 1L << 30) => Open(DatabasePlace.File(path), time, sizeBytesMax);

    /// <summary>The same, wherever it is kept.</summary>
    public static TowerStore Open(DatabasePlace place, TimeProvider? time = null, long sizeBytesMax = 1L << 30) => Guarded(() =>
        new TowerStore(place.Open(TowerSchema.Form, new IntentStoreOptions { SizeBytesMax = sizeBytesMax }), time ?? TimeProvider.System));

    public void Dispose() => _database.Dispose();

    /// <summary>
    /// The device signed a commitment of the peer, or is about to: then the ticket is empty, and only the room for it is taken. Twice the same changes nothing.
    /// </summary>
    /// <param name="channel">The node's name for it.</param>
    /// <param name="state">Without its secret.</param>
    public void AddSigned(byte[] channel, ushort blobType, RevokedState state) => Write(statements =>
    {
        long id = ChannelId(statements, channel, state.ChannelId, blobType);
        (string, object?)[] row =
        [
            ("$channel", id), ("$prefix", state.FundingPrefix), ("$number", (long)state.Number), ("$txid", state.Txid), ("$vout", state.Vout), ("$sat", (long)state.Sat),
            ("$ticket", state.Ticket),
        ];
        int added = statements.Of(
            "INSERT INTO signed (channel, funding_prefix, number, txid, vout, sat, ticket) VALUES ($channel, $prefix, $number, $txid, $vout, $sat, $ticket) ON CONFLICT DO NOTHING",
            row).ExecuteNonQuery();
        if (added > 0)
        {
            _database.RequireRoom();
            Prune(statements);
            return added;
        }

        // Its room was taken before the device was asked. Now that the device has signed, a full file is no reason to stop.
        return statements.Of(
            "UPDATE signed SET txid = $txid, vout = $vout, sat = $sat, ticket = $ticket"
                + " WHERE channel = $channel AND number = $number AND funding_prefix = $prefix AND length(ticket) = 0",
            row).ExecuteNonQuery();
    });

    /// <summary>The peer gave the secret of a number: each commitment of that number is to be backed up at each active tower.</summary>
    /// <returns>False when none is known: the first of a channel is, as a rule, from before there were towers.</returns>
    public bool Revoke(byte[] channel, ulong number, byte[] secret)
    {
        bool isKnown = Write(statements =>
        {
            object? id = statements.Of("SELECT id FROM channel WHERE name = $name", ("$name", channel)).ExecuteScalar();
            if (id == null)
            {
                return false;
            }

            object? signed = statements.Of(
                "SELECT 1 FROM signed WHERE channel = $channel AND number = $number AND length(ticket) > 0", ("$channel", id), ("$number", (long)number)).ExecuteScalar();
            if (signed == null)
            {
                statements.Of("UPDATE channel SET uncovered = uncovered + 1 WHERE id = $channel", ("$channel", id)).ExecuteNonQuery();
                return false;
            }

            statements.Of(
                "UPDATE signed SET secret = $secret, revoked_ms = $now WHERE channel = $channel AND number = $number AND secret IS NULL",
                ("$secret", secret), ("$now", NowMs()), ("$channel", id), ("$number", (long)number)).ExecuteNonQuery();
            statements.Of(
                """
                INSERT INTO backup (state, tower) SELECT s.id, t.id FROM signed s, tower t
                WHERE s.channel = $channel AND s.number = $number AND length(s.ticket) > 0 AND t.is_active = 1
                ON CONFLICT DO NOTHING
                """,
                ("$channel", id), ("$number", (long)number)).ExecuteNonQuery();
            return true;
        });
        Changed?.Invoke();
        return isKnown;
    }

    /// <summary>Whether this commitment is kept with its ticket.</summary>
    public bool HasTicket(byte[] channel, uint fundingPrefix, ulong number) => Read(statements => statements.Of(
        "SELECT 1 FROM signed s JOIN channel c ON c.id = s.channel WHERE c.name = $name AND s.funding_prefix = $prefix AND s.number = $number AND length(s.ticket) > 0",
        ("$name", channel), ("$prefix", fundingPrefix), ("$number", (long)number)).ExecuteScalar() != null);

    /// <summary>The channel is over and its close is buried: there is nothing left to punish.</summary>
    public void Forget(byte[] channel)
    {
        Write(statements =>
        {
            object? id = statements.Of("SELECT id FROM channel WHERE name = $name", ("$name", channel)).ExecuteScalar();
            statements.Of(
                "DELETE FROM backup WHERE state IN (SELECT id FROM signed WHERE channel = $channel) AND (outcome <> 0 OR session IS NULL)", ("$channel", id)).ExecuteNonQuery();
            return statements.Of(
                "DELETE FROM signed WHERE channel = $channel AND NOT EXISTS (SELECT 1 FROM backup b WHERE b.state = signed.id)", ("$channel", id)).ExecuteNonQuery();
        });
        Changed?.Invoke();
    }

    /// <summary>What is sent next in a session: the oldest update that is fixed and not acknowledged.</summary>
    public CommittedUpdate? NextCommitted(SessionRow session) => Read(statements =>
    {
        using DbDataReader row = statements.Of(
            """
            SELECT b.sequence, c.device_id, s.funding_prefix, s.number, b.hint, b.blob, b.seal FROM backup b JOIN signed s ON s.id = b.state JOIN channel c ON c.id = s.channel
            WHERE b.session = $session AND b.outcome = 0 ORDER BY b.sequence LIMIT 1
            """,
            ("$session", session.Id)).ExecuteReader();
        return row.Read()
            ? new CommittedUpdate((ushort)row.GetInt64(0), Blob(row, 1), (uint)row.GetInt64(2), (ulong)row.GetInt64(3), new Backup(Blob(row, 4), Blob(row, 5), Blob(row, 6)))
            : null;
    });

    /// <summary>The oldest state that waits for this session. Of several sessions of a tower and kind, the oldest whose fee fits the state is filled first.</summary>
    internal WaitingState? NextWaiting(SessionRow session) => !session.HasRoom ? null : Read(statements =>
    {
        IEnumerable<SessionRow> older = WithRoom(statements, session.Tower, session.BlobType).Where(other => other.Id < session.Id);
        return NextWaiting(statements, session.Tower, session.BlobType, session.Terms.FeeratePerKw, older);
    });

    /// <summary>Whether this session has something to send, or room for something that waits.</summary>
    public bool HasWork(SessionRow session) => NextCommitted(session) != null || NextWaiting(session) != null;

    /// <summary>Fixes the bytes of the session's next update. From here on exactly these go out under this number, however often.</summary>
    internal SessionRow Commit(SessionRow session, WaitingState state, Backup backup) => Write(statements =>
    {
        SessionRow next = Session(statements, session.Id) is { HasRoom: true } open ? open with { Sequence = (ushort)(open.Sequence + 1) }
            : throw new TowerStoreException("session " + session.KeyIndex + " has no room");
        int changed = statements.Of(
            """
            UPDATE backup SET session = $session, sequence = $sequence, hint = $hint, blob = $blob, seal = $seal
            WHERE tower = $tower AND state = $state AND outcome = 0 AND session IS NULL
            """,
            ("$session", next.Id), ("$sequence", next.Sequence), ("$hint", backup.Hint), ("$blob", backup.Blob), ("$seal", backup.Seal),
            ("$tower", next.Tower), ("$state", state.Id)).ExecuteNonQuery();
        if (changed == 1)
        {
            statements.Of("UPDATE session SET sequence = $sequence WHERE id = $session", ("$sequence", next.Sequence), ("$session", next.Id)).ExecuteNonQuery();
            return next;
        }

        return Session(statements, session.Id)!; // the owner took the tower away meanwhile
    });

    /// <summary>The tower has this update. Its bytes are not needed again.</summary>
    public SessionRow Acknowledge(SessionRow session, ushort sequence)
    {
        byte[]? channel = null;
        SessionRow row = Write(statements =>
        {
            channel = (byte[]?)statements.Of(
                "SELECT c.name FROM backup b JOIN signed s ON s.id = b.state JOIN channel c ON c.id = s.channel WHERE b.session = $session AND b.sequence = $sequence",
                ("$session", session.Id), ("$sequence", sequence)).ExecuteScalar();
            statements.Of(
                "UPDATE backup SET outcome = 1, hint = NULL, blob = NULL, seal = NULL WHERE session = $session AND sequence = $sequence",
                ("$session", session.Id), ("$sequence", sequence)).ExecuteNonQuery();
            statements.Of("UPDATE session SET applied = $applied WHERE id = $session", ("$applied", sequence), ("$session", session.Id)).ExecuteNonQuery();
            statements.Of(
                """
                UPDATE session SET stage = 1 WHERE id = $session AND sequence = updates_max AND NOT EXISTS
                (SELECT 1 FROM backup WHERE session = $session AND outcome = 0)
                """,
                ("$session", session.Id)).ExecuteNonQuery();
            return session with { Applied = sequence };
        });
        Changed?.Invoke();
        Progressed?.Invoke(channel);
        return row;
    }

    /// <summary>There is nothing to back up in this state.</summary>
    internal void Skip(long tower, WaitingState state) => End(tower, state, TowerSchema.Needless, string.Empty);

    /// <summary>The device does not make this backup.</summary>
    internal void Refuse(long tower, WaitingState state, string note) => End(tower, state, TowerSchema.Refused, note);

    /// <summary>The fee of this session would use up what a tower could sweep of this state: it waits for a session with a lower one.</summary>
    internal void Spare(SessionRow session, WaitingState state)
    {
        Write(statements => statements.Of(
            "UPDATE backup SET feerate_below = $feerate WHERE tower = $tower AND state = $state AND session IS NULL",
            ("$feerate", session.Terms.FeeratePerKw), ("$tower", session.Tower), ("$state", state.Id)).ExecuteNonQuery());
        Changed?.Invoke();
    }

    /// <summary>The device says that this channel's states go to sessions of the other kind.</summary>
    public void SetBlobType(long channel, ushort blobType)
    {
        Write(statements => statements.Of("UPDATE channel SET blob_type = $type WHERE id = $id", ("$type", blobType), ("$id", channel)).ExecuteNonQuery());
        Changed?.Invoke();
    }

    /// <summary>A session that the device has opened. An open one of the same key is from another life of the device: it is given up.</summary>
    public SessionRow AddSession(byte[] tower, ushort blobType, uint keyIndex, SessionTerms terms)
    {
        SessionRow row = Write(statements =>
        {
            long owner = (long)(statements.Of("SELECT id FROM tower WHERE key = $key", ("$key", tower)).ExecuteScalar()
                ?? throw new TowerStoreException("no such tower: " + Convert.ToHexStringLower(tower)));
            foreach (SessionRow old in Sessions(statements, "stage = 0").Where(session => session.KeyIndex == keyIndex))
            {
                Retire(statements, old.Id, "its key was used again");
            }

            long id = (long)statements.Of(
                """
                INSERT INTO session (tower, blob_type, key_index, updates_max, feerate, sweep_key_index, is_taproot, opened_ms)
                VALUES ($tower, $type, $index, $max, $feerate, $sweep, $taproot, $now) RETURNING id
                """,
                ("$tower", owner), ("$type", blobType), ("$index", keyIndex), ("$max", terms.UpdatesMax), ("$feerate", terms.FeeratePerKw),
                ("$sweep", terms.SweepKeyIndex), ("$taproot", terms.IsTaproot), ("$now", NowMs())).ExecuteScalar()!;
            return Session(statements, id)!;
        });
        Changed?.Invoke();
        return row;
    }

    /// <summary>Gives a session up. Every state that it had, acknowledged or not, waits again for another one.</summary>
    public void Retire(SessionRow session, string note)
    {
        Write(statements => Retire(statements, session.Id, note));
        Changed?.Invoke();
    }

    /// <summary>
    /// Whether an active tower lacks a session of a kind that has room, and needs one: for what waits there, or at once. A state that waits for a lower fee needs one
    /// when the fee of new sessions is low enough.
    /// </summary>
    public bool NeedsSession(byte[] tower, ushort blobType, bool isEager) => Read(statements =>
    {
        if (statements.Of("SELECT id FROM tower WHERE key = $key AND is_active = 1", ("$key", tower)).ExecuteScalar() is not long id)
        {
            return false;
        }

        List<SessionRow> open = WithRoom(statements, id, blobType);
        return (isEager && open.Count == 0) || NextWaiting(statements, id, blobType, Terms(statements).FeeratePerKw, open) != null;
    });

    /// <summary>The session of this key is over: nothing of it is to be taken up again.</summary>
    public bool HasClosed(uint keyIndex) => Read(statements =>
        (long)statements.Of("SELECT count(*) FROM session WHERE key_index = $index AND stage <> 0", ("$index", keyIndex)).ExecuteScalar()! > 0);

    public IReadOnlyList<SessionRow> OpenSessions() => Read(statements => Sessions(statements, "stage = 0"));

    public SessionRow? Session(long id) => Read(statements => Session(statements, id));

    /// <summary>Towers and channels with what is acknowledged and pending.</summary>
    public JsonObject Report() => Read(statements => TowerReport.Of(statements, _time.GetUtcNow()));

    public JsonArray ReportSessions() => Read(TowerReport.Sessions);

    public JsonObject ReportStats() => Read(TowerReport.Stats);

    private static List<SessionRow> WithRoom(LogStatements statements, long tower, ushort blobType) => Sessions(
        statements, "stage = 0 AND tower = $tower AND blob_type = $type AND sequence < updates_max", ("$tower", tower), ("$type", blobType));

    /// <param name="others">Sessions that come first.</param>
    private static WaitingState? NextWaiting(LogStatements statements, long tower, ushort blobType, uint feerate, IEnumerable<SessionRow> others)
    {
        long? other = others.Min(session => (long?)session.Terms.FeeratePerKw);
        using DbDataReader row = statements.Of(
            Waiting + (other == null ? Affordable : AffordableHereOnly) + " ORDER BY b.state LIMIT 1",
            ("$tower", tower), ("$type", blobType), ("$feerate", feerate), ("$other", other)).ExecuteReader();
        return row.Read()
            ? new WaitingState(row.GetInt64(0), row.GetInt64(1), new RevokedState(
                Blob(row, 2), (uint)row.GetInt64(3), (ulong)row.GetInt64(4), Blob(row, 5), (ushort)row.GetInt64(6), (ulong)row.GetInt64(7), Blob(row, 8), Blob(row, 9)))
            : null;
    }

    private static long ChannelId(LogStatements statements, byte[] name, byte[] deviceId, ushort blobType)
    {
        statements.Of(
            "INSERT INTO channel (name, device_id, blob_type) VALUES ($name, $device, $type) ON CONFLICT DO NOTHING",
            ("$name", name), ("$device", deviceId), ("$type", blobType)).ExecuteNonQuery();
        return (long)statements.Of("SELECT id FROM channel WHERE name = $name", ("$name", name)).ExecuteScalar()!;
    }

    /// <summary>Looks once in a thousand rows.</summary>
    private static void Prune(LogStatements statements)
    {
        long newest = (long)statements.Scalar("SELECT max(id) FROM signed")!;
        if (newest % 1000 == 0 && newest > StatesMax)
        {
            statements.Of(
                "DELETE FROM signed WHERE id <= $last AND secret IS NOT NULL AND NOT EXISTS (SELECT 1 FROM backup b WHERE b.state = signed.id AND b.outcome = 0)",
                ("$last", newest - StatesMax)).ExecuteNonQuery();
            statements.Of(
                "DELETE FROM backup WHERE state <= $last AND NOT EXISTS (SELECT 1 FROM signed s WHERE s.id = backup.state)", ("$last", newest - StatesMax)).ExecuteNonQuery();
        }
    }

    private static int Retire(LogStatements statements, long session, string note)
    {
        statements.Of(
            "UPDATE backup SET outcome = 0, session = NULL, sequence = NULL, hint = NULL, blob = NULL, seal = NULL WHERE session = $session",
            ("$session", session)).ExecuteNonQuery();
        return statements.Of("UPDATE session SET stage = 2, note = $note WHERE id = $session AND stage <> 2", ("$note", note), ("$session", session)).ExecuteNonQuery();
    }

    private static SessionRow? Session(LogStatements statements, long id) => Sessions(statements, "id = $id", ("$id", id)).SingleOrDefault();

    private static List<SessionRow> Sessions(LogStatements statements, string which, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        List<SessionRow> sessions = [];
        using DbDataReader row = statements.Of(
            "SELECT id, tower, blob_type, key_index, updates_max, feerate, sweep_key_index, is_taproot, sequence, applied FROM session WHERE " + which + " ORDER BY id",
            parameters).ExecuteReader();
        while (row.Read())
        {
            SessionTerms terms = new((ushort)row.GetInt64(4), (uint)row.GetInt64(5), (uint)row.GetInt64(6), row.GetInt64(7) != 0);
            sessions.Add(new SessionRow(
                row.GetInt64(0), row.GetInt64(1), (ushort)row.GetInt64(2), (uint)row.GetInt64(3), terms, (ushort)row.GetInt64(8), (ushort)row.GetInt64(9)));
        }

        return sessions;
    }

    private static byte[] Blob(DbDataReader row, int column) => row.IsDBNull(column) ? [] : row.GetFieldValue<byte[]>(column);

    private void End(long tower, WaitingState state, int outcome, string note)
    {
        byte[]? channel = Write(statements =>
        {
            statements.Of(
                "UPDATE backup SET outcome = $outcome, note = $note WHERE tower = $tower AND state = $state AND session IS NULL",
                ("$outcome", outcome), ("$note", note), ("$tower", tower), ("$state", state.Id)).ExecuteNonQuery();
            return (byte[]?)statements.Of("SELECT name FROM channel WHERE id = $id", ("$id", state.Channel)).ExecuteScalar();
        });
        Changed?.Invoke();
        Progressed?.Invoke(channel);
    }

    private T Write<T>(Func<LogStatements, T> change) => Guarded(() => _database.Write(change));

    private T Read<T>(Func<LogStatements, T> look) => Guarded(() => _database.Read(look));

    private static T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (IntentStoreException failure)
        {
            throw new TowerStoreException(failure.Message, failure);
        }
    }

    private long NowMs() => _time.GetUtcNow().ToUnixTimeMilliseconds();
}
