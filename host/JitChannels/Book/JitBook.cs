using System.Data.Common;
using Holdfast.IntentLog;

namespace Holdfast.JitChannels.Book;

/// <summary>
/// Orders for channels and their invoices, in one file or database with the manners of the intent log: what a method wrote is durable when it returns. Every method throws
/// <see cref="IntentStoreException"/> when the file fails.
/// </summary>
public sealed class JitBook : IDisposable
{
    /// <summary>Orders that have ended are kept for the owner to read, so many of them.</summary>
    public const int EndedMax = 1000;

    private const string Columns =
        "number, lsp, scid, cltv_delta, min_fee_msat, proportional, size_msat, min_size_msat, max_size_msat, valid_until_ms, trusts_lsp, kind, description, text, "
        + "path_secret, created_ms, state, openings, opened_ms, taken_msat, ended_ms, note";

    private readonly ILogDatabase _database;

    /// <summary>For tests: fewer than <see cref="EndedMax"/>.</summary>
    internal int EndedMost { get; set; } = EndedMax;

    private JitBook(ILogDatabase database)
    {
        _database = database;
    }

    /// <exception cref="IntentStoreException">Held by another process, not writable, foreign or damaged.</exception>
    public static JitBook Open(string path, long sizeBytesMax = 1L << 28) => Open(DatabasePlace.File(path), sizeBytesMax);

    /// <summary>The same, wherever it is kept.</summary>
    public static JitBook Open(DatabasePlace place, long sizeBytesMax = 1L << 28) => new(place.Open(JitSchema.Form, new IntentStoreOptions { SizeBytesMax = sizeBytesMax }));

    public void Dispose() => _database.Dispose();

    /// <summary>Those that may be registered anywhere.</summary>
    public IReadOnlyList<OrderRow> Live() => _database.Read(statements => Rows(
        statements.Of("SELECT " + Columns + " FROM purchase WHERE state <> 3 ORDER BY number"), OrderOf));

    /// <summary>The newest, also those that have ended.</summary>
    public IReadOnlyList<OrderRow> Newest(int most) => _database.Read(statements => Rows(
        statements.Of("SELECT * FROM (SELECT " + Columns + " FROM purchase ORDER BY number DESC LIMIT $most) AS newest ORDER BY number", ("$most", most)), OrderOf));

    public IReadOnlyList<OrderInvoice> InvoicesOf(uint order) => _database.Read(statements => Rows(
        statements.Of("SELECT hash, purchase, request, text, expires_ms FROM invoice WHERE purchase = $order", ("$order", (long)order)), InvoiceOf));

    /// <summary>A new order, before anybody outside sees what was made for it.</summary>
    public void Add(OrderRow order) => _database.Write(statements =>
    {
        _database.RequireRoom();
        statements.Of(
            "DELETE FROM purchase WHERE state = 3 AND number <= (SELECT number FROM purchase WHERE state = 3 ORDER BY number DESC LIMIT 1 OFFSET $most)", ("$most", EndedMost - 1))
            .ExecuteNonQuery();
        return statements.Of(
            """
            INSERT INTO purchase (number, lsp, scid, cltv_delta, min_fee_msat, proportional, size_msat, min_size_msat, max_size_msat, valid_until_ms, trusts_lsp, kind,
                description, text, path_secret, created_ms)
            VALUES ($number, $lsp, $scid, $delta, $fee, $ppm, $size, $least, $most, $until, $trusts, $kind, $description, $text, $secret, $created)
            """,
            ("$number", (long)order.Number), ("$lsp", order.LspId), ("$scid", unchecked((long)order.Scid)), ("$delta", (long)order.CltvDelta),
            ("$fee", unchecked((long)order.MinFeeMsat)), ("$ppm", (long)order.Proportional), ("$size", unchecked((long)order.SizeMsat)),
            ("$least", unchecked((long)order.MinSizeMsat)), ("$most", unchecked((long)order.MaxSizeMsat)), ("$until", order.ValidUntil.ToUnixTimeMilliseconds()),
            ("$trusts", order.TrustsLsp ? 1L : 0L), ("$kind", (long)order.Kind), ("$description", order.Description), ("$text", order.Text), ("$secret", order.PathSecret),
            ("$created", order.Created.ToUnixTimeMilliseconds())).ExecuteNonQuery();
    });

    /// <summary>What changes in the life of an order.</summary>
    public void Change(OrderRow order) => _database.Write(statements =>
    {
        if (order.State == OrderState.Closed)
        {
            statements.Of("DELETE FROM invoice WHERE purchase = $number", ("$number", (long)order.Number)).ExecuteNonQuery();
        }

        return statements.Of(
            """
            UPDATE purchase SET text = $text, state = $state, openings = $openings, opened_ms = $opened, taken_msat = $taken, ended_ms = $ended, note = $note WHERE number = $number
            """,
            ("$text", order.Text), ("$state", (long)order.State), ("$openings", (long)order.Openings), ("$opened", order.Opened?.ToUnixTimeMilliseconds()),
            ("$taken", unchecked((long)order.TakenMsat)), ("$ended", order.Ended?.ToUnixTimeMilliseconds()), ("$note", order.Note),
            ("$number", (long)order.Number)).ExecuteNonQuery();
    });

    /// <summary>An invoice, before anybody sees it.</summary>
    public void AddInvoice(OrderInvoice invoice) => _database.Write(statements =>
    {
        _database.RequireRoom();
        return statements.Of(
            "INSERT INTO invoice (hash, purchase, request, text, expires_ms) VALUES ($hash, $order, $request, $text, $expires)",
            ("$hash", invoice.PaymentHash), ("$order", (long)invoice.Order), ("$request", invoice.RequestKey), ("$text", invoice.Text),
            ("$expires", invoice.ExpiresAt.ToUnixTimeMilliseconds())).ExecuteNonQuery();
    });

    public void RemoveInvoice(byte[] paymentHash) => _database.Write(statements =>
        statements.Of("DELETE FROM invoice WHERE hash = $hash", ("$hash", paymentHash)).ExecuteNonQuery());

    private static List<T> Rows<T>(DbCommand command, Func<DbDataReader, T> make)
    {
        List<T> rows = [];
        using DbDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            rows.Add(make(reader));
        }

        return rows;
    }

    private static OrderInvoice InvoiceOf(DbDataReader row) =>
        new((byte[])row[0], (uint)row.GetInt64(1), (byte[])row[2], row.GetString(3), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)));

    private static OrderRow OrderOf(DbDataReader row) => new()
    {
        Number = (uint)row.GetInt64(0),
        LspId = (byte[])row[1],
        Scid = unchecked((ulong)row.GetInt64(2)),
        CltvDelta = (ushort)row.GetInt64(3),
        MinFeeMsat = unchecked((ulong)row.GetInt64(4)),
        Proportional = (uint)row.GetInt64(5),
        SizeMsat = unchecked((ulong)row.GetInt64(6)),
        MinSizeMsat = unchecked((ulong)row.GetInt64(7)),
        MaxSizeMsat = unchecked((ulong)row.GetInt64(8)),
        ValidUntil = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(9)),
        TrustsLsp = row.GetInt64(10) != 0,
        Kind = (OrderKind)row.GetInt64(11),
        Description = row.GetString(12),
        Text = row.GetString(13),
        PathSecret = (byte[])row[14],
        Created = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(15)),
        State = (OrderState)row.GetInt64(16),
        Openings = (int)row.GetInt64(17),
        Opened = row.IsDBNull(18) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(18)),
        TakenMsat = unchecked((ulong)row.GetInt64(19)),
        Ended = row.IsDBNull(20) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(20)),
        Note = row.GetString(21),
    };
}
