using System.Buffers.Binary;
using System.Data.Common;

namespace Holdfast.IntentLog;

/// <summary>
/// Write the intent, ask the signer, act. A log of what is about to be asked of a signer, for anything between a Lightning
/// node's state and its signer. README.md in this folder tells node authors when to call what.
/// </summary>
/// <remarks>
/// Always true:
/// <list type="bullet">
/// <item><see cref="Begin(Intent)"/> returned: the intent survives kill -9 and a power cut, and <see cref="Pending"/> gives its exact bytes.</item>
/// <item>Nothing is begun before <see cref="Recover"/> has run to its end.</item>
/// <item>A channel has at most one open intent of a kind; another content is refused until that one is closed.</item>
/// <item>Reply and receipt of <see cref="Complete"/> become durable together, and the last receipt never goes back.</item>
/// <item>After a disk error the file is opened and read anew at the next call, under the same lock.</item>
/// <item>One process holds a log. If its lock was lost or removed, the older holder notices at its next write and stops.</item>
/// <item>Begin threw: the intent is not in the log, or (after <see cref="IntentStoreFault.DiskError"/>) opening again tells. Do not ask the signer.</item>
/// </list>
/// Safe to use from several threads; writes are one at a time.
/// </remarks>
public sealed partial class IntentStore : IDisposable
{
    /// <summary>The largest memory of a channel that a signer may give.</summary>
    public const int MemoryBytesMax = 1 << 16;

    private const string MemoryPrefix = "memory ";

    private readonly ILogDatabase _database;
    private readonly IntentStoreOptions _options;

    internal IntentStore(ILogDatabase database, IntentStoreOptions options)
    {
        _database = database;
        _options = options;
    }

    /// <summary>Opens or creates the log and becomes its only holder.</summary>
    /// <exception cref="IntentStoreException">Held by another process, not writable, foreign or damaged.</exception>
    public static IntentStore Open(string path, IntentStoreOptions? options = null) => Open(DatabasePlace.File(path), options);

    /// <summary>The same, wherever it is kept.</summary>
    /// <exception cref="IntentStoreException">Held by another process (the text says by whom, where the place knows it), not reachable, foreign or damaged.</exception>
    public static IntentStore Open(DatabasePlace place, IntentStoreOptions? options = null)
    {
        IntentStoreOptions bounds = options ?? new IntentStoreOptions();
        return new IntentStore(place.Open(Schema.Form, bounds), bounds);
    }

    /// <summary>A number that is higher than that of every holder of this log before; 0 where it is kept in a file.</summary>
    public long Fence => _database.Fence;

    /// <summary>
    /// For what is asked of the signer without an intent: throws when another process has become the holder, or this one cannot find out. Nothing is done for a log in a
    /// file, which nobody can take over while this process lives.
    /// </summary>
    /// <exception cref="IntentStoreException">Do not ask the signer.</exception>
    public void RequireHolder() => _database.RequireHolder();

    /// <summary>
    /// Writes the intent down; durable on return, and only then may the signer be asked. Beginning exactly what is already open returns
    /// the same id: that is how a crashed node repeats itself.
    /// </summary>
    /// <exception cref="IntentOpenException">The channel has an open intent of this kind with another content.</exception>
    /// <exception cref="IntentStoreException">Nothing durable can be promised now. Do not ask the signer.</exception>
    /// <exception cref="InvalidOperationException"><see cref="Recover"/> has not run.</exception>
    public long Begin(Intent intent) => Begin(intent, out _);

    /// <summary>The same.</summary>
    /// <param name="intent">What is about to be asked.</param>
    /// <param name="wasOpen">True when exactly this was open already: the signer may have acted on it before.</param>
    public long Begin(Intent intent, out bool wasOpen)
    {
        RequireRecovered();
        long before = 0;
        long id = _database.Write(statements =>
        {
            OpenIntent? open = IntentRows.Open(statements, _database.Name, intent.Channel, intent.Kind);
            if (open is null)
            {
                return Insert(statements, intent);
            }

            before = open.Id;
            return open.Intent.Request.AsSpan().SequenceEqual(intent.Request) ? open.Id : throw new IntentOpenException(open);
        });
        wasOpen = before == id;
        return id;
    }

    private long Insert(LogStatements statements, Intent intent)
    {
        DbCommand insert = statements.Of(
            "INSERT INTO intent (channel, kind, request, request_hash, context, begun_ms) VALUES ($channel, $kind, $request, $hash, $context, $now) RETURNING id",
            ("$channel", intent.Channel),
            ("$kind", intent.Kind),
            ("$request", intent.Request),
            ("$hash", intent.RequestHash),
            ("$context", intent.Context),
            ("$now", NowMs()));
        long id = (long)insert.ExecuteScalar()!;
        _database.RequireRoom();
        return id;
    }

    /// <summary>
    /// The signer answered. Reply and receipt become durable together. When this throws, the intent stays open and the signer will give
    /// the same reply again.
    /// </summary>
    /// <param name="id">From <see cref="Begin(Intent)"/> or <see cref="Pending"/>.</param>
    /// <param name="reply">The signer's reply, kept for the audit trail.</param>
    /// <param name="receipt">Empty, or the signer's receipt: a big-endian u64 sequence number and then whatever the signer likes.</param>
    /// <param name="note">Kept for the audit trail; the log never looks at it.</param>
    /// <param name="memory">What the signer wants to be shown after its next start, in place of what it gave for this channel before; null changes nothing.</param>
    /// <exception cref="InvalidOperationException">No open intent has this id.</exception>
    /// <exception cref="IntentStoreException">Nothing durable can be promised now.</exception>
    public void Complete(long id, byte[] reply, byte[] receipt, string? note = null, byte[]? memory = null) => _database.Write(statements =>
    {
        RequireReceiptShape(receipt);
        RequireMemorySize(memory);
        byte[] channel = Close(statements, id, IntentOutcome.Completed, reply, receipt, note);
        KeepNewerReceipt(statements, receipt);
        if (memory is not null)
        {
            _database.Put(MemoryName(channel), memory);
        }

        return id;
    });

    /// <summary>What the signer gave last to be shown after its next start, for this channel; null when it gave nothing.</summary>
    public byte[]? Memory(byte[] channel) => _database.Read(statements =>
        (byte[]?)statements.Of("SELECT value FROM state WHERE name = $name", ("$name", MemoryName(channel))).ExecuteScalar());

    /// <summary>The channels that have a memory.</summary>
    public IReadOnlyList<byte[]> MemoryChannels() => _database.Read(statements =>
    {
        List<byte[]> channels = [];
        using DbDataReader row = statements.Of("SELECT name FROM state WHERE name LIKE 'memory %'").ExecuteReader();
        while (row.Read())
        {
            channels.Add(Convert.FromHexString(row.GetString(0).AsSpan(MemoryPrefix.Length)));
        }

        return channels;
    });

    /// <summary>The signer will not ask for it again: the channel is forgotten.</summary>
    public void ForgetMemory(byte[] channel) => _database.Write(statements =>
        (long)statements.Of("DELETE FROM state WHERE name = $name", ("$name", MemoryName(channel))).ExecuteNonQuery());

    /// <summary>The signer refused by a rule, so it promised nothing for this content and the channel may go on with another one.</summary>
    /// <param name="id">From <see cref="Begin(Intent)"/> or <see cref="Pending"/>.</param>
    /// <param name="tag">The refusal's tag, for the audit trail.</param>
    public void RecordRefusal(long id, string tag) => _database.Write(statements =>
    {
        Close(statements, id, IntentOutcome.Refused, reply: null, receipt: null, tag);
        return id;
    });

    /// <summary>Gives an intent up without knowing whether the signer acted on it: only for a channel that is being force-closed.</summary>
    public void Abandon(long id, string reason) => _database.Write(statements =>
    {
        Close(statements, id, IntentOutcome.Abandoned, reply: null, receipt: null, reason);
        return id;
    });

    /// <summary>What was begun and not closed, oldest first. After a start, <see cref="Recover"/> goes through these.</summary>
    public IReadOnlyList<OpenIntent> Pending() => _database.Read(statements => IntentRows.Open(statements, _database.Name));

    /// <summary>The last closed intents, newest first; at most <see cref="IntentStoreOptions.AuditCount"/> are kept.</summary>
    public IReadOnlyList<ClosedIntent> Audit(int countMax) => _database.Read(statements => IntentRows.Closed(statements, _database.Name, countMax));

    /// <summary>All kept closed intents of one channel and kind, newest first.</summary>
    public IReadOnlyList<ClosedIntent> Audit(byte[] channel, string kind) => _database.Read(statements => IntentRows.Closed(statements, _database.Name, channel, kind));

    /// <summary>The receipt with the highest sequence number seen so far; null when there is none. Show it to the signer on connecting.</summary>
    public byte[]? LastReceipt() => _database.Read(statements => IntentRows.Receipt(statements));

    /// <summary>
    /// The signer's state has gone to another device, whose receipts begin anew: this one counts from now on, whatever its sequence number. Only for somebody who knows that; it
    /// gives up what the older receipt proves.
    /// </summary>
    public void ReplaceReceipt(byte[] receipt) => _database.Write(statements =>
    {
        RequireReceiptShape(receipt);
        _database.Put("receipt", receipt);
        return 0;
    });

    /// <summary>Keeps a receipt that came with a reply nobody logged; an older one than the kept one changes nothing.</summary>
    public void RememberReceipt(byte[] receipt) => _database.Write(statements =>
    {
        RequireReceiptShape(receipt);
        KeepNewerReceipt(statements, receipt);
        return 0L;
    });

    /// <summary>Folds the write-ahead log into the database and lets go of the lock.</summary>
    public void Dispose() => _database.Dispose();

    private byte[] Close(LogStatements statements, long id, IntentOutcome outcome, byte[]? reply, byte[]? receipt, string? note)
    {
        DbCommand update = statements.Of(
            "UPDATE intent SET outcome = $outcome, reply = $reply, receipt = $receipt, note = $note, closed_ms = $now WHERE id = $id AND outcome = 0 RETURNING channel",
            ("$id", id),
            ("$outcome", (int)outcome),
            ("$reply", reply),
            ("$receipt", receipt),
            ("$note", note),
            ("$now", NowMs()));
        if (update.ExecuteScalar() is not byte[] channel)
        {
            throw new InvalidOperationException("no open intent has the id " + id);
        }

        // In the same transaction, so that the trail never outgrows its bound by a crash between the two.
        statements.Of(
            "DELETE FROM intent WHERE outcome <> 0 AND id <= (SELECT id FROM intent WHERE outcome <> 0 ORDER BY id DESC LIMIT 1 OFFSET $keep)",
            ("$keep", _options.AuditCount)).ExecuteNonQuery();
        return channel;
    }

    private void KeepNewerReceipt(LogStatements statements, byte[] receipt)
    {
        byte[]? kept = receipt.Length == 0 ? null : IntentRows.Receipt(statements);
        if (receipt.Length == 0 || (kept is not null && SequenceOf(receipt) < SequenceOf(kept)))
        {
            return;
        }

        _database.Put("receipt", receipt);
    }

    /// <summary>For tests: the disk fails now.</summary>
    internal void FailAsByDisk() => ((HeldDatabase)_database).FailAsByDisk();

    private long NowMs() => _options.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static ulong SequenceOf(byte[] receipt) => BinaryPrimitives.ReadUInt64BigEndian(receipt);

    private static string MemoryName(byte[] channel) => MemoryPrefix + Convert.ToHexString(channel);

    private static void RequireMemorySize(byte[]? memory)
    {
        if (memory?.Length > MemoryBytesMax)
        {
            throw new ArgumentException("a signer's memory of a channel has at most " + MemoryBytesMax + " bytes", nameof(memory));
        }
    }

    private static void RequireReceiptShape(byte[] receipt)
    {
        if (receipt.Length is not 0 and (< 8 or > 64))
        {
            throw new ArgumentException("a receipt is empty or has 8 to 64 bytes", nameof(receipt));
        }
    }
}
