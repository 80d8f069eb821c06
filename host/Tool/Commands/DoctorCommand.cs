using System.CommandLine;
using System.Text.Json.Nodes;
using Holdfast.DeviceLink;
using Holdfast.Doctor;
using Holdfast.IntentLog;
using Holdfast.Watchtowers.Storage;
using Spectre.Console;

namespace Holdfast.Tool.Commands;

/// <summary>
/// `holdfast doctor`: compares device, intent log and, where given, the node's view, and says who is ahead and what is safe. Changes nothing. Exit code
/// 1 when going on is not safe.
/// </summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        SignerOptions signer = new();
        Option<string?> intents = new("--intents") { Description = "The bridge's intent log. Another program may be using it." };
        Option<string?> node = new("--node") { Description = "The node's view: a file with a JSON list of {peer, dbid, counterpartyNumber, holderNumber}." };
        Option<string?> towers = new("--towers") { Description = "The watchtowers' file. Default: holdfast-towers.db beside the intent log." };
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Command command = new("doctor", "Say whether the device or the node is ahead, and whether it is safe to continue.")
        {
            intents, node, towers, json, InstallCommand.Create(),
        };
        signer.AddTo(command);
        command.SetAction(parsed =>
        {
            string? path = parsed.GetValue(intents);
            IntentView? log = path == null ? null : IntentView.Read(path);
            string? towersPath = parsed.GetValue(towers) ?? (path == null ? null : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, TowerView.FileName));
            string? nodePath = parsed.GetValue(node);
            IReadOnlyList<NodeChannel> view = nodePath == null ? [] : NodeView.Parse(File.ReadAllText(nodePath));
            return signer.Run(parsed, isUnlocking: true, log?.LastReceipt, client => Examine(client, log, view, towersPath, parsed.GetValue(json)));
        });
        return command;
    }

    private static int Examine(SignerClient client, IntentView? log, IReadOnlyList<NodeChannel> node, string? towers, bool isJson)
    {
        IReadOnlyList<Diagnosis> found = [.. Examination.Of(DeviceView.Read(client), log, node), .. towers == null ? [] : TowerExamination.Of(towers)];
        if (isJson)
        {
            JsonArray list = [.. found.Select(one => (JsonNode)new JsonObject
            {
                ["channel"] = one.Channel,
                ["finding"] = one.Finding.ToString(),
                ["sentence"] = one.Sentence,
                ["isSafe"] = one.IsSafe,
                ["exits"] = new JsonArray([.. one.Exits.Select(exit => (JsonNode)exit)]),
            })];
            Console.WriteLine(new JsonObject { ["isSafe"] = found.All(one => one.IsSafe), ["diagnoses"] = list }.ToJsonString());
        }
        else
        {
            Table table = new Table().RoundedBorder().AddColumns("channel", "finding", "in words", "safe to go on", "safe ways out");
            foreach (Diagnosis one in found)
            {
                table.AddRow(
                    Markup.Escape(one.Channel.Length == 0 ? "device" : one.Channel[..12] + "…" + one.Channel[one.Channel.IndexOf('/')..]),
                    one.Finding.ToString(), Markup.Escape(one.Sentence), one.IsSafe ? "[green]yes[/]" : "[red]NO[/]", Markup.Escape(string.Join("; ", one.Exits)));
            }

            IAnsiConsole screen = Screen.Create();
            screen.Write(table);
            if (found.Count == 0)
            {
                screen.WriteLine("The device holds no channel.");
            }
        }

        return found.All(one => one.IsSafe) ? 0 : 1;
    }
}
