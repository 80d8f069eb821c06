using Holdfast.JitChannels.Book;

namespace Holdfast.JitChannels;

/// <summary>What the owner wants to be paid.</summary>
public sealed record JitWish
{
    public required OrderKind Kind { get; init; }

    public required byte[] LspId { get; init; }

    /// <summary>0 lets the payer choose.</summary>
    public required ulong AmountMsat { get; init; }

    public string Description { get; init; } = string.Empty;

    public string? Token { get; init; }

    /// <summary>The most that the owner has agreed to: the whole fee for a fixed amount, otherwise the least fee. Null when the owner has named none.</summary>
    public ulong? FeeMsatMax { get; init; }

    /// <summary>The most parts per million that the owner has agreed to, where the payer chooses the amount.</summary>
    public uint? FeePpmMax { get; init; }
}
