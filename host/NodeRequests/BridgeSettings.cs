using Holdfast.SecondOpinion;

namespace Holdfast.NodeRequests;

/// <summary>What the owner may choose about the bridge's answers.</summary>
public sealed record BridgeSettings
{
    /// <summary>
    /// Answer sign_penalty_to_us (14) with a placeholder. channeld asks for it after every revocation and nobody verifies it; it feeds the
    /// commitment_revocation hook of watchtower plugins. Without such a plugin the device can save one signature per payment step.
    /// </summary>
    public bool WithholdPenaltyForWatchtowers { get; init; }

    /// <summary>
    /// Commitments will be prepared before they are signed (<see cref="NodeSession.Prepare"/>): the device keeps a book of each channel's incoming HTLCs from its
    /// opening on, so that the first payment can be prepared too. Without it a channel's book begins with the first commitment that is prepared.
    /// </summary>
    public bool WriteAhead { get; init; }

    /// <summary>Judges every signature of a transaction before it leaves; null where the owner does not want that. Whoever made it disposes of it.</summary>
    public ISecondOpinion? SecondOpinion { get; init; }

    /// <summary>How long a commitment may wait for a watchtower, where the owner lets the device demand one (<see cref="BackupWait"/>).</summary>
    public TimeSpan TowerWait { get; init; } = TimeSpan.FromSeconds(60);
}
