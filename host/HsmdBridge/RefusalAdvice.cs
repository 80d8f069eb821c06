using Holdfast.NodeRequests;
using Holdfast.NodeRequests.Rules;

namespace Holdfast.HsmdBridge;

/// <summary>What a person can do about a refusal or a failure: the last part of its line in the node's log.</summary>
internal static class RefusalAdvice
{
    public static string For(string tag) => tag switch
    {
        "bridge-htlc-before-commitment" => "HTLC signatures come together with the commitment's signature. Ask for the commitment (19) first.",
        "bridge-too-large" => "The device was not asked. Use a shorter text or fewer coins.",
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
        "second-opinion" => "Nothing was passed on. Keep this line and report it; whoever removes the setting second-opinion trusts Holdfast alone.",
        "second-opinion-away" => "Start the program of the setting second-opinion by hand to see why it does not answer; without it nothing is passed on.",
        "backup" => "The backup of the device cannot be written, so its answer is withheld until it can. Check disk space and permissions, or the setting backup.",
        _ => RuleBook.Read().WhatToDo(tag) is string whatToDo ? $"{whatToDo} (`holdfast explain {tag}` says more.)" : "Nothing was signed and nothing changed.",
    };
}
