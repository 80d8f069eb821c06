using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.JitChannels.Lsps;

/// <summary>What was bought: the name under which a payment reaches this node through the LSP.</summary>
public sealed record BoughtChannel(ulong Scid, ushort CltvDelta, bool TrustsLsp);

/// <summary>The two calls of LSPS2 (bLIP-52). What comes back is checked here, once.</summary>
public sealed class LspClient(LspLink link, TimeProvider time)
{
    private const int CltvDeltaMax = 2016;
    private const int TokenMax = 512;

    /// <summary>The menu, the cheapest first.</summary>
    /// <exception cref="LspRefusalException">There is none.</exception>
    public async Task<IReadOnlyList<OpeningTerms>> FeesAsync(byte[] lsp, string? token, CancellationToken cancellation)
    {
        if (token is { Length: > TokenMax })
        {
            throw new FormatException($"a token has at most {TokenMax} letters");
        }

        JsonObject parameters = token == null ? [] : new JsonObject { ["token"] = token };
        JsonElement result = await link.AskAsync(
            lsp, "lsps2.get_info", parameters, code => code switch { 200 => "it does not know the token, or the token is stale", _ => Common(code) }, cancellation);
        return FeeMenu.Read(result, time.GetUtcNow());
    }

    /// <param name="sizeMsat">0 lets the payer choose.</param>
    /// <exception cref="LspRefusalException">Nothing was bought.</exception>
    public async Task<BoughtChannel> BuyAsync(byte[] lsp, OpeningTerms terms, ulong sizeMsat, CancellationToken cancellation)
    {
        JsonObject parameters = new() { ["opening_fee_params"] = terms.Echo() };
        if (sizeMsat != 0)
        {
            parameters["payment_size_msat"] = sizeMsat.ToString(CultureInfo.InvariantCulture);
        }

        JsonElement result = await link.AskAsync(
            lsp, "lsps2.buy", parameters,
            code => code switch
            {
                201 => "its offer is no longer valid, or it does not recognize it",
                202 => "the payment is too small for its fee",
                203 => "the payment is too large for it",
                _ => Common(code),
            },
            cancellation);
        ulong scid = result.ValueKind == JsonValueKind.Object && result.TryGetProperty("jit_channel_scid", out JsonElement name) && name.ValueKind == JsonValueKind.String
            && LspJson.Scid(name.GetString()) is { } parsed
            ? parsed
            : throw new LspRefusalException("the LSP sold a channel without a short channel id");
        ushort delta = result.TryGetProperty("lsp_cltv_expiry_delta", out JsonElement blocks) && blocks.ValueKind == JsonValueKind.Number && blocks.TryGetUInt16(out ushort count)
            && count <= CltvDeltaMax
            ? count
            : throw new LspRefusalException($"the LSP's lsp_cltv_expiry_delta is no number of blocks up to {CltvDeltaMax}");
        bool trusts = result.TryGetProperty("client_trusts_lsp", out JsonElement trust) && trust.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False or JsonValueKind.Null => false,
            _ => throw new LspRefusalException("the LSP's client_trusts_lsp is neither true nor false"),
        };
        return new BoughtChannel(scid, delta, trusts);
    }

    private static string? Common(int code) => code switch
    {
        1 => "it does not serve this node",
        -32601 => "it sells no channels (LSPS2)",
        _ => null,
    };
}
