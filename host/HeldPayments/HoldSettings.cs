namespace Holdfast.HeldPayments;

/// <summary>Which HTLCs the handler is asked about.</summary>
public enum HandlerScope
{
    /// <summary>Those that pay a hold invoice.</summary>
    Held,

    /// <summary>All that end at this node.</summary>
    Final,

    /// <summary>Those that are to be forwarded as well.</summary>
    All,
}

/// <summary>How payments are held.</summary>
public sealed record HoldSettings
{
    public HandlerScope Scope { get; init; } = HandlerScope.Held;

    /// <summary>A payment that nobody has settled is cancelled this many blocks before its first part expires.</summary>
    public required int GuardBlocks { get; init; }

    /// <summary>From the first part of a payment to the last.</summary>
    public TimeSpan PartsPatience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>After the device did not answer.</summary>
    public TimeSpan AskAgain { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What failed or was never paid is forgotten after this time.</summary>
    public TimeSpan KeepsFailures { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Invoices that can still be paid.</summary>
    public int OpenInvoicesMax { get; init; } = 10_000;

    /// <summary>
    /// Core Lightning fails a channel whose incoming HTLC is fulfilled and still there (cltv-delta + 1) / 2 blocks before it expires. Three blocks more are for the way back.
    /// </summary>
    public static int GuardOf(int cltvDelta) => GuardMinOf(cltvDelta) + 2;

    /// <summary>A guard below this one would come too late.</summary>
    public static int GuardMinOf(int cltvDelta) => (cltvDelta + 1) / 2 + 1;
}
