using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.JitChannels.Lsps;

/// <summary>
/// One entry of an LSP's menu (opening_fee_params of bLIP-52), read once and strictly. An entry with more or fewer fields than the text knows could mean
/// another fee, so it ends the
/// conversation.
/// </summary>
public sealed record OpeningTerms
{
    private const int PromiseBytesMax = 512;
    private static readonly string[] s_fields =
    [
        "min_fee_msat", "proportional", "valid_until", "min_lifetime", "max_client_to_self_delay", "min_payment_size_msat", "max_payment_size_msat", "promise",
    ];

    private static readonly string[] s_dates = ["yyyy-MM-dd'T'HH:mm:ss.fff'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];

    private OpeningTerms()
    {
    }

    public required ulong MinFeeMsat { get; init; }

    /// <summary>Parts per million of the payment size.</summary>
    public required uint Proportional { get; init; }

    public required DateTimeOffset ValidUntil { get; init; }

    /// <summary>Blocks for which the LSP keeps the channel.</summary>
    public required uint MinLifetimeBlocks { get; init; }

    /// <summary>The longest delay that this node may impose on the LSP.</summary>
    public required uint MaxClientDelayBlocks { get; init; }

    public required ulong MinSizeMsat { get; init; }

    public required ulong MaxSizeMsat { get; init; }

    /// <summary>The entry's JSON as it came: the LSP gets the same back, and only it understands the promise.</summary>
    public required string Json { get; init; }

    /// <summary>The fee for a payment of this size; null on overflow.</summary>
    public ulong? FeeFor(ulong sizeMsat) => OpeningFee.Of(sizeMsat, MinFeeMsat, Proportional);

    /// <summary>For `lsps2.buy`.</summary>
    public JsonNode Echo() => JsonNode.Parse(Json)!;

    /// <exception cref="LspRefusalException">The entry is not exactly one of bLIP-52, or no longer valid; the message says why.</exception>
    public static OpeningTerms Read(JsonElement entry, DateTimeOffset now)
    {
        if (entry.ValueKind != JsonValueKind.Object)
        {
            throw new LspRefusalException("an entry of the LSP's menu is no object");
        }

        Dictionary<string, JsonElement> fields = new(StringComparer.Ordinal);
        foreach (JsonProperty field in entry.EnumerateObject())
        {
            if (!fields.TryAdd(field.Name, field.Value))
            {
                throw new LspRefusalException($"an entry of the LSP's menu has {Shown(field.Name)} twice");
            }
        }

        OpeningTerms terms = new()
        {
            MinFeeMsat = Msat(fields, "min_fee_msat"),
            Proportional = Number(fields, "proportional"),
            ValidUntil = Date(fields, "valid_until"),
            MinLifetimeBlocks = Number(fields, "min_lifetime"),
            MaxClientDelayBlocks = Number(fields, "max_client_to_self_delay"),
            MinSizeMsat = Msat(fields, "min_payment_size_msat"),
            MaxSizeMsat = Msat(fields, "max_payment_size_msat"),
            Json = entry.GetRawText(),
        };
        RequirePromise(fields);
        if (fields.Count != s_fields.Length)
        {
            string unknown = fields.Keys.First(name => !s_fields.Contains(name));
            throw new LspRefusalException($"an entry of the LSP's menu has a field that is not known, {Shown(unknown)}: it could change the fee");
        }

        string until = terms.ValidUntil.ToString("u", CultureInfo.InvariantCulture);
        return terms.ValidUntil <= now ? throw new LspRefusalException("an entry of the LSP's menu was valid only until " + until)
            : terms.MinSizeMsat > terms.MaxSizeMsat ? throw new LspRefusalException("an entry of the LSP's menu has a least payment size above the largest one")
            : terms;
    }

    /// <summary>A string that only the LSP understands: at most 512 printable bytes that need no escape in JSON.</summary>
    private static void RequirePromise(Dictionary<string, JsonElement> fields)
    {
        JsonElement promise = Field(fields, "promise");
        if (promise.ValueKind != JsonValueKind.String)
        {
            throw new LspRefusalException("the promise in the LSP's menu is no string");
        }

        string text;
        try
        {
            text = promise.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new LspRefusalException("the promise in the LSP's menu is no text"); // a lone surrogate
        }

        int length = Encoding.UTF8.GetByteCount(text);
        if (length > PromiseBytesMax)
        {
            throw new LspRefusalException($"the promise in the LSP's menu has {length} bytes, more than {PromiseBytesMax}");
        }

        if (promise.GetRawText() != "\"" + text + "\"" || text.Any(letter => letter is < ' ' or > '~'))
        {
            throw new LspRefusalException("the promise in the LSP's menu has characters that are not printable ASCII, or escapes");
        }
    }

    private static JsonElement Field(Dictionary<string, JsonElement> fields, string name) =>
        fields.TryGetValue(name, out JsonElement value) ? value : throw new LspRefusalException($"an entry of the LSP's menu has no {name}");

    /// <summary>LSPS0.msat: a string of decimal digits.</summary>
    private static ulong Msat(Dictionary<string, JsonElement> fields, string name)
    {
        JsonElement value = Field(fields, name);
        return LspJson.Msat(value) ?? throw new LspRefusalException($"{name} in the LSP's menu is no amount in millisatoshi: {Shown(value.GetRawText())}");
    }

    private static uint Number(Dictionary<string, JsonElement> fields, string name)
    {
        JsonElement value = Field(fields, name);
        return value.ValueKind == JsonValueKind.Number && value.TryGetUInt32(out uint number)
            ? number
            : throw new LspRefusalException($"{name} in the LSP's menu is no number of 32 bits: {Shown(value.GetRawText())}");
    }

    private static DateTimeOffset Date(Dictionary<string, JsonElement> fields, string name)
    {
        JsonElement value = Field(fields, name);
        return value.ValueKind == JsonValueKind.String
            && DateTimeOffset.TryParseExact(
                value.GetString(), s_dates, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset date)
            ? date
            : throw new LspRefusalException($"{name} in the LSP's menu is no date: {Shown(value.GetRawText())}");
    }

    private static string Shown(string text) => LspJson.Shown(text);
}
