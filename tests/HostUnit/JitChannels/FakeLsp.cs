using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Crypto;
using Holdfast.JitChannels.Lsps;

namespace Holdfast.HostUnit.JitChannels;

/// <summary>How an LSP behaves.</summary>
internal enum LspManner
{
    Honest,

    /// <summary>It never answers.</summary>
    Silent,

    /// <summary>It sells the same channel id twice.</summary>
    DoubleOrdering,

    /// <summary>Another peer answers in its place.</summary>
    Impersonated,

    /// <summary>It answers what is no JSON-RPC.</summary>
    Lying,
}

/// <summary>An LSP of our own (LSPS2). It keeps nothing but what it has sold: the promise in each entry is a MAC over the entry, as in LDK.</summary>
internal sealed class FakeLsp(byte[] clientId, TimeProvider time)
{
    public static readonly byte[] NodeSecret = Sha256.Hash("lsp"u8.ToArray());
    public static readonly byte[] NodeId = Secp256k1.Software().PublicKey(NodeSecret);

    private ulong _sold;

    /// <summary>Where its answers go.</summary>
    public LspLink? Client { get; set; }

    /// <summary>Where they go instead: the peer that answers, and its message.</summary>
    public Action<byte[], byte[]>? Answers { get; set; }

    public LspManner Manner { get; set; }

    /// <summary>What happens while the client sends: whatever it calls back must not wait for the sending.</summary>
    public Func<Task>? Reenters { get; set; }

    public ulong MinFeeMsat { get; set; } = 2_000_000;

    public uint Proportional { get; set; } = 10_000;

    public ulong MinSizeMsat { get; set; } = 1_000;

    public ulong MaxSizeMsat { get; set; } = 10_000_000_000;

    public TimeSpan TermsLife { get; set; } = TimeSpan.FromDays(1);

    public uint MaxClientDelay { get; set; } = 2016;

    public ushort CltvDelta { get; set; } = 48;

    public bool WantsTrust { get; set; }

    /// <summary>Error code with which it refuses to sell; null when it sells.</summary>
    public int? Error { get; set; }

    /// <summary>The last change to the menu before it leaves.</summary>
    public Action<JsonArray> Changes { get; set; } = _ => { };

    /// <summary>Requests, as they came.</summary>
    public List<JsonNode> Requests { get; } = [];

    /// <summary>What it has sold: name and size.</summary>
    public Dictionary<ulong, ulong> Sold { get; } = [];

    /// <summary>One message from the client; the answer, if there is one, is there before this returns.</summary>
    public async Task TakeAsync(byte[] peer, byte[] message, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Assert.AreEqual(LspLink.MessageType, (ushort)(message[0] << 8 | message[1]));
        JsonNode request = JsonNode.Parse(message.AsSpan(2))!;
        Requests.Add(request);
        await (Reenters?.Invoke() ?? Task.CompletedTask);
        if (Manner != LspManner.Silent)
        {
            JsonObject answer = new() { ["jsonrpc"] = "2.0", ["id"] = request["id"]!.DeepClone() };
            JsonNode result = request["method"]!.ToString() == "lsps2.get_info" ? Menu() : Sell(request["params"]!);
            answer[result["code"] != null ? "error" : "result"] = result;
            byte[] body = Encoding.UTF8.GetBytes(Manner == LspManner.Lying ? "{\"jsonrpc\":\"2.0\",\"id\":" + request["id"]!.ToJsonString() + "}" : answer.ToJsonString());
            (Answers ?? Client!.Take)(Manner == LspManner.Impersonated ? [.. peer[..32], (byte)(peer[32] ^ 1)] : peer, [0x94, 0x19, .. body]);
        }
    }

    /// <summary>HMAC over the client and the entry.</summary>
    public static string PromiseOf(byte[] secret, byte[] client, JsonNode entry)
    {
        DateTimeOffset until = DateTimeOffset.Parse(entry["valid_until"]!.ToString(), CultureInfo.InvariantCulture);
        byte[] content =
        [
            .. client, .. Wide(Number(entry, "min_fee_msat"), 8), .. Wide(Number(entry, "proportional"), 4),
            .. Encoding.ASCII.GetBytes(until.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) + "+00:00"), .. Wide(Number(entry, "min_lifetime"), 4),
            .. Wide(Number(entry, "max_client_to_self_delay"), 4), .. Wide(Number(entry, "min_payment_size_msat"), 8), .. Wide(Number(entry, "max_payment_size_msat"), 8),
        ];
        return Convert.ToHexStringLower(HMACSHA256.HashData(secret, content));
    }

    public JsonObject Entry(ulong minFee, uint proportional)
    {
        JsonObject entry = new()
        {
            ["min_fee_msat"] = minFee.ToString(CultureInfo.InvariantCulture),
            ["proportional"] = proportional,
            ["valid_until"] = (time.GetUtcNow() + TermsLife).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
            ["min_lifetime"] = 4032,
            ["max_client_to_self_delay"] = MaxClientDelay,
            ["min_payment_size_msat"] = MinSizeMsat.ToString(CultureInfo.InvariantCulture),
            ["max_payment_size_msat"] = MaxSizeMsat.ToString(CultureInfo.InvariantCulture),
        };
        entry["promise"] = PromiseOf(s_secret, clientId, entry);
        return entry;
    }

    private static readonly byte[] s_secret = [.. Enumerable.Repeat((byte)1, 32)];

    private JsonObject Menu()
    {
        JsonArray menu = [(JsonNode)Entry(MinFeeMsat, Proportional), (JsonNode)Entry(2 * MinFeeMsat, 2 * Proportional)];
        Changes(menu);
        return new JsonObject { ["opening_fee_params_menu"] = menu };
    }

    private JsonObject Sell(JsonNode parameters)
    {
        JsonNode entry = parameters["opening_fee_params"]!;
        ulong size = parameters["payment_size_msat"] is { } text ? ulong.Parse(text.ToString(), CultureInfo.InvariantCulture) : 0;
        int? error = Error ?? (entry["promise"]!.ToString() == PromiseOf(s_secret, clientId, entry) ? null : 201);
        if (error != null)
        {
            return new JsonObject { ["code"] = error, ["message"] = "no\u001b[31m" };
        }

        ulong scid = (800_000UL << 40) | (Manner == LspManner.DoubleOrdering ? 0 : _sold++ << 16) | 1;
        Sold[scid] = size;
        JsonObject bought = new() { ["jit_channel_scid"] = $"{scid >> 40}x{(scid >> 16) & 0xffffff}x{scid & 0xffff}", ["lsp_cltv_expiry_delta"] = CltvDelta };
        if (WantsTrust)
        {
            bought["client_trusts_lsp"] = true;
        }

        return bought;
    }

    private static ulong Number(JsonNode entry, string name) => ulong.Parse(entry[name]!.ToString(), CultureInfo.InvariantCulture);

    private static byte[] Wide(ulong number, int length) => [.. Enumerable.Range(1, length).Select(i => (byte)(number >> (8 * (length - i))))];
}
