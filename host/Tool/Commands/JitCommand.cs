using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Holdfast.Tool.Commands;

/// <summary>
/// `holdfast jit …`: channels that an LSP opens when a payment comes. The running node does it (holdfast-plugin with jit-channels); amounts and fees are
/// shown in words here before anything is agreed.
/// </summary>
internal static class JitCommand
{
    private const string Unknown = "this node buys no channels: set jit-channels (host/JitChannels/README.md)";

    private static readonly Option<DirectoryInfo?> s_node = NodeCommands.CreateNode();

    private static readonly Option<bool> s_json = NodeCommands.CreateJson();

    public static Command Create() => new("jit", "Be paid without having a channel: an LSP opens one when the payment comes.")
    {
        CreateFees(),
        CreateOrder("offer", "Buy the right to be paid, and make an offer (BOLT 12)."),
        CreateOrder("invoice", "Buy the right to be paid, and make an invoice (BOLT 11)."),
        CreateOrders(),
        CreateForget(),
        s_node,
        s_json,
    };

    private static Argument<string> Lsp() => new("lsp") { Description = "NODEID, or NODEID@HOST:PORT." };

    private static Argument<string?> Amount() => new("amount")
    {
        Description = "In millisatoshi. Without it the payer chooses.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static Option<string?> Token() => new("--token") { Description = "What the LSP wants to see, such as a code for a discount." };

    private static Command CreateFees()
    {
        Argument<string> lsp = Lsp();
        Argument<string?> amount = Amount();
        Option<string?> token = Token();
        Command command = new("fees", "Show what an LSP takes.") { lsp, amount, token };
        command.SetAction(parsed =>
        {
            JsonObject fees = Ask(parsed, "holdfast-jit-fees", Wish(parsed.GetValue(lsp)!, parsed.GetValue(amount), parsed.GetValue(token)));
            if (parsed.GetValue(s_json))
            {
                Print(parsed, fees.ToJsonString());
                return 0;
            }

            JsonArray menu = fees["menu"]!.AsArray();
            foreach (JsonNode? entry in menu)
            {
                string objection = entry!["objection"]?.ToString() ?? string.Empty;
                Print(parsed, (entry["chosen"]!.GetValue<bool>() ? "* " : "  ") + entry["words"] + (objection.Length > 0 ? " It does not suit: " + objection + "." : string.Empty));
            }

            Print(parsed, menu.Count == 0 ? "The LSP opens no channels for this node at present." : "* would be bought.");
            return 0;
        });
        return command;
    }

    private static Command CreateOrder(string name, string description)
    {
        Argument<string> lsp = Lsp();
        Argument<string?> amount = Amount();
        Argument<string?> text = new("description") { Description = "What the payment is for; the payer reads it.", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> token = Token();
        Option<bool> yes = new("--yes") { Description = "Do not ask." };
        Command command = new(name, description) { lsp, amount, text, token, yes };
        command.SetAction(parsed =>
        {
            JsonObject wish = Wish(parsed.GetValue(lsp)!, parsed.GetValue(amount), parsed.GetValue(token));
            JsonNode chosen = Chosen(Ask(parsed, "holdfast-jit-fees", (JsonObject)wish.DeepClone()));
            if (!parsed.GetValue(yes) && !IsAgreed(parsed, chosen["words"]!.ToString()))
            {
                Print(parsed, "Nothing was bought.");
                return 1;
            }

            // What was shown is the most that is bought.
            wish["fee_max_msat"] = (chosen["fee_msat"] ?? chosen["min_fee_msat"])!.DeepClone();
            wish["fee_max_ppm"] = chosen["proportional"]!.DeepClone();
            wish["description"] = parsed.GetValue(text) ?? string.Empty;
            JsonObject order = Ask(parsed, "holdfast-jit-" + name, wish);
            Print(parsed, parsed.GetValue(s_json) ? order.ToJsonString()
                : $"Order {order["order"]}. {order["words"]}{Environment.NewLine}{order["bolt12"] ?? order["bolt11"]}");
            return 0;
        });
        return command;
    }

    private static Command CreateOrders()
    {
        Command command = new("orders", "Show all orders.");
        command.SetAction(parsed =>
        {
            JsonObject result = Ask(parsed, "holdfast-jit-orders", []);
            if (parsed.GetValue(s_json))
            {
                Print(parsed, result.ToJsonString());
                return 0;
            }

            Table table = new Table().RoundedBorder().AddColumns("order", "state", "msat", "fee msat", "kept msat", "valid until", "note");
            foreach (JsonNode? order in result["orders"]!.AsArray())
            {
                table.AddRow(
                    order!["order"]!.ToString(), order["state"]!.ToString(), order["amount_msat"]!.ToString() is "0" or "" ? "any" : order["amount_msat"]!.ToString(),
                    order["fee_msat"]?.ToString() ?? string.Create(CultureInfo.InvariantCulture, $"{order["proportional"]} ppm"), order["taken_msat"]?.ToString() ?? "-",
                    DateTimeOffset.FromUnixTimeSeconds(order["valid_until"]!.GetValue<long>()).ToString("u", CultureInfo.InvariantCulture),
                    Markup.Escape(order["note"]?.ToString() ?? string.Empty));
            }

            Screen.Create().Write(table);
            return 0;
        });
        return command;
    }

    private static Command CreateForget()
    {
        Argument<uint> order = new("order") { Description = "Its number." };
        Command command = new("forget", "End an order: its offer and its invoices cannot be paid any more.") { order };
        command.SetAction(parsed =>
        {
            JsonObject result = Ask(parsed, "holdfast-jit-forget", new JsonObject { ["order"] = parsed.GetValue(order) });
            Print(parsed, parsed.GetValue(s_json) ? result.ToJsonString() : $"Order {result["order"]} has ended.");
            return 0;
        });
        return command;
    }

    private static JsonNode Chosen(JsonObject fees)
    {
        JsonArray menu = fees["menu"]!.AsArray();
        return menu.FirstOrDefault(entry => entry!["chosen"]!.GetValue<bool>()) ?? throw new OwnerRequestException(
            menu.Count == 0 ? "the LSP opens no channels for this node at present"
                : "nothing in the LSP's menu suits: " + string.Join("; ", menu.Select(entry => entry!["objection"]?.ToString()).Distinct()));
    }

    private static bool IsAgreed(ParseResult parsed, string words)
    {
        if (parsed.GetValue(s_json))
        {
            throw new OwnerRequestException("--json needs --yes: " + words);
        }

        Print(parsed, words);
        parsed.InvocationConfiguration.Output.Write("Buy it? (yes/no) ");
        return string.Equals(Console.In.ReadLine()?.Trim(), "yes", StringComparison.OrdinalIgnoreCase);
    }

    private static JsonObject Wish(string lsp, string? amount, string? token)
    {
        JsonObject wish = new() { ["lsp"] = lsp, ["amount"] = amount ?? "any" };
        if (token != null)
        {
            wish["token"] = token;
        }

        return wish;
    }

    private static JsonObject Ask(ParseResult parsed, string method, JsonObject parameters) => NodeCommands.Ask(parsed.GetValue(s_node)?.FullName, method, parameters, Unknown);

    private static void Print(ParseResult parsed, string line) => parsed.InvocationConfiguration.Output.WriteLine(line);
}
