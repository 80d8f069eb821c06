using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Holdfast.HeldPayments.Book;

namespace Holdfast.HeldPayments;

/// <summary>
/// The node's commands `holdinvoice`, `listholdinvoices`, `settleholdinvoice` and `cancelholdinvoice`. Names, parameters and fields are those that clients of hold plugins know;
/// fields that only Holdfast has come after them.
/// </summary>
public sealed class HoldCommands(HoldDesk desk, HoldInvoices invoices, int guardBlocks)
{
    private const long ExpiryDefaultSeconds = 3600;
    private const long ExpirySecondsMax = 366 * 24 * 3600;
    private const int HoldBlocksDefault = 60;
    private const int FinalDeltaMax = 2016;

    private static readonly (string Name, string[] Parameters, string Usage, string Description)[] s_commands =
    [
        ("holdinvoice", ["payment_hash", "amount", "memo", "expiry", "min_final_cltv_expiry"], "[payment_hash] amount [memo] [expiry] [min_final_cltv_expiry]",
            "Makes an invoice whose payment waits for settleholdinvoice or cancelholdinvoice. Without payment_hash, the device keeps the preimage. The amount is in millisatoshi."),
        ("listholdinvoices", ["payment_hash", "invoice"], "[payment_hash] [invoice]", "Hold invoices, and the HTLCs that pay them."),
        ("settleholdinvoice", ["preimage", "payment_hash"], "[preimage] [payment_hash]", "Takes a payment that waits. The preimage is needed only if the device does not have it."),
        ("cancelholdinvoice", ["payment_hash"], "payment_hash", "Gives a payment that waits back, and ends its invoice."),
    ];

    public static IEnumerable<(string Method, string Usage, string Description)> Methods => s_commands.Select(command => (command.Name, command.Usage, command.Description));

    public static bool IsOurs(string method) => s_commands.Any(command => command.Name == method);

    /// <exception cref="FormatException">The parameters are wrong.</exception>
    /// <exception cref="HoldRefusalException">It is not done, and the sentence says why.</exception>
    public async Task<JsonObject> RunAsync(string method, JsonNode? parameters, CancellationToken cancellation)
    {
        JsonObject named = Named(method, parameters);
        try
        {
            switch (method)
            {
                case "holdinvoice":
                    InvoiceRow made = await invoices.MakeAsync(Wish(named), cancellation);
                    return new JsonObject { ["bolt11"] = made.Bolt11, ["payment_hash"] = Hex(made.PaymentHash), ["expires_at"] = made.ExpiresAt };
                case "listholdinvoices":
                    return await ListAsync(named, cancellation);
                case "settleholdinvoice":
                    (byte[] hash, byte[]? preimage) = await WhichAsync(named, cancellation);
                    byte[] settled = await desk.SettleAsync(hash, preimage, cancellation);
                    return new JsonObject { ["payment_hash"] = Hex(hash), ["state"] = "paid", ["preimage"] = Hex(settled) };
                default:
                    byte[] cancelled = Bytes32(named, "payment_hash") ?? throw new FormatException("cancelholdinvoice needs payment_hash");
                    await desk.CancelAsync(cancelled, cancellation);
                    return new JsonObject { ["payment_hash"] = Hex(cancelled), ["state"] = "cancelled" };
            }
        }
        catch (VaultRefusalException refused)
        {
            throw new HoldRefusalException("the device does not do it: " + refused.Message, null, refused.Tag);
        }
        catch (VaultAwayException away)
        {
            throw new HoldRefusalException(away.Message);
        }
    }

    /// <summary>The parameters by their names.</summary>
    /// <exception cref="FormatException">One is too many.</exception>
    public static JsonObject Named(string method, JsonNode? parameters)
    {
        string[] names = s_commands.Single(command => command.Name == method).Parameters;
        if (parameters is not JsonArray listed)
        {
            JsonObject given = parameters as JsonObject ?? [];
            return given.FirstOrDefault(one => !names.Contains(one.Key)).Key is { } unknown
                ? throw new FormatException($"{method} has no parameter {unknown}")
                : (JsonObject)given.DeepClone();
        }

        if (listed.Count > names.Length)
        {
            throw new FormatException($"{method} takes {names.Length} parameters, not {listed.Count}");
        }

        // An amount alone: the device makes the hash.
        IEnumerable<string> places = method == "holdinvoice" && listed.Count == 1 ? ["amount"] : names;
        return new JsonObject(places.Zip(listed, (name, value) => KeyValuePair.Create(name, value?.DeepClone())));
    }

    /// <summary>What is wrong with the parameters; empty when nothing is.</summary>
    public static string Wrong(string method, JsonNode? parameters)
    {
        try
        {
            Named(method, parameters);
            return string.Empty;
        }
        catch (FormatException wrong)
        {
            return wrong.Message;
        }
    }

    /// <summary>The state in the words that clients know.</summary>
    public static string Name(InvoiceState state, bool isAccepted) => state switch
    {
        InvoiceState.Open => isAccepted ? "accepted" : "unpaid",
        InvoiceState.SettleIntended => "accepted",
        InvoiceState.Paid => "paid",
        _ => "cancelled",
    };

    private InvoiceWish Wish(JsonObject named)
    {
        ulong amount = Number(named, "amount") ?? throw new FormatException("holdinvoice needs an amount in millisatoshi; 0 lets the payer choose");
        ulong expiry = Number(named, "expiry") ?? ExpiryDefaultSeconds;
        ulong delta = Number(named, "min_final_cltv_expiry") ?? (ulong)(guardBlocks + HoldBlocksDefault);
        return amount > 2_100_000_000_000_000_000 ? throw new FormatException("that is more than all bitcoin")
            : expiry is 0 or > ExpirySecondsMax ? throw new FormatException($"expiry is a number of seconds from 1 to {ExpirySecondsMax}")
            : delta <= (ulong)guardBlocks || delta > FinalDeltaMax
                ? throw new FormatException(
                    $"min_final_cltv_expiry is a number of blocks above the guard of {guardBlocks} and at most {FinalDeltaMax}: what is above the guard is the time to decide")
            : new InvoiceWish(amount, Bytes32(named, "payment_hash"), Text(named, "memo") ?? string.Empty, (long)expiry, (int)delta);
    }

    /// <summary>Clients of other hold plugins give only the preimage, others only the hash; both have 32 bytes.</summary>
    private async Task<(byte[] Hash, byte[]? Preimage)> WhichAsync(JsonObject named, CancellationToken cancellation)
    {
        byte[]? first = Bytes32(named, "preimage");
        if (Bytes32(named, "payment_hash") is { } hash)
        {
            return (hash, first);
        }

        return first == null ? throw new FormatException("settleholdinvoice needs payment_hash or preimage")
            : (await desk.ListAsync(first, cancellation)).Count > 0 ? (first, null)
            : (SHA256.HashData(first), first);
    }

    private async Task<JsonObject> ListAsync(JsonObject named, CancellationToken cancellation)
    {
        byte[]? hash = Bytes32(named, "payment_hash");
        string? bolt11 = Text(named, "invoice");
        if (hash != null && bolt11 != null)
        {
            throw new FormatException("listholdinvoices takes payment_hash or invoice, not both");
        }

        IEnumerable<HeldPayment> found = (await desk.ListAsync(hash, cancellation))
            .Where(payment => bolt11 == null || string.Equals(payment.Invoice.Bolt11, bolt11, StringComparison.OrdinalIgnoreCase));
        return new JsonObject { ["holdinvoices"] = new JsonArray([.. found.Select(payment => (JsonNode)Shown(payment))]) };
    }

    private static JsonObject Shown(HeldPayment payment)
    {
        InvoiceRow row = payment.Invoice;
        JsonObject shown = new()
        {
            ["id"] = row.Id,
            ["payment_hash"] = Hex(row.PaymentHash),
            ["invoice"] = row.Bolt11,
            ["state"] = Name(row.State, payment.IsAccepted),
            ["min_cltv"] = row.FinalDelta,
            ["created_at"] = Date(row.Created),
            ["htlcs"] = new JsonArray([.. payment.Parts.Select(part => (JsonNode)new JsonObject
            {
                ["id"] = part.Id,
                ["invoice_id"] = row.Id,
                ["state"] = part.State switch { HeldState.Settled => "paid", HeldState.CancelIntended or HeldState.Cancelled => "cancelled", _ => "accepted" },
                ["scid"] = part.Name.Scid,
                ["channel_id"] = part.Name.Number,
                ["msat"] = part.AmountMsat,
                ["cltv_expiry"] = part.Expiry,
                ["created_at"] = Date(part.Seen),
                ["step"] = part.State.ToString(),
            })]),
            ["amount_msat"] = row.AmountMsat,
            ["expires_at"] = row.ExpiresAt,
            ["preimage_in_device"] = row.IsOfVault,
            ["step"] = row.State.ToString(),
        };
        if (row.Preimage != null)
        {
            shown["preimage"] = Hex(row.Preimage);
        }

        if (row.Settled is { } settled)
        {
            shown["settled_at"] = Date(settled);
        }

        if (row.Note.Length > 0)
        {
            shown["note"] = row.Note;
        }

        return shown;
    }

    private static string Date(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static string? Text(JsonObject named, string name) => (named[name] as JsonValue)?.ToString() is { Length: > 0 } text ? text : null;

    private static ulong? Number(JsonObject named, string name) => Text(named, name) is not { } text ? null
        : ulong.TryParse(text.EndsWith("msat", StringComparison.Ordinal) ? text[..^4] : text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number
        : throw new FormatException($"{name} is not a number: {text}");

    private static byte[]? Bytes32(JsonObject named, string name) => Text(named, name) is not { } text ? null
        : text.Length == 64 && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text)
        : throw new FormatException($"{name} is not 32 bytes in hexadecimal form");

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
