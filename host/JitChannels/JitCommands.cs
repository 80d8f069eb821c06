using System.Globalization;
using System.Text.Json.Nodes;
using Holdfast.HeldPayments;
using Holdfast.JitChannels.Book;
using Holdfast.JitChannels.Lsps;

namespace Holdfast.JitChannels;

/// <summary>The node's commands `holdfast-jit-fees`, `holdfast-jit-offer`, `holdfast-jit-invoice`, `holdfast-jit-orders` and `holdfast-jit-forget`.</summary>
public sealed class JitCommands(JitDesk desk, JitSettings settings, NodeCall node, TimeProvider time)
{
    private const string Fees = "holdfast-jit-fees";
    private const string MakeOffer = "holdfast-jit-offer";
    private const string MakeInvoice = "holdfast-jit-invoice";
    private const string Orders = "holdfast-jit-orders";
    private const string Forget = "holdfast-jit-forget";

    private const string WishUsage = "lsp [amount] [description] [fee_max_msat] [fee_max_ppm] [token]";

    private static readonly string[] s_wish = ["lsp", "amount", "description", "fee_max_msat", "fee_max_ppm", "token"];

    private static readonly (string Name, string[] Parameters, string Usage, string Description)[] s_commands =
    [
        (Fees, ["lsp", "amount", "token"], "lsp [amount] [token]", "What an LSP takes for a channel that it opens when a payment comes. The amount is in millisatoshi."),
        (MakeOffer, s_wish, WishUsage, "Buys such a channel and makes an offer (BOLT 12) for the payment. Without an amount, the payer chooses it."),
        (MakeInvoice, s_wish, WishUsage, "Buys such a channel and makes an invoice (BOLT 11) for the payment. Without an amount, the payer chooses it."),
        (Orders, [], "", "Orders for channels, also those that have ended."),
        (Forget, ["order"], "order", "Ends an order: it cannot be paid any more."),
    ];

    public static IEnumerable<(string Method, string Usage, string Description)> Methods => s_commands.Select(command => (command.Name, command.Usage, command.Description));

    public static bool IsOurs(string method) => s_commands.Any(command => command.Name == method);

    /// <summary>What the command takes, in its order.</summary>
    public static IReadOnlyList<string> ParametersOf(string method) => s_commands.Single(command => command.Name == method).Parameters;

    /// <exception cref="FormatException">The parameters are wrong.</exception>
    /// <exception cref="JitRefusalException">It is not done, and the sentence says why.</exception>
    public async Task<JsonObject> RunAsync(string method, JsonObject named, CancellationToken cancellation)
    {
        try
        {
            switch (method)
            {
                case Fees:
                    return await FeesAsync(named, cancellation);
                case Orders:
                    return new JsonObject { ["orders"] = new JsonArray([.. desk.Orders().Select(order => (JsonNode)Shown(order))]) };
                case Forget:
                    uint number = Number(named, "order") is { } given and <= uint.MaxValue
                        ? (uint)given
                        : throw new FormatException("holdfast-jit-forget needs the number of an order");
                    await desk.ForgetAsync(number, cancellation);
                    return new JsonObject { ["order"] = number, ["state"] = "ended" };
                default:
                    JitWish wish = await WishAsync(method == MakeOffer ? OrderKind.Offer : OrderKind.Bolt11, named, cancellation);
                    return Shown(await desk.OrderAsync(wish, cancellation));
            }
        }
        catch (LspRefusalException no)
        {
            throw new JitRefusalException(no.Message);
        }
    }

    private async Task<JsonObject> FeesAsync(JsonObject named, CancellationToken cancellation)
    {
        JitWish wish = await WishAsync(OrderKind.Offer, named, cancellation);
        IReadOnlyList<OpeningTerms> menu = await desk.FeesAsync(wish.LspId, wish.Token, cancellation);
        DateTimeOffset now = time.GetUtcNow();
        OpeningTerms? chosen = menu.FirstOrDefault(terms => TermsChoice.Objection(terms, wish, settings, now) == null);
        return new JsonObject
        {
            ["lsp"] = Hex(wish.LspId),
            ["amount_msat"] = wish.AmountMsat,
            ["menu"] = new JsonArray([.. menu.Select(terms => (JsonNode)new JsonObject
            {
                ["min_fee_msat"] = terms.MinFeeMsat,
                ["proportional"] = terms.Proportional,
                ["fee_msat"] = wish.AmountMsat == 0 ? null : terms.FeeFor(wish.AmountMsat),
                ["valid_until"] = terms.ValidUntil.ToUnixTimeSeconds(),
                ["min_lifetime"] = terms.MinLifetimeBlocks,
                ["max_client_to_self_delay"] = terms.MaxClientDelayBlocks,
                ["min_payment_size_msat"] = terms.MinSizeMsat,
                ["max_payment_size_msat"] = terms.MaxSizeMsat,
                ["objection"] = TermsChoice.Objection(terms, wish, settings, now),
                ["chosen"] = ReferenceEquals(terms, chosen),
                ["words"] = FeeWords.Of(terms, wish.AmountMsat),
            })]),
        };
    }

    private async Task<JitWish> WishAsync(OrderKind kind, JsonObject named, CancellationToken cancellation)
    {
        ulong amount = Text(named, "amount") is null or "any" ? 0 : Number(named, "amount") ?? 0;
        return amount > Paths.BlindedPay.AllMsat ? throw new FormatException("that is more than all bitcoin")
            : new JitWish
            {
                Kind = kind,
                AmountMsat = amount,
                Description = Text(named, "description") ?? string.Empty,
                FeeMsatMax = Number(named, "fee_max_msat"),
                FeePpmMax = Number(named, "fee_max_ppm") is { } ppm ? (uint)Math.Min(ppm, uint.MaxValue) : null,
                Token = Text(named, "token"),
                LspId = await LspAsync(Text(named, "lsp") ?? throw new FormatException("the LSP is named by its node id, or by NODEID@HOST:PORT"), cancellation),
            };
    }

    /// <summary>The LSP's node id; a connection to it exists from then on.</summary>
    private async Task<byte[]> LspAsync(string name, CancellationToken cancellation)
    {
        string id = name.Split('@')[0];
        if (id.Length != 66 || !id.All(char.IsAsciiHexDigit) || id[0] != '0' || id[1] is not ('2' or '3'))
        {
            throw new FormatException("the LSP is named by its node id, or by NODEID@HOST:PORT");
        }

        await node("connect", new JsonObject { ["id"] = name }, cancellation);
        return Convert.FromHexString(id);
    }

    private static JsonObject Shown(OrderRow order)
    {
        JsonObject shown = new()
        {
            ["order"] = order.Number,
            ["state"] = order.State switch
            {
                OrderState.Open => "open",
                OrderState.Taken => "paid",
                OrderState.ForgetIntended => "ending",
                _ => "ended",
            },
            ["lsp"] = Hex(order.LspId),
            ["short_channel_id"] = LspJson.Text(order.Scid),
            ["amount_msat"] = order.SizeMsat,
            ["min_fee_msat"] = order.MinFeeMsat,
            ["proportional"] = order.Proportional,
            ["fee_msat"] = order.SizeMsat == 0 ? null : order.FeeFor(order.SizeMsat),
            ["valid_until"] = order.ValidUntil.ToUnixTimeSeconds(),
            ["client_trusts_lsp"] = order.TrustsLsp,
            ["description"] = order.Description,
            [order.Kind == OrderKind.Offer ? "bolt12" : "bolt11"] = order.Text,
            ["words"] = FeeWords.Of(order),
            ["created_at"] = order.Created.ToUnixTimeSeconds(),
        };
        if (order.TakenMsat != 0)
        {
            shown["taken_msat"] = order.TakenMsat;
        }

        if (order.Note.Length > 0)
        {
            shown["note"] = order.Note;
        }

        return shown;
    }

    private static string? Text(JsonObject named, string name) => (named[name] as JsonValue)?.ToString() is { Length: > 0 } text ? text : null;

    private static ulong? Number(JsonObject named, string name) => Text(named, name) is not { } text ? null
        : ulong.TryParse(text.EndsWith("msat", StringComparison.Ordinal) ? text[..^4] : text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number
        : throw new FormatException($"{name} is not a number: {text}");

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
