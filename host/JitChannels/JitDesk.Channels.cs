using System.Globalization;
using System.Text.Json.Nodes;
using Holdfast.JitChannels.Book;

namespace Holdfast.JitChannels;

/// <summary>Which channels may be used before their funding is buried: one for each order, of that order's LSP, as the order says.</summary>
public sealed partial class JitDesk
{
    private const int AliasBit = 46;
    private const int PeersDelayMax = 2016;

    /// <summary>
    /// The order for which a peer may open a channel without a confirmation; null when this channel is like any other. The peer does not say which order it
    /// means, so the first one counts to which the
    /// channel fits: a payment is settled under the terms of its own order in any case.
    /// </summary>
    /// <param name="channel">The payload of the hook `openchannel`.</param>
    public uint? Approve(JsonObject channel)
    {
        DateTimeOffset now = _time.GetUtcNow();
        string peer = Text(channel["id"]) ?? string.Empty;
        foreach (OrderRow order in _orders.Values.OrderBy(order => order.Number).Where(order => Hex(order.LspId) == peer))
        {
            bool isDue = order.State == OrderState.Open && order.ValidUntil > now && order.Text.Length > 0 && order.Openings < _settings.OpeningsMax
                && (order.Opened == null || now - order.Opened >= _settings.OpeningAgain);
            if (!isDue)
            {
                continue;
            }

            if (Objection(order, channel) is { } objection)
            {
                _log("unusual", $"the LSP opens a channel that does not fit order {order.Number}: {objection}");
                continue;
            }

            Change(order with { Openings = order.Openings + 1, Opened = now });
            _log("info", $"the LSP opens the channel of order {order.Number}; it may be used before its funding is buried");
            return order.Number;
        }

        return null;
    }

    private static string? Objection(OrderRow order, JsonObject channel)
    {
        ulong least = order.SizeMsat == 0 ? 0 : order.SizeMsat - Math.Min(order.SizeMsat, order.FeeFor(order.SizeMsat) ?? 0);
        JsonArray bits = channel["channel_type"]?["bits"] as JsonArray ?? [];
        return Msat(channel["push_msat"]) is not 0 ? "it gives this node money"
            : Msat(channel["funding_msat"]) is not { } funding || funding <= least ? "it is too small for the payment"
            : Number(channel["channel_flags"]) is not { } flags || (flags & 1) != 0 ? "it would be announced"
            : Number(channel["to_self_delay"]) is null or > PeersDelayMax ? "it would keep this node's money too long"
            : !bits.Any(bit => Number(bit) is AliasBit or AliasBit + 1) ? "it has no alias (option_scid_alias)"
            : null;
    }

    private static string? Text(JsonNode? node) => (node as JsonValue)?.ToString();

    private static ulong? Msat(JsonNode? node) => Text(node) is { } text ? Number(text.EndsWith("msat", StringComparison.Ordinal) ? text[..^4] : text) : null;

    private static ulong? Number(JsonNode? node) => Number(Text(node));

    private static ulong? Number(string? text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : null;
}
