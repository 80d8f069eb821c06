using System.CommandLine;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.HeldPayments;
using Holdfast.HeldPayments.Handlers;
using Spectre.Console;

namespace Holdfast.Tool.Commands;

/// <summary>
/// `holdfast hold …`: payments that wait. The running node is asked on its own socket (`lightning-rpc` in the node's directory), where holdfast-plugin has the commands; only
/// `handler test` needs no node.
/// </summary>
internal static class HoldCommand
{
    private const string Unknown = "this node holds no payments: set hold-invoices or htlc-handler (host/HeldPayments/README.md)";

    private static readonly Option<DirectoryInfo?> s_node = NodeCommands.CreateNode();

    private static readonly Option<bool> s_json = NodeCommands.CreateJson();

    public static Command Create()
    {
        Argument<string> hash = new("payment-hash") { Description = "64 hexadecimal digits." };
        Option<string?> preimage = new("--preimage") { Description = "Needed only if the device does not have it." };
        return new Command("hold", "Show, settle and cancel payments that wait; try a handler of incoming HTLCs.")
        {
            Does(new Command("list", "Show all hold invoices."), "listholdinvoices", _ => []),
            Does(new Command("show", "Show one hold invoice with its HTLCs.") { hash }, "listholdinvoices", parsed => new JsonObject { ["payment_hash"] = parsed.GetValue(hash) }),
            Does(
                new Command("settle", "Take a payment that waits.") { hash, preimage }, "settleholdinvoice",
                parsed => parsed.GetValue(preimage) is { } given
                    ? new JsonObject { ["payment_hash"] = parsed.GetValue(hash), ["preimage"] = given }
                    : new JsonObject { ["payment_hash"] = parsed.GetValue(hash) }),
            Does(
                new Command("cancel", "Give back a payment that waits, and end its invoice.") { hash }, "cancelholdinvoice",
                parsed => new JsonObject { ["payment_hash"] = parsed.GetValue(hash) }),
            new Command("handler", "Try the program that judges incoming HTLCs.") { CreateTest() },
            s_node,
            s_json,
        };
    }

    private static Command CreateTest()
    {
        Argument<FileInfo> file = new("file") { Description = "The payload of a call of the hook htlc_accepted, as JSON." };
        Option<string> handler = new("--handler") { Description = "The whole path of a program, or unix: and the path of a socket; as in htlc-handler.", Required = true };
        Option<int> timeout = new("--timeout") { Description = "Seconds for the verdict; as in htlc-handler-timeout.", DefaultValueFactory = _ => 10 };
        Command command = new("test", "Give a recorded HTLC to a handler, and show its verdict, its time, and what would follow.") { file, handler, timeout };
        command.SetAction((parsed, cancellation) => TestAsync(
            parsed.GetValue(file)!.FullName, parsed.GetValue(handler)!, TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(timeout), 1, 600)), parsed.GetValue(s_json), cancellation));
        return command;
    }

    private static async Task<int> TestAsync(string file, string where, TimeSpan limit, bool isJson, CancellationToken cancellation)
    {
        JsonNode? recorded = JsonNode.Parse(await File.ReadAllTextAsync(file, cancellation));
        JsonNode? payload = recorded?["params"] ?? recorded; // with or without the JSON-RPC around it
        if (payload is not JsonObject hook || IncomingHtlc.Parse(hook) is not { } htlc)
        {
            throw new OwnerRequestException(file + " is not the payload of a call of htlc_accepted");
        }

        List<string> said = [];
        IHandler handler = where.StartsWith("unix:", StringComparison.Ordinal) ? new SocketHandler(where["unix:".Length..], TimeProvider.System)
            : ScriptHandler.TroubleOf(where) is { } trouble ? throw new OwnerRequestException(trouble)
            : new ScriptHandler(where, said.Add);
        Stopwatch passed = Stopwatch.StartNew();
        Verdict verdict = await handler.JudgeAsync(Encoding.UTF8.GetBytes(hook.ToJsonString()), limit, cancellation);
        long milliseconds = passed.ElapsedMilliseconds;
        (string name, string follows) = verdict.Kind switch
        {
            VerdictKind.Hold => ("hold", "A payment of a hold invoice waits for `holdfast hold settle` or `cancel`. Any other HTLC fails with 2002."),
            VerdictKind.Continue => ("continue", "lightningd goes on by itself. A payment of a hold invoice fails with 400f."),
            _ => ("fail", "The payment fails with " + verdict.Failure + "."),
        };
        JsonObject result = new()
        {
            ["htlc"] = htlc.Name.ToString(),
            ["verdict"] = name,
            ["failure_message"] = verdict.Failure?.ToString(),
            ["trouble"] = verdict.Trouble,
            ["milliseconds"] = milliseconds,
            ["stderr"] = new JsonArray([.. said.Select(line => (JsonNode)line)]),
            ["follows"] = follows,
        };
        Console.WriteLine(isJson ? result.ToJsonString()
            : $"{htlc.Name}: {name} after {milliseconds} ms. {follows}" + (verdict.Trouble.Length > 0 ? " The handler gave no verdict: " + verdict.Trouble + "." : string.Empty)
                + string.Concat(said.Select(line => Environment.NewLine + "stderr: " + line)));
        return verdict.Trouble.Length == 0 ? 0 : 1;
    }

    private static Command Does(Command command, string method, Func<ParseResult, JsonObject> parameters)
    {
        command.SetAction(parsed =>
        {
            Show(NodeCommands.Ask(parsed.GetValue(s_node)?.FullName, method, parameters(parsed), Unknown), parsed.GetValue(s_json), command.Name == "list");
            return 0;
        });
        return command;
    }

    private static void Show(JsonObject result, bool isJson, bool isTable)
    {
        if (isJson || !isTable)
        {
            Console.WriteLine(result.ToJsonString(isJson ? null : NodeCommands.Indented));
            return;
        }

        Table table = new Table().RoundedBorder().AddColumns("payment hash", "state", "msat", "HTLCs", "preimage", "note");
        foreach (JsonNode? invoice in result["holdinvoices"] as JsonArray ?? [])
        {
            table.AddRow(
                invoice!["payment_hash"]!.ToString(), invoice["state"]!.ToString(), invoice["amount_msat"]!.ToString(), invoice["htlcs"]!.AsArray().Count.ToString(),
                invoice["preimage"] != null ? "released" : invoice["preimage_in_device"]!.GetValue<bool>() ? "in the device" : "with its owner",
                Markup.Escape(invoice["note"]?.ToString() ?? string.Empty));
        }

        Screen.Create().Write(table);
    }
}
