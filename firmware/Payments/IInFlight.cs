namespace Holdfast.Payments;

/// <summary>What has become of payments, by the first 20 bytes of their hashes: approvals know no more. Whatever begins so counts.</summary>
public interface IInFlight
{
    /// <summary>True while a payment of this hash may be in flight in any channel, known or not.</summary>
    bool IsInFlight(byte[] hashPrefix);

    /// <summary>True when something was paid under this hash, for good, and it is still remembered.</summary>
    bool HasSettled(byte[] hashPrefix);
}
