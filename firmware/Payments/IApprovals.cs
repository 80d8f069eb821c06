namespace Holdfast.Payments;

/// <summary>What the owner has agreed to pay.</summary>
public interface IApprovals
{
    /// <summary>
    /// The amount with its fee for a payment hash, of which the first 20 bytes are given, whatever was paid of it already; 0 where nothing is agreed. Millisatoshi, below 2^48.
    /// </summary>
    ulong ApprovedMsat(byte[] hashPrefix);

    /// <summary>
    /// The same whether it may still be used or not: as long as it is remembered, what was paid of it is remembered too. It depends on nothing but what is written down.
    /// </summary>
    ulong RememberedMsat(byte[] hashPrefix);
}
