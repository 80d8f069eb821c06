using System.CommandLine;
using System.Text.Json.Nodes;
using Holdfast.Protocol;

namespace Holdfast.Tool.Commands;

/// <summary>`holdfast allow …`: the payees whose invoices the signer approves without its button, up to its limits.</summary>
internal static class AllowCommand
{
    public static Command Create() => new("allow", "Show or change the list of payees whose invoices need no button, up to the limits.")
    {
        List(),
        Change("add", "Put a payee on the list. The owner must press the signer's button.", isAllowed: true),
        Change("remove", "Take a payee off the list.", isAllowed: false),
    };

    private static Command List()
    {
        OwnerOptions signer = new();
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Command command = new("list", "Show the payees.") { json };
        signer.AddTo(command);
        command.SetAction(parsed => signer.Run(parsed, ask => Print(ask, parsed.GetValue(json))));
        return command;
    }

    private static Command Change(string name, string description, bool isAllowed)
    {
        OwnerOptions signer = new();
        Argument<string> payee = new("payee") { Description = "The payee's node id." };
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Command command = new(name, description) { payee, json };
        signer.AddTo(command);
        command.SetAction(parsed => signer.Run(parsed, ask =>
        {
            byte[] key = Convert.FromHexString(parsed.GetValue(payee)!);
            if (key.Length != 33)
            {
                throw new FormatException("a node id has 33 bytes");
            }

            AllowPayeeReply.Decode(ask(new AllowPayee { Payee = key, IsAllowed = isAllowed }.Encode()));
            return Print(ask, parsed.GetValue(json));
        }));
        return command;
    }

    private static int Print(OwnerOptions.Ask ask, bool isJson)
    {
        string[] payees = [.. ReadAllowlistReply.Decode(ask(new ReadAllowlist().Encode())).Payees.Select(Convert.ToHexStringLower)];
        Console.WriteLine(isJson
            ? new JsonObject { ["payees"] = new JsonArray([.. payees.Select(payee => (JsonNode)payee)]) }.ToJsonString()
            : payees.Length == 0 ? "Nobody is on the list." : string.Join('\n', payees));
        return 0;
    }
}
