namespace Holdfast.HsmdBridge;

/// <summary>What a placeholder means for the node (Core Lightning v26.06: who asks, and whether it asks again).</summary>
internal static class PlaceholderAdvice
{
    public static string For(int message) => message switch
    {
        5 => "the closing transaction will be rejected by bitcoind. lightningd signs it again after a restart; close the channel again when the cause is removed.",
        142 or 143 or 144 => "the sweep will be rejected by bitcoind. lightningd asks again within a minute with another fee.",
        146 => "the HTLC transaction will be rejected by bitcoind. lightningd signs it again after a restart: remove the cause and restart it before the HTLC expires.",
        149 => "the HTLC transaction with these fee inputs will be rejected by bitcoind. lightningd asks again within a minute.",
        1 => "the onion cannot be decrypted, and its payment fails.",
        3 or 6 => "gossip with this signature is dropped.",
        4 => "the channel announcement is wrong, and lightningd closes the channel.",
        8 or 25 => "the invoice cannot be paid.",
        27 => "makesecret fails; if this happens at its start, lightningd exits.",
        30 => "the channel that is about to be opened will be refused when it is set up.",
        34 => "the device keeps the record of this channel.",
        _ => "the request has no effect.",
    };
}
