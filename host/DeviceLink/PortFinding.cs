using Holdfast.Protocol;

namespace Holdfast.DeviceLink;

/// <summary>What a port answered when it was asked whether a signer is there.</summary>
/// <param name="Port">As it is named in --signer.</param>
/// <param name="Device">What the signer says of itself; nothing proves it. Null when none answered.</param>
/// <param name="Trouble">Why there is no answer, and what helps; empty when there is one.</param>
public sealed record PortFinding(string Port, HelloReply? Device, string Trouble);
