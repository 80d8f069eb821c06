namespace Holdfast.HeldPayments.Book;

/// <summary>A hold invoice as it is in the book.</summary>
public sealed record InvoiceRow
{
    public long Id { get; init; }

    public required byte[] PaymentHash { get; init; }

    public required string Bolt11 { get; init; }

    /// <summary>0 when the payer chooses it.</summary>
    public required ulong AmountMsat { get; init; }

    public required byte[] PaymentSecret { get; init; }

    /// <summary>The device has the preimage. Otherwise whoever asked for the invoice has it.</summary>
    public required bool IsOfVault { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required long ExpiresAt { get; init; }

    public required int FinalDelta { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>The order for a channel that its payment may pay for; 0 when there is none.</summary>
    public uint JitOrder { get; init; }

    /// <summary>It is settled as soon as it has wholly arrived and the device releases the preimage; nobody is asked.</summary>
    public bool SettlesItself { get; init; }

    public InvoiceState State { get; init; }

    public byte[]? Preimage { get; init; }

    public DateTimeOffset? Settled { get; init; }

    /// <summary>Why the device did not do what was intended last; empty when it did.</summary>
    public string Note { get; init; } = string.Empty;
}

/// <summary>One HTLC of a set.</summary>
/// <param name="ExtraFeeMsat">What its peer has kept of it.</param>
public sealed record PartRow(
    long Id, long SetId, HtlcName Name, ulong AmountMsat, uint Expiry, HeldState State, DateTimeOffset Seen, ulong ExtraFeeMsat = 0, ulong OnionMsat = 0);

/// <summary>The parts that pay an invoice together.</summary>
public sealed record SetRow(long Id, long InvoiceId, HeldState State, FailureMessage? Failure, ulong TotalMsat);

/// <summary>What became of an HTLC that belongs to no hold invoice and was judged: null when the node went on with it.</summary>
public sealed record JudgedRow(FailureMessage? Failure);
