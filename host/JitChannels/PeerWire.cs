using System.Text.Json.Nodes;
using Holdfast.HeldPayments;
using Holdfast.JitChannels.Lsps;

namespace Holdfast.JitChannels;

/// <summary>Messages of type 37913 through the node: `sendcustommsg` out, the hook `custommsg` in.</summary>
public static class PeerWire
{
    public static PeerSend Through(NodeCall node) => async (peer, message, cancellation) =>
        await node("sendcustommsg", new JsonObject { ["node_id"] = Convert.ToHexStringLower(peer), ["msg"] = Convert.ToHexStringLower(message) }, cancellation);

    /// <param name="payload">Of the hook `custommsg`.</param>
    public static void Take(JsonNode? payload, LspLink link)
    {
        if (Bytes(payload?["peer_id"]) is { Length: 33 } peer && Bytes(payload?["payload"]) is { } message)
        {
            link.Take(peer, message);
        }
    }

    private static byte[]? Bytes(JsonNode? value) =>
        (value as JsonValue)?.ToString() is { } hex && hex.Length % 2 == 0 && hex.All(char.IsAsciiHexDigit) ? Convert.FromHexString(hex) : null;
}
