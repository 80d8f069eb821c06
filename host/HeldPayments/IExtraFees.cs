namespace Holdfast.HeldPayments;

/// <summary>What a peer may keep of a payment, because it opens a channel for it.</summary>
public interface IExtraFeeTerms
{
    byte[] LspId { get; }

    /// <summary>The most, for a payment of this size; null when that cannot be computed.</summary>
    ulong? FeeFor(ulong sizeMsat);
}

/// <summary>
/// The orders for channels, by their number and by nothing else: two orders at one peer are two. Implementations answer at once, call nobody and hold no
/// lock, because the desk asks while it decides.
/// </summary>
public interface IExtraFees
{
    /// <summary>Null when nothing may be kept for this order, or nothing more.</summary>
    IExtraFeeTerms? Find(uint order);
}

/// <summary>No channels are bought.</summary>
internal sealed class NoExtraFees : IExtraFees
{
    public static NoExtraFees Instance { get; } = new();

    public IExtraFeeTerms? Find(uint order) => null;
}
