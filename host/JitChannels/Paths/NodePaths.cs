using System.Globalization;
using System.Text.Json.Nodes;
using Holdfast.HeldPayments;
using Holdfast.JitChannels.Lsps;

namespace Holdfast.JitChannels.Paths;

/// <summary>A hop to this node over a channel that it has, as its peer wants to be paid for it.</summary>
public sealed record OwnChannel(byte[] Peer, ulong Scid, uint FeeBaseMsat, uint FeeProportional, ushort CltvDelta, ulong HtlcMinimumMsat, ulong HtlcMaximumMsat);

/// <summary>The channels over which this node can be paid now.</summary>
public static class NodePaths
{
    private const int ChannelsMax = 3;

    /// <summary>Those first that can take most.</summary>
    public static async Task<IReadOnlyList<OwnChannel>> ChannelsAsync(NodeCall node, CancellationToken cancellation)
    {
        JsonNode listed = await node("listpeerchannels", [], cancellation);
        return
        [
            .. (listed["channels"] as JsonArray ?? []).OfType<JsonObject>()
                .Where(channel => Text(channel["state"]) is "CHANNELD_NORMAL" or "CHANNELD_AWAITING_SPLICE" && Text(channel["peer_connected"]) != "false")
                .OrderByDescending(channel => Msat(channel["receivable_msat"]) ?? 0)
                .Select(ChannelOf).OfType<OwnChannel>().Take(ChannelsMax),
        ];
    }

    /// <summary>Null unless the peer has said what it takes.</summary>
    private static OwnChannel? ChannelOf(JsonObject channel) =>
        channel["updates"]?["remote"] is { } terms && Text(channel["peer_id"]) is { Length: 66 } peer && peer.All(char.IsAsciiHexDigit)
        && LspJson.Scid(Text(channel["alias"]?["remote"]) ?? Text(channel["short_channel_id"])) is { } scid
        && Msat(terms["fee_base_msat"]) is { } fee and <= uint.MaxValue && Number(terms["fee_proportional_millionths"]) is { } ppm and <= uint.MaxValue
        && Number(terms["cltv_expiry_delta"]) is { } delta and <= ushort.MaxValue
            ? new OwnChannel(
                Convert.FromHexString(peer), scid, (uint)fee, (uint)ppm, (ushort)delta, Msat(terms["htlc_minimum_msat"]) ?? 0,
                Math.Min(Msat(terms["htlc_maximum_msat"]) ?? BlindedPay.AllMsat, Msat(channel["receivable_msat"]) ?? 0))
            : null;

    private static string? Text(JsonNode? node) => (node as JsonValue)?.ToString();

    private static ulong? Msat(JsonNode? node) => Text(node) is { } text ? Number(text.EndsWith("msat", StringComparison.Ordinal) ? text[..^4] : text) : null;

    private static ulong? Number(JsonNode? node) => Number(Text(node));

    private static ulong? Number(string? text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : null;
}
