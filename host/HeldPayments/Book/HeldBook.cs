using Holdfast.IntentLog;

namespace Holdfast.HeldPayments.Book;

/// <summary>
/// Hold invoices, the HTLCs that pay them, and what was decided, in one file or database with the manners of the intent log: what a method wrote is durable when it returns, one
/// process holds the file, and a full disk is an exception before anything else happens.
/// </summary>
/// <remarks>
/// Always true:
/// <list type="bullet">
/// <item>a decision is in the book before anybody acts on it, and the first of settle and cancel is the only one;</item>
/// <item>an intent to settle is taken back only when the device has said no;</item>
/// <item>an invoice is paid only when the book has its preimage.</item>
/// </list>
/// Every method throws <see cref="IntentStoreException"/> when the file fails.
/// </remarks>
public sealed partial class HeldBook : IDisposable
{
    /// <summary>Of HTLCs, and of judged ones: who sends them is somebody else.</summary>
    public const int PartsMax = 200_000;

    /// <summary>Of an invoice, in a list: the newest.</summary>
    private const int PartsShownMax = 500;

    private const string InvoiceColumns =
        "id, hash, bolt11, amount_msat, secret, is_of_vault, expires_s, final_delta, created_ms, state, preimage, settled_ms, note, jit_order, settles_itself";

    private const string PartColumns = "id, payment, scid, number, amount_msat, expiry, state, seen_ms, extra_fee_msat, onion_msat";

    private readonly ILogDatabase _database;
    private readonly TimeProvider _time;

    private HeldBook(ILogDatabase database, TimeProvider time)
    {
        _database = database;
        _time = time;
    }

    /// <summary>For tests: fewer than <see cref="PartsMax"/>.</summary>
    internal int PartsMost { get; set; } = PartsMax;

    /// <summary>For tests: a write is about to begin, or has just become durable.</summary>
    internal Action<string>? Passing { get; set; }

    /// <exception cref="IntentStoreException">Held by another process, not writable, foreign or damaged.</exception>
    public static HeldBook Open(string path, TimeProvider? time = null, long sizeBytesMax = 1L << 30) => Open(DatabasePlace.File(path), time, sizeBytesMax);

    /// <summary>The same, wherever it is kept.</summary>
    public static HeldBook Open(DatabasePlace place, TimeProvider? time = null, long sizeBytesMax = 1L << 30) =>
        new(place.Open(HeldSchema.Form, new IntentStoreOptions { SizeBytesMax = sizeBytesMax }), time ?? TimeProvider.System);

    public void Dispose() => _database.Dispose();

    public IReadOnlyList<InvoiceRow> Invoices() =>
        _database.Read(statements => Rows(statements.Of("SELECT " + InvoiceColumns + " FROM invoice ORDER BY id"), InvoiceOf));

    /// <summary>Every set that is not over: the HTLCs that lightningd will ask about again.</summary>
    public IReadOnlyList<SetRow> LiveSets() => _database.Read(statements => Rows(
        statements.Of("SELECT id, invoice, state, failure, total_msat FROM payment WHERE state NOT IN (3, 5) ORDER BY id"), SetOf));

    public IReadOnlyList<PartRow> PartsOfSet(long set) => _database.Read(statements => Rows(
        statements.Of("SELECT " + PartColumns + " FROM part WHERE payment = $set ORDER BY id", ("$set", set)), PartOf));

    /// <summary>The newest of an invoice.</summary>
    public IReadOnlyList<PartRow> PartsOfInvoice(long invoice) => _database.Read(statements => Rows(
        statements.Of(
            "SELECT * FROM (SELECT " + PartColumns
                + " FROM part WHERE payment IN (SELECT s.id FROM payment s WHERE s.invoice = $invoice) ORDER BY id DESC LIMIT $most) AS newest ORDER BY id",
            ("$invoice", invoice), ("$most", PartsShownMax)),
        PartOf));

    /// <summary>Parts of an invoice with the number, amount and expiry of this HTLC, as far as they have not failed for good.</summary>
    public IReadOnlyList<PartRow> PartsLike(long invoice, IncomingHtlc htlc) => _database.Read(statements => Rows(
        statements.Of(
            "SELECT " + PartColumns + """
             FROM part WHERE payment IN (SELECT s.id FROM payment s WHERE s.invoice = $invoice AND s.state IN (0, 1, 2, 3, 4))
            AND number = $number AND amount_msat = $amount AND expiry = $expiry ORDER BY id
            """,
            ("$invoice", invoice), ("$number", unchecked((long)htlc.Name.Number)), ("$amount", (long)htlc.AmountMsat), ("$expiry", (long)htlc.Expiry)),
        PartOf));

    public SetRow? FindSet(long set) => _database.Read(statements => Rows(
        statements.Of("SELECT id, invoice, state, failure, total_msat FROM payment WHERE id = $set", ("$set", set)), SetOf).SingleOrDefault());

    public PartRow? FindPart(HtlcName name) => _database.Read(statements => Rows(
        statements.Of(
            "SELECT " + PartColumns + " FROM part WHERE scid = $scid AND number = $number", ("$scid", name.Scid), ("$number", unchecked((long)name.Number))),
        PartOf).SingleOrDefault());

    public JudgedRow? FindJudged(HtlcName name) => _database.Read(statements => Rows(
        statements.Of("SELECT failure FROM judged WHERE scid = $scid AND number = $number", ("$scid", name.Scid), ("$number", unchecked((long)name.Number))),
        row => new JudgedRow(row.IsDBNull(0) ? null : FailureMessage.Parse(row.GetString(0)))).SingleOrDefault());

    /// <summary>A new invoice, before anybody sees it; its number.</summary>
    public long AddInvoice(InvoiceRow invoice) => Write("invoice", statements =>
    {
        _database.RequireRoom();
        return (long)statements.Of(
            """
            INSERT INTO invoice (hash, bolt11, amount_msat, secret, is_of_vault, expires_s, final_delta, jit_order, settles_itself, created_ms)
            VALUES ($hash, $bolt11, $amount, $secret, $vault, $expires, $delta, $order, $itself, $created) RETURNING id
            """,
            ("$hash", invoice.PaymentHash), ("$bolt11", invoice.Bolt11), ("$amount", (long)invoice.AmountMsat), ("$secret", invoice.PaymentSecret),
            ("$vault", invoice.IsOfVault ? 1 : 0), ("$expires", invoice.ExpiresAt), ("$delta", invoice.FinalDelta),
            ("$order", (long)invoice.JitOrder), ("$itself", invoice.SettlesItself ? 1 : 0), ("$created", invoice.Created.ToUnixTimeMilliseconds())).ExecuteScalar()!;
    });

    /// <summary>An HTLC was seen. It joins the set, or begins one.</summary>
    /// <exception cref="IntentStoreException">Also when there are too many.</exception>
    public PartRow AddPart(long invoice, long? set, IncomingHtlc htlc) => Write("seen", statements =>
    {
        _database.RequireRoom();
        RequireFewer(statements);
        long id = set ?? (long)statements.Of(
            "INSERT INTO payment (invoice, total_msat) VALUES ($invoice, $total) RETURNING id", ("$invoice", invoice), ("$total", (long)(htlc.TotalMsat ?? 0))).ExecuteScalar()!;
        DateTimeOffset now = _time.GetUtcNow();
        long part = (long)statements.Of(
            "INSERT INTO part (payment, scid, number, amount_msat, expiry, extra_fee_msat, onion_msat, seen_ms) "
                + "VALUES ($set, $scid, $number, $amount, $expiry, $extra, $onion, $now) RETURNING id",
            ("$set", id), ("$scid", htlc.Name.Scid), ("$number", unchecked((long)htlc.Name.Number)), ("$amount", (long)htlc.AmountMsat), ("$expiry", (long)htlc.Expiry),
            ("$extra", (long)htlc.ExtraFeeMsat), ("$onion", (long)htlc.OnionMsat), ("$now", now.ToUnixTimeMilliseconds())).ExecuteScalar()!;
        return new PartRow(part, id, htlc.Name, htlc.AmountMsat, htlc.Expiry, HeldState.HtlcSeen, now, htlc.ExtraFeeMsat, htlc.OnionMsat);
    });

    /// <summary>The channel of an HTLC has another short id than before.</summary>
    public void Rename(long part, HtlcName name) => Write("renamed", statements => statements.Of(
        "UPDATE part SET scid = $scid WHERE id = $part", ("$scid", name.Scid), ("$part", part)).ExecuteNonQuery());

    /// <summary>The handler says hold; with the last part the set is whole.</summary>
    public void GiveVerdict(long part, long set, bool isWhole) => Write("verdict", statements =>
    {
        statements.Of("UPDATE part SET state = 1 WHERE id = $part AND state = 0", ("$part", part)).ExecuteNonQuery();
        return isWhole ? statements.Of("UPDATE payment SET state = 1 WHERE id = $set AND state = 0", ("$set", set)).ExecuteNonQuery() : 0;
    });

    /// <summary>The set will be settled, with these parts of it: the device compares them when it is asked again.</summary>
    /// <param name="preimage">When it is known already; then the invoice is paid.</param>
    /// <exception cref="InvalidOperationException">Something else was intended first.</exception>
    public void IntendSettle(long invoice, long set, IEnumerable<long> parts, byte[]? preimage) => Write("settle intended", statements =>
    {
        if (statements.Of("UPDATE payment SET state = 2 WHERE id = $set AND state = 1", ("$set", set)).ExecuteNonQuery() == 0
            || statements.Of("UPDATE invoice SET state = 1, note = '' WHERE id = $invoice AND state = 0", ("$invoice", invoice)).ExecuteNonQuery() == 0)
        {
            throw new InvalidOperationException("something else was intended first");
        }

        foreach (long part in parts)
        {
            statements.Of("UPDATE part SET state = 2 WHERE id = $part", ("$part", part)).ExecuteNonQuery();
        }

        return preimage == null ? 0 : KeepPreimage(statements, invoice, preimage);
    });

    /// <summary>The device has said no, and has not released the preimage: the payment is held as before.</summary>
    public void TakeBackSettle(long invoice, long set, string note) => Write("settle taken back", statements =>
    {
        statements.Of("UPDATE invoice SET state = 0, note = $note WHERE id = $invoice AND state = 1", ("$note", note), ("$invoice", invoice)).ExecuteNonQuery();
        statements.Of("UPDATE part SET state = 1 WHERE payment = $set AND state = 2", ("$set", set)).ExecuteNonQuery();
        return statements.Of("UPDATE payment SET state = 1 WHERE id = $set AND state = 2", ("$set", set)).ExecuteNonQuery();
    });

    /// <summary>The preimage is here: the invoice is paid, whatever happens from now on.</summary>
    public void KeepPreimage(long invoice, byte[] preimage) => Write("preimage", statements => KeepPreimage(statements, invoice, preimage));

    /// <summary>The parts of a set fail; the invoice can be paid again.</summary>
    public void IntendCancelSet(long set, FailureMessage failure) => Write("cancel of a set intended", statements => CancelSet(statements, set, failure));

    /// <summary>The invoice is over, and its set with it.</summary>
    public void IntendCancelInvoice(long invoice, long? set, FailureMessage failure) => Write("cancel intended", statements =>
    {
        if (statements.Of("UPDATE invoice SET state = 3, note = '' WHERE id = $invoice AND state = 0", ("$invoice", invoice)).ExecuteNonQuery() == 0)
        {
            throw new InvalidOperationException("something else was intended first");
        }

        return set == null ? 0 : CancelSet(statements, set.Value, failure);
    });

    /// <summary>The device knows that the invoice is cancelled, or there is nothing to tell it.</summary>
    public void Cancelled(long invoice, string note) => Write("cancelled", statements => statements.Of(
        "UPDATE invoice SET state = 4, note = $note WHERE id = $invoice AND state = 3", ("$note", note), ("$invoice", invoice)).ExecuteNonQuery());

    /// <summary>lightningd has been told what was intended: of the set, so of each part.</summary>
    public void Answered(long part) => Write("answered", statements =>
    {
        statements.Of(
            "UPDATE part SET state = (SELECT s.state | 1 FROM payment s WHERE s.id = part.payment) WHERE id = $part AND state NOT IN (3, 5)", ("$part", part)).ExecuteNonQuery();
        return statements.Of(
            """
            UPDATE payment SET state = state + 1 WHERE id = (SELECT payment FROM part WHERE id = $part) AND state IN (2, 4)
            AND NOT EXISTS (SELECT 1 FROM part p WHERE p.payment = payment.id AND p.state NOT IN (3, 5))
            """,
            ("$part", part)).ExecuteNonQuery();
    });

    /// <summary>A verdict about an HTLC of somebody else's invoice, before it is given.</summary>
    public void Judge(HtlcName name, FailureMessage? failure) => Write("judged", statements =>
    {
        _database.RequireRoom();
        statements.Of(
            "DELETE FROM judged WHERE (scid, number) IN (SELECT scid, number FROM judged ORDER BY seen_ms DESC LIMIT 9223372036854775807 OFFSET $most)",
            ("$most", PartsMax)).ExecuteNonQuery();
        return statements.Of(
            "INSERT INTO judged (scid, number, failure, seen_ms) VALUES ($scid, $number, $failure, $now) ON CONFLICT DO NOTHING",
            ("$scid", name.Scid), ("$number", unchecked((long)name.Number)), ("$failure", failure?.ToString()), ("$now", _time.GetUtcNow().ToUnixTimeMilliseconds()))
            .ExecuteNonQuery();
    });

    /// <summary>
    /// Forgets what nobody will ask about any more: parts that failed or were settled, and invoices that were never paid. A paid invoice stays, with its preimage.
    /// </summary>
    /// <returns>The payment hashes of the invoices that are gone.</returns>
    public IReadOnlyList<byte[]> Prune(TimeSpan age) => Write("pruned", statements =>
    {
        long before = (_time.GetUtcNow() - age).ToUnixTimeMilliseconds();
        statements.Of(
            "DELETE FROM part WHERE seen_ms < $before AND payment IN (SELECT id FROM payment WHERE state IN (4, 5))", ("$before", before)).ExecuteNonQuery();
        statements.Of(
            "DELETE FROM part WHERE payment IN (SELECT s.id FROM payment s JOIN invoice i ON i.id = s.invoice WHERE s.state = 3 AND i.settled_ms < $before)",
            ("$before", before)).ExecuteNonQuery();
        statements.Of("DELETE FROM payment WHERE state IN (3, 4, 5) AND NOT EXISTS (SELECT 1 FROM part p WHERE p.payment = payment.id)").ExecuteNonQuery();
        statements.Of("DELETE FROM judged WHERE seen_ms < $before", ("$before", before)).ExecuteNonQuery();
        return Rows(
            statements.Of(
                "DELETE FROM invoice WHERE state IN (0, 4) AND expires_s * 1000 < $before AND NOT EXISTS (SELECT 1 FROM payment s WHERE s.invoice = invoice.id) RETURNING hash",
                ("$before", before)),
            row => (byte[])row[0]);
    });

    private int KeepPreimage(LogStatements statements, long invoice, byte[] preimage) => statements.Of(
        "UPDATE invoice SET state = 2, preimage = $preimage, settled_ms = $now, note = '' WHERE id = $invoice AND state = 1",
        ("$preimage", preimage), ("$now", _time.GetUtcNow().ToUnixTimeMilliseconds()), ("$invoice", invoice)).ExecuteNonQuery();

    private static int CancelSet(LogStatements statements, long set, FailureMessage failure)
    {
        if (statements.Of(
            "UPDATE payment SET state = 4, failure = $failure WHERE id = $set AND state IN (0, 1)", ("$failure", failure.ToString()), ("$set", set)).ExecuteNonQuery() == 0)
        {
            throw new InvalidOperationException("something else was intended first");
        }

        return statements.Of("UPDATE part SET state = 4 WHERE payment = $set", ("$set", set)).ExecuteNonQuery();
    }

    /// <summary>
    /// Room for one more part. A payer can have an invoice's HTLCs fail as often as he likes, so what has failed makes room, the oldest half at once. What waits is never more than
    /// lightningd's channels can hold.
    /// </summary>
    private void RequireFewer(LogStatements statements)
    {
        if ((long)statements.Scalar("SELECT count(*) FROM part")! < PartsMost)
        {
            return;
        }

        statements.Of(
            "DELETE FROM part WHERE state = 5 AND id <= (SELECT id FROM part WHERE state = 5 ORDER BY id LIMIT 1 OFFSET (SELECT count(*) / 2 FROM part WHERE state = 5))")
            .ExecuteNonQuery();
        statements.Of("DELETE FROM payment WHERE state = 5 AND NOT EXISTS (SELECT 1 FROM part p WHERE p.payment = payment.id)").ExecuteNonQuery();
        if ((long)statements.Scalar("SELECT count(*) FROM part")! >= PartsMost)
        {
            throw new IntentStoreException(IntentStoreFault.DiskFull, "the book of held payments has as many HTLCs as it takes");
        }
    }

    private T Write<T>(string what, Func<LogStatements, T> change)
    {
        Passing?.Invoke("before " + what);
        T result = _database.Write(change);
        Passing?.Invoke("after " + what);
        return result;
    }
}
