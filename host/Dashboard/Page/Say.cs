using System.Globalization;

namespace Holdfast.Dashboard.Page;

/// <summary>Numbers and times as people say them.</summary>
internal static class Say
{
    /// <summary>1234567 as "1 234 567", with spaces that do not break.</summary>
    public static string Number(ulong number) => number.ToString("#,0", s_spaced);

    public static string Number(long number) => number < 0 ? "-" + Number((ulong)-number) : Number((ulong)number);

    public static string Sat(ulong sat) => Number(sat) + "\u00a0sat";

    public static string Msat(ulong msat) => msat % 1000 == 0 ? Sat(msat / 1000) : Number(msat) + "\u00a0msat";

    public static string Milliseconds(double milliseconds) => milliseconds switch
    {
        < 10 => milliseconds.ToString("0.0", CultureInfo.InvariantCulture) + "\u00a0ms",
        < 1000 => milliseconds.ToString("0", CultureInfo.InvariantCulture) + "\u00a0ms",
        _ => (milliseconds / 1000).ToString("0.0", CultureInfo.InvariantCulture) + "\u00a0s",
    };

    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => "a moment",
        { TotalSeconds: < 90 } => Whole(span.TotalSeconds, "second"),
        { TotalMinutes: < 90 } => Whole(span.TotalMinutes, "minute"),
        { TotalHours: < 36 } => Whole(span.TotalHours, "hour"),
        _ => Whole(span.TotalDays, "day"),
    };

    /// <summary>"3 minutes ago".</summary>
    public static string Ago(DateTimeOffset now, DateTimeOffset then) => now - then < TimeSpan.FromSeconds(2) ? "just now" : Span(now - then) + "\u00a0ago";

    /// <summary>"02ab34cd…/7": enough to tell channels apart.</summary>
    public static string Channel(string name)
    {
        int slash = name.IndexOf('/', StringComparison.Ordinal);
        return slash > 12 ? name[..10] + "…" + name[slash..] : name;
    }

    public static string Short(string hex) => hex.Length > 16 ? hex[..12] + "…" : hex;

    /// <summary>"SignCounterpartyCommitment" as "sign counterparty commitment".</summary>
    public static string Words(string name) =>
        string.Concat(name.Select((letter, i) => i > 0 && char.IsUpper(letter) && !char.IsUpper(name[i - 1])
            ? " " + char.ToLowerInvariant(letter) : char.ToLowerInvariant(letter).ToString()));

    private static readonly NumberFormatInfo s_spaced = new() { NumberGroupSeparator = "\u202f", NumberGroupSizes = [3] };

    private static string Whole(double count, string unit)
    {
        long whole = (long)Math.Round(count);
        return whole + "\u00a0" + unit + (whole == 1 ? string.Empty : "s");
    }
}
