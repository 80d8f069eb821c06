using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.JitChannels.Lsps;

namespace Holdfast.Tool.Demo;

/// <summary>An LSP for the demo (LSPS2): one entry in its menu, and a channel id for each order.</summary>
internal sealed class DemoLsp(TimeProvider time)
{
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);
    private ulong _sold;

    /// <summary>Where its answers go.</summary>
    public LspLink? Client { get; set; }

    public Task TakeAsync(byte[] peer, byte[] message, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        JsonNode request = JsonNode.Parse(message.AsSpan(2))!;
        JsonObject answer = new()
        {
            ["jsonrpc"] = "2.0",
            ["id"] = request["id"]!.DeepClone(),
            ["result"] = request["method"]!.ToString() == "lsps2.get_info"
                ? new JsonObject { ["opening_fee_params_menu"] = new JsonArray((JsonNode)Entry()) }
                : new JsonObject { ["jit_channel_scid"] = string.Create(CultureInfo.InvariantCulture, $"900000x{++_sold}x0"), ["lsp_cltv_expiry_delta"] = 48 },
        };
        Client!.Take(peer, [LspLink.MessageType >> 8, LspLink.MessageType & 0xff, .. Encoding.UTF8.GetBytes(answer.ToJsonString())]);
        return Task.CompletedTask;
    }

    private JsonObject Entry()
    {
        JsonObject entry = new()
        {
            ["min_fee_msat"] = "1000000",
            ["proportional"] = 10_000,
            ["valid_until"] = time.GetUtcNow().AddDays(1).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
            ["min_lifetime"] = 4032,
            ["max_client_to_self_delay"] = 2016,
            ["min_payment_size_msat"] = "10000",
            ["max_payment_size_msat"] = "1000000000",
        };
        entry["promise"] = Convert.ToHexStringLower(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(entry.ToJsonString())));
        return entry;
    }
}
