using System.Data.Common;
using Holdfast.IntentLog;

namespace Holdfast.HeldPayments.Book;

/// <summary>An invoice for which HTLCs wait, or whose decision is being carried out. Neither its preimage nor its payment secret is here.</summary>
/// <param name="Msat">Of the HTLCs that are there.</param>
/// <param name="Since">When the first of them came.</param>
/// <param name="Expiry">The first block at which one of them can be taken back.</param>
public sealed record WaitingInvoice(byte[] PaymentHash, ulong Msat, int Parts, InvoiceState Step, bool IsOfVault, DateTimeOffset? Since, uint? Expiry, string Note);

/// <summary>A look at the book that another process may be holding: for a status page. It changes nothing and reads no secret.</summary>
/// <param name="OpenInvoices">Invoices that can still be paid, or wait for a decision.</param>
public sealed record HeldView(long OpenInvoices, IReadOnlyList<WaitingInvoice> Waiting)
{
    /// <summary>The book's name in the node's directory.</summary>
    public const string FileName = "holdfast-holds.db";

    private const int WaitingMax = 100;

    /// <exception cref="IntentStoreException">The file is missing, foreign or damaged.</exception>
    public static HeldView Read(string path) => Read(DatabasePlace.File(path));

    /// <summary>The same, wherever it is kept.</summary>
    public static HeldView Read(DatabasePlace place) => place.Look(HeldSchema.Form, (statements, _) =>
    {
        long open = (long)statements.Scalar("SELECT count(*) FROM invoice WHERE state IN (0, 1, 3)")!;
        List<WaitingInvoice> waiting = [];
        using DbDataReader row = statements.Of(
            """
            SELECT i.hash, i.state, i.is_of_vault, i.note, CAST(coalesce(sum(p.amount_msat), 0) AS BIGINT), count(p.id), min(p.seen_ms), min(p.expiry) FROM invoice i
            LEFT JOIN payment s ON s.invoice = i.id AND s.state NOT IN (3, 5)
            LEFT JOIN part p ON p.payment = s.id AND p.state NOT IN (3, 5)
            WHERE i.state IN (0, 1, 3) GROUP BY i.id HAVING count(p.id) > 0 OR i.state <> 0 ORDER BY min(p.expiry) NULLS FIRST, i.id LIMIT $most
            """,
            ("$most", WaitingMax)).ExecuteReader();
        while (row.Read())
        {
            waiting.Add(new WaitingInvoice(
                row.GetFieldValue<byte[]>(0), (ulong)row.GetInt64(4), (int)row.GetInt64(5), (InvoiceState)row.GetInt64(1), row.GetInt64(2) != 0,
                row.IsDBNull(6) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)), row.IsDBNull(7) ? null : (uint)row.GetInt64(7), row.GetString(3)));
        }

        return new HeldView(open, waiting);
    });
}
