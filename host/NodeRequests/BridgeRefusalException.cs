namespace Holdfast.NodeRequests;

/// <summary>The bridge itself says no before the device is asked, by a rule of its own; the device would only say it in other words.</summary>
internal sealed class BridgeRefusalException(string tag, string sentence) : Exception(sentence)
{
    /// <summary>HTLC signatures come with the commitment's; a request for one before that has nothing to be answered from.</summary>
    public const string HtlcBeforeCommitment = "bridge-htlc-before-commitment";

    /// <summary>The request does not fit into one message of the device.</summary>
    public const string TooLarge = "bridge-too-large";

    /// <summary>The device's own rule: its limit is known, so it need not be asked.</summary>
    public const string TooManyHtlcs = "policy-commitment-htlc-count-limit";

    /// <summary>A splice carries a placeholder of this bridge, and its channel is not known any more.</summary>
    public const string UnknownPlaceholder = "bridge-unknown-placeholder";

    /// <summary>A channel of which one side leases liquidity.</summary>
    public const string Lease = "bridge-lease";

    public string Tag { get; } = tag;

    public static BridgeRefusalException OfLease() => new(
        Lease, "The channel would lease liquidity (option_will_fund), which the device does not support; open it without a lease. Nothing was signed.");
}
