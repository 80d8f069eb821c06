using Holdfast.Hardware;

namespace Holdfast.SimulatedSigner;

/// <summary>What a simulated board gives to its firmware at every boot.</summary>
public sealed record SimulatedParts(
    IStorage Storage,
    IClock Clock,
    IEntropy Entropy,
    IApproval Approval,
    IStatusLight Light,
    IHmac Hmac,
    int MessageBytesMax);
