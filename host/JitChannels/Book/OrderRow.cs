using Holdfast.JitChannels.Lsps;

namespace Holdfast.JitChannels.Book;

/// <summary>What the payer is given. The numbers are in the file.</summary>
public enum OrderKind
{
    Bolt11 = 0,
    Offer = 1,
}

/// <summary>Where an order is. The numbers are in the file.</summary>
public enum OrderState
{
    /// <summary>It can be paid.</summary>
    Open = 0,

    /// <summary>The LSP has taken its fee.</summary>
    Taken = 1,

    /// <summary>It shall be forgotten: the device is told until it answers.</summary>
    ForgetIntended = 2,

    /// <summary>It is registered nowhere any more.</summary>
    Closed = 3,
}

/// <summary>An order for a channel, as it is in the book. The key is the device's number; two orders with one LSP are two rows.</summary>
public sealed record OrderRow
{
    public required uint Number { get; init; }

    public required byte[] LspId { get; init; }

    public required ulong Scid { get; init; }

    public required ushort CltvDelta { get; init; }

    public required ulong MinFeeMsat { get; init; }

    public required uint Proportional { get; init; }

    /// <summary>0 when the payer chooses it.</summary>
    public required ulong SizeMsat { get; init; }

    public required ulong MinSizeMsat { get; init; }

    public required ulong MaxSizeMsat { get; init; }

    public required DateTimeOffset ValidUntil { get; init; }

    public required bool TrustsLsp { get; init; }

    public required OrderKind Kind { get; init; }

    public required string Description { get; init; }

    /// <summary>The offer or the invoice; empty until it is made.</summary>
    public string Text { get; init; } = string.Empty;

    /// <summary>Comes with every message along the offer's path; empty for an invoice.</summary>
    public byte[] PathSecret { get; init; } = [];

    public required DateTimeOffset Created { get; init; }

    public OrderState State { get; init; }

    /// <summary>How often the LSP was allowed to open its channel, and when last.</summary>
    public int Openings { get; init; }

    public DateTimeOffset? Opened { get; init; }

    /// <summary>What the LSP has kept.</summary>
    public ulong TakenMsat { get; init; }

    public DateTimeOffset? Ended { get; init; }

    /// <summary>Why it ended; empty while it can be paid.</summary>
    public string Note { get; init; } = string.Empty;

    public bool IsPayable => State is OrderState.Open or OrderState.Taken;

    /// <summary>The most that the LSP may keep of a payment of this size; null on overflow.</summary>
    public ulong? FeeFor(ulong sizeMsat) => OpeningFee.Of(SizeMsat != 0 ? SizeMsat : sizeMsat, MinFeeMsat, Proportional);
}

/// <summary>An invoice that belongs to an order.</summary>
/// <param name="RequestKey">Digest of the request that it answers; empty for BOLT 11.</param>
public sealed record OrderInvoice(byte[] PaymentHash, uint Order, byte[] RequestKey, string Text, DateTimeOffset ExpiresAt);
