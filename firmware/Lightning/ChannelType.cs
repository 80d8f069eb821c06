namespace Holdfast.Lightning;

/// <summary>
/// The commitment formats that Holdfast rebuilds. All have option_static_remotekey; the values travel in SetupChannel and
/// are kept on flash, so they never change.
/// </summary>
public enum ChannelType
{
    /// <summary>option_static_remotekey: to_remote is P2WPKH, no anchors.</summary>
    StaticRemoteKey = 0,

    // 1 was option_anchor_outputs: HTLC transactions that pay the commitment's feerate, under signatures to which others may add. Never again.

    /// <summary>option_anchors (zero fee HTLC transactions).</summary>
    AnchorsZeroFeeHtlc = 2,
}
