using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Holdfast.HeldPayments.Book;

namespace Holdfast.HeldPayments;

/// <summary>One command of the node: its name and parameters, and its result.</summary>
public delegate Task<JsonNode> NodeCall(string method, JsonObject parameters, CancellationToken cancellation);

/// <summary>What an invoice is to say.</summary>
/// <param name="PaymentHash">Null when the device shall make the preimage and keep it.</param>
public sealed record InvoiceWish(ulong AmountMsat, byte[]? PaymentHash, string Memo, long ExpirySeconds, int FinalDelta);

/// <summary>
/// Makes hold invoices: the device promises a preimage, the node has the invoice signed, and the book has it before anybody sees it. lightningd itself never knows the invoice,
/// so it fails the payment if this plugin is not there.
/// </summary>
public sealed class HoldInvoices(HoldDesk desk, IVault vault, NodeCall node, string currency, TimeProvider time)
{
    private const int HintsMax = 4;

    /// <exception cref="HoldRefusalException">The device or the book does not take it.</exception>
    /// <exception cref="VaultRefusalException">The device refused.</exception>
    /// <exception cref="VaultAwayException">The device does not answer.</exception>
    /// <exception cref="FormatException">The description is too long.</exception>
    public async Task<InvoiceRow> MakeAsync(InvoiceWish wish, CancellationToken cancellation)
    {
        Bolt11Draft.RequireRoomFor(wish.Memo);
        DateTimeOffset now = time.GetUtcNow();
        long timestamp = now.ToUnixTimeSeconds();
        IReadOnlyList<RouteHint> hints = await HintsAsync(wish.AmountMsat, cancellation);
        VaultPromise promise = wish.PaymentHash is { } hash
            ? new VaultPromise(hash, RandomNumberGenerator.GetBytes(32))
            : await vault.PromiseAsync(wish.AmountMsat, (ulong)(timestamp + wish.ExpirySeconds), (ushort)wish.FinalDelta, cancellation);
        try
        {
            return await SignAsync(wish, promise, now, hints, cancellation);
        }
        catch when (wish.PaymentHash == null)
        {
            await ForgetAsync(promise, cancellation);
            throw;
        }
    }

    /// <summary>The promise of an invoice that nobody has seen takes one of the few places in the device. If this fails, it is cancelled when it has expired.</summary>
    private async Task ForgetAsync(VaultPromise promise, CancellationToken cancellation)
    {
        try
        {
            await vault.CancelAsync(promise.PaymentHash, cancellation);
        }
        catch (Exception no) when (no is VaultRefusalException or VaultAwayException or OperationCanceledException)
        {
            // The caller learns why there is no invoice.
        }
    }

    private async Task<InvoiceRow> SignAsync(
        InvoiceWish wish, VaultPromise promise, DateTimeOffset now, IReadOnlyList<RouteHint> hints, CancellationToken cancellation)
    {
        long timestamp = now.ToUnixTimeSeconds();
        Bolt11Draft draft = new()
        {
            Currency = currency,
            AmountMsat = wish.AmountMsat,
            Timestamp = timestamp,
            PaymentHash = promise.PaymentHash,
            PaymentSecret = promise.PaymentSecret,
            Description = wish.Memo,
            ExpirySeconds = wish.ExpirySeconds,
            FinalDelta = wish.FinalDelta,
            Hints = hints,
        };
        JsonNode signed = await node("signinvoice", new JsonObject { ["invstring"] = draft.Encode() }, cancellation);
        InvoiceRow row = new()
        {
            PaymentHash = promise.PaymentHash,
            Bolt11 = signed["bolt11"]?.ToString() ?? throw new HoldRefusalException("the node answered signinvoice without an invoice"),
            AmountMsat = wish.AmountMsat,
            PaymentSecret = promise.PaymentSecret,
            IsOfVault = wish.PaymentHash == null,
            ExpiresAt = timestamp + wish.ExpirySeconds,
            FinalDelta = wish.FinalDelta,
            Created = now,
        };
        return row with { Id = await desk.AddAsync(row, cancellation) };
    }

    /// <summary>A node with an announced channel can be found. Without one, payers need to know some channels; those that can take most come first.</summary>
    private async Task<IReadOnlyList<RouteHint>> HintsAsync(ulong amountMsat, CancellationToken cancellation)
    {
        JsonNode listed = await node("listpeerchannels", [], cancellation);
        JsonObject[] channels =
        [
            .. (listed["channels"] as JsonArray ?? []).OfType<JsonObject>().Where(channel => Text(channel["state"]) is "CHANNELD_NORMAL" or "CHANNELD_AWAITING_SPLICE"),
        ];
        return channels.Any(channel => Text(channel["private"]) == "false") ? [] :
        [
            .. channels.Where(channel => Text(channel["peer_connected"]) != "false")
                .OrderByDescending(channel => Number(channel["receivable_msat"]) >= amountMsat)
                .ThenByDescending(channel => Number(channel["receivable_msat"]))
                .Select(HintOf).OfType<RouteHint>().Take(HintsMax),
        ];
    }

    /// <summary>Null unless the peer has said what it takes for forwarding to this node.</summary>
    private static RouteHint? HintOf(JsonObject channel)
    {
        JsonNode? terms = channel["updates"]?["remote"];
        string peer = Text(channel["peer_id"]) ?? string.Empty;
        return terms != null && peer.Length == 66 && peer.All(char.IsAsciiHexDigit) && Scid(Text(channel["alias"]?["remote"]) ?? Text(channel["short_channel_id"])) is { } scid
            && Number(terms["fee_base_msat"]) is { } fee and <= uint.MaxValue && Number(terms["fee_proportional_millionths"]) is { } ppm and <= uint.MaxValue
            && Number(terms["cltv_expiry_delta"]) is { } delta and <= ushort.MaxValue
            ? new RouteHint(Convert.FromHexString(peer), scid, (uint)fee, (uint)ppm, (ushort)delta)
            : null;
    }

    private static ulong? Scid(string? text) =>
        text?.Split('x') is [string block, string transaction, string output] && Number(block) is { } height and < 1 << 24 && Number(transaction) is { } index and < 1 << 24
            && Number(output) is { } vout and <= ushort.MaxValue
            ? (height << 40) | (index << 16) | vout
            : null;

    private static string? Text(JsonNode? node) => (node as JsonValue)?.ToString();

    private static ulong? Number(JsonNode? node) => Number(Text(node));

    private static ulong? Number(string? text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : null;
}
