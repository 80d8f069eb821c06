using Holdfast.Bridge;

namespace Holdfast.HsmdBridge;

/// <summary>What a person can do about a refusal or a failure: the last part of its line in the node's log.</summary>
internal static class RefusalAdvice
{
    public static string For(string tag) => tag switch
    {
        "policy-commitment-retry-same" =>
            "The device has signed another content for this number and will never sign a second one. Let the node repeat the first (holdfast doctor shows it), or force-close.",
        "policy-commitment-previous-revoked" =>
            "The state before the last is not revoked yet. Reconnect to the peer. If this does not help, the node's database is older than the device.",
        "policy-revoke-not-closed" => "This commitment was signed for the chain and must not be revoked. The channel is closing.",
        "bridge-htlc-before-commitment" => "HTLC signatures come together with the commitment's signature. Ask for the commitment (19) first.",
        "bridge-too-large" => "The device was not asked. Use a shorter text or fewer coins.",
        "policy-commitment-htlc-count-limit" =>
            "The device's messages cannot hold more HTLCs. Set the node's max-concurrent-htlcs to at most half of this limit (firmware/Protocol/PROTOCOL.md, Sizes).",
        "bridge-unknown-placeholder" => "Nothing was signed. Abort this splice and start it again.",
        NodeSession.SpliceWithoutPlugin => "Load holdfast-plugin (plugin=/path/to/holdfast-plugin).",
        "bridge-lease" => "Remove the lease options of experimental-dual-fund from the node's configuration, or the request for a lease from fundchannel.",
        "unknown-channel" => "The device does not know this channel: it was opened with another signer, or the device was wiped.",
        "malformed" or "protocol" => "This is a defect of the node or of this bridge. Please report it with this line.",
        "mismatch" or "device-malformed" => "Node and device disagree about this channel. Nothing was passed on. Run holdfast doctor.",
        "device-away" => "Plug the device in, or find out why it does not answer.",
        "device-crashed" => "Its intent stays open, and other channels continue. Please report the request; it is in the intent log (holdfast doctor).",
        "device-reply" => "The answer of the device cannot be read. Power-cycle it; its firmware may not fit this bridge.",
        "device-not-ready" => "Run holdfast status: the device may be blank, locked, or another device than before.",
        "device-stopped" => "The device has stopped signing until a person looks at it. Power-cycle it and run holdfast doctor.",
        "intent-log" => "The intent log cannot be written, so the device is not asked. Check disk space and permissions.",
        _ => $"Nothing was signed and nothing changed. `holdfast explain {tag}` says what to do.",
    };
}
