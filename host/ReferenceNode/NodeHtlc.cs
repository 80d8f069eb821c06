namespace Holdfast.ReferenceNode;

/// <summary>One payment in flight, with the stage of its coming and, once somebody proposed that, of its going.</summary>
public sealed record NodeHtlc
{
    /// <summary>Counts up per channel and offering side.</summary>
    public required ulong Id { get; init; }

    public required bool OfferedByUs { get; init; }

    public required ulong AmountMsat { get; init; }

    /// <summary>SHA-256 of the preimage, 32 bytes.</summary>
    public required byte[] PaymentHash { get; init; }

    /// <summary>Block height.</summary>
    public required uint Expiry { get; init; }

    public UpdateStage AddStage { get; init; }

    public HtlcRemoval Removal { get; init; }

    /// <summary>Meaningless while <see cref="Removal"/> is None. The side that received the HTLC proposes its removal.</summary>
    public UpdateStage RemovalStage { get; init; }
}

/// <summary>How an HTLC goes.</summary>
public enum HtlcRemoval
{
    None = 0,
    Fulfilled = 1,
    Failed = 2,
}
