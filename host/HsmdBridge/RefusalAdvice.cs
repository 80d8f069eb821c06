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
            "The state before the last is not revoked yet. Reconnect to the peer; if it stays, the node's database is older than the device.",
        "policy-revoke-not-closed" => "This commitment was signed for the chain; it must not be revoked any more. The channel is closing.",
        "bridge-htlc-before-commitment" => "HTLC signatures are given together with the commitment's; ask for the commitment (19) first.",
        "bridge-too-large" => "Nothing was asked of the device. Use a shorter text or fewer coins at once.",
        "policy-commitment-htlc-count-limit" =>
            "The device's messages hold no more. Set the node's max-concurrent-htlcs to at most half of this limit (firmware/Protocol/PROTOCOL.md, Sizes).",
        "bridge-unknown-placeholder" => "Nothing was signed. Abort this splice and start it again.",
        NodeSession.SpliceWithoutPlugin => "Load holdfast-plugin (plugin=/path/to/holdfast-plugin).",
        "bridge-lease" => "Take experimental-dual-fund's lease options out of the node's configuration, or the request for a lease out of fundchannel.",
        "unknown-channel" => "The device does not know this channel: it was opened with another signer, or the device was set up anew.",
        "malformed" or "protocol" => "A defect of the node or of this bridge; please report it with this line.",
        "mismatch" or "device-malformed" => "Node and device disagree about this channel. Nothing was passed on. Run holdfast doctor.",
        "device-away" => "Plug the device in, or look why it does not answer.",
        "device-crashed" => "Its intent stays open and other channels go on. Please report the request; the intent log has it (holdfast doctor).",
        "device-reply" => "The device answered what cannot be read. Power-cycle it; it may run another firmware than this bridge expects.",
        "device-not-ready" => "Look at the device: it may be blank, locked, or another one than before.",
        "device-stopped" => "The device has stopped signing until a person looks at it. Power-cycle it and run holdfast doctor.",
        "intent-log" => "The intent log cannot be written, so nothing is asked of the device. Check disk space and permissions.",
        _ => "See firmware/Policy/RULES.md for this rule. Nothing was signed and nothing changed.",
    };
}
