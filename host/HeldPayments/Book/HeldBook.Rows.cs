using System.Data.Common;

namespace Holdfast.HeldPayments.Book;

/// <summary>From the columns of a statement to rows.</summary>
public sealed partial class HeldBook
{
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

    private static InvoiceRow InvoiceOf(DbDataReader row) => new()
    {
        Id = row.GetInt64(0),
        PaymentHash = (byte[])row[1],
        Bolt11 = row.GetString(2),
        AmountMsat = (ulong)row.GetInt64(3),
        PaymentSecret = (byte[])row[4],
        IsOfVault = row.GetInt64(5) != 0,
        ExpiresAt = row.GetInt64(6),
        FinalDelta = (int)row.GetInt64(7),
        Created = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(8)),
        State = (InvoiceState)row.GetInt64(9),
        Preimage = row.IsDBNull(10) ? null : (byte[])row[10],
        Settled = row.IsDBNull(11) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(11)),
        Note = row.GetString(12),
        JitOrder = (uint)row.GetInt64(13),
        SettlesItself = row.GetInt64(14) != 0,
    };

    private static SetRow SetOf(DbDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), (HeldState)row.GetInt64(2), row.IsDBNull(3) ? null : FailureMessage.Parse(row.GetString(3)), (ulong)row.GetInt64(4));

    private static PartRow PartOf(DbDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), new HtlcName(row.GetString(2), unchecked((ulong)row.GetInt64(3))), (ulong)row.GetInt64(4), (uint)row.GetInt64(5),
        (HeldState)row.GetInt64(6), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(7)), (ulong)row.GetInt64(8), (ulong)row.GetInt64(9));
}
