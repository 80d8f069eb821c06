namespace Holdfast.Bridge;

/// <summary>What the owner may choose about the bridge's answers.</summary>
public sealed record BridgeSettings
{
    /// <summary>
    /// Answer sign_penalty_to_us (14) with a placeholder. channeld asks for it after every revocation and nobody verifies it; it feeds the
    /// commitment_revocation hook of watchtower plugins. Without such a plugin the device can save one signature per payment step.
    /// </summary>
    public bool WithholdPenaltyForWatchtowers { get; init; }
}
