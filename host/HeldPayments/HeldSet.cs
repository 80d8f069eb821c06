using Holdfast.HeldPayments.Book;

namespace Holdfast.HeldPayments;

/// <summary>A hold invoice, and the set of parts that may become its payment.</summary>
internal sealed class HeldInvoice(InvoiceRow row)
{
    public InvoiceRow Row { get; set; } = row;

    /// <summary>Null when no part of a payment is here that has not failed.</summary>
    public HeldSet? Set { get; set; }

    /// <summary>When the device is told once more that the invoice is cancelled.</summary>
    public DateTimeOffset TellAgain { get; set; }

    public bool IsAtDevice { get; set; }

    /// <summary>The preimage is here, and the book has not got it.</summary>
    public bool IsUnkept { get; set; }
}

/// <summary>The parts of one payment; they share one fate.</summary>
internal sealed class HeldSet(SetRow row, HeldInvoice invoice)
{
    public long Id => row.Id;

    public HeldInvoice Invoice { get; } = invoice;

    public ulong TotalMsat => row.TotalMsat;

    public HeldState State { get; set; } = row.State;

    public FailureMessage? Failure { get; set; } = row.Failure;

    public Dictionary<long, HeldPart> Parts { get; } = [];

    /// <summary>When the first part came to this process; null before.</summary>
    public DateTimeOffset? Since { get; set; }

    public DateTimeOffset AskAgain { get; set; }

    public bool IsAtDevice { get; set; }

    /// <summary>What the node's log says of its settling already.</summary>
    public string Told { get; set; } = string.Empty;

    /// <summary>Nothing is decided about it.</summary>
    public bool IsHeld => State is HeldState.HtlcSeen or HeldState.VerdictGiven;

    public IEnumerable<HeldPart> Here => Parts.Values.Where(part => part.IsHere);

    public bool IsWhole => Sum(Here.Where(part => part.State == HeldState.VerdictGiven)) >= TotalMsat;

    /// <summary>lightningd has asked again about every part that is to be settled. A preimage that is released for one that is gone would be given away.</summary>
    public bool IsBack => Parts.Values.All(part => part.IsHere || part.State != HeldState.SettleIntended);

    /// <summary>What the sender has spent on these parts: what arrived, and what a peer has kept for a channel.</summary>
    public static UInt128 Sum(IEnumerable<HeldPart> parts) => parts.Aggregate(UInt128.Zero, (sum, part) => sum + part.AmountMsat + part.ExtraFeeMsat);
}

/// <summary>One HTLC.</summary>
internal sealed class HeldPart(PartRow row)
{
    public long Id => row.Id;

    public HtlcName Name { get; set; } = row.Name;

    public ulong AmountMsat => row.AmountMsat;

    public uint Expiry => row.Expiry;

    public ulong ExtraFeeMsat => row.ExtraFeeMsat;

    public ulong OnionMsat => row.OnionMsat;

    public HeldState State { get; set; } = row.State;

    /// <summary>lightningd has asked about it since this process began. Without that nobody knows whether it still exists.</summary>
    public bool IsHere { get; set; }
}
