using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Watchtowers;
using Holdfast.Watchtowers.Storage;
using Spectre.Console;

namespace Holdfast.Tool.Commands;

/// <summary>
/// `holdfast tower …`: which watchtowers there are and what they have. A running holdfast-hsmd is asked, on its socket in the node's directory; when none runs, the
/// towers' file there is read and changed directly.
/// </summary>
internal static class TowerCommand
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    private static readonly Option<DirectoryInfo?> s_node = new("--node")
    {
        Description = "The node's directory. The default is HOLDFAST_NODE, or .lightning/bitcoin in the home directory.",
        Recursive = true,
    };

    private static readonly Option<bool> s_json = new("--json") { Description = "Print one JSON object.", Recursive = true };

    public static Command Create()
    {
        Argument<string> uri = new("tower") { Description = "PUBLICKEY@HOST[:PORT]" };
        Argument<string> which = new("tower") { Description = "PUBLICKEY, or PUBLICKEY@HOST[:PORT] for one address." };
        Argument<string> key = new("tower") { Description = "PUBLICKEY" };
        Option<bool> force = new("--force") { Description = "Remove the tower even if it has backups of states." };
        Option<string?> maxUpdates = new("--max-updates") { Description = "States in one session." };
        Option<string?> feeRate = new("--fee-rate") { Description = "Feerate of a tower's sweep in satoshi per virtual byte, fixed for each session when it is opened." };
        Option<string?> blobType = new("--blob-type") { Description = "Ask whether sessions of this kind are supported." };
        Argument<string> session = new("session") { Description = "The number of the session in `tower sessions`." };
        Option<bool> delete = new("--delete") { Description = "Ask the tower to delete its backups. The owner must press the device's button." };
        Command terminate = new("terminate", "End a session. Its states go to the next session.") { session, delete };
        Does(terminate, "terminate", parsed => new JsonObject { ["session"] = parsed.GetValue(session), ["delete"] = parsed.GetValue(delete) });
        return new Command("tower", "Manage watchtowers: lnd towers that punish a cheating peer while the node is off.")
        {
            Does(new Command("add", "Add a tower, or an address of one, or make it active again.") { uri }, "add", parsed => new JsonObject { ["tower"] = parsed.GetValue(uri) }),
            Does(
                new Command("remove", "Forget a tower, or one of its addresses.") { which, force }, "remove",
                parsed => new JsonObject { ["tower"] = parsed.GetValue(which), ["force"] = parsed.GetValue(force) }),
            Does(
                new Command("deactivate", "Send a tower no more backups. It keeps those that it has.") { key }, "deactivate",
                parsed => new JsonObject { ["tower"] = parsed.GetValue(key) }),
            Does(new Command("list", "Show towers and channels: what is acknowledged, what is pending, and the age of the oldest pending state."), "list", _ => []),
            Does(new Command("show", "Show one tower with its sessions.") { key }, "show", parsed => new JsonObject { ["tower"] = parsed.GetValue(key) }),
            Does(new Command("sessions", "Show all sessions."), "sessions", _ => []),
            Does(new Command("stats", "Show totals over all towers, sessions and states."), "stats", _ => []),
            Does(
                new Command("policy", "Show or change the terms of new sessions.") { maxUpdates, feeRate, blobType }, "policy",
                parsed => Given(("max_updates", parsed.GetValue(maxUpdates)), ("fee_rate", parsed.GetValue(feeRate)), ("blob_type", parsed.GetValue(blobType)))),
            new Command("session", "Manage one session.") { terminate },
            Does(
                new Command("trust", "Count what this tower acknowledges for `tower exposure`. The owner must press the device's button.") { key }, "trust",
                parsed => new JsonObject { ["tower"] = parsed.GetValue(key) }),
            Does(
                new Command("distrust", "Stop counting what this tower acknowledges.") { key, force }, "distrust",
                parsed => new JsonObject { ["tower"] = parsed.GetValue(key), ["force"] = parsed.GetValue(force) }),
            CreateExposure(),
            s_node,
            s_json,
        };
    }

    private static Command CreateExposure()
    {
        Argument<string> states = new("states") { Description = "2 to 16 states of a channel." };
        return new Command("exposure", "Show or change how many states of a channel may be at no trusted tower before the device stops signing for it.")
        {
            Does(new Command("show", "Show the number."), "exposure", _ => []),
            Does(
                new Command("set", "Set the number. A higher number than before needs the owner's button.") { states }, "exposure",
                parsed => new JsonObject { ["states"] = parsed.GetValue(states) }),
            Does(new Command("off", "Let channels sign without waiting for towers. This needs the owner's button."), "exposure", _ => new JsonObject { ["states"] = "off" }),
        };
    }

    private static Command Does(Command command, string name, Func<ParseResult, JsonObject> arguments)
    {
        command.SetAction(parsed => Run(name, arguments(parsed), parsed.GetValue(s_node)?.FullName ?? NodeSocket.DefaultFolder, parsed.GetValue(s_json)));
        return command;
    }

    private static JsonObject Given(params (string Name, string? Value)[] arguments) =>
        new(arguments.Where(argument => argument.Value != null).Select(argument => KeyValuePair.Create(argument.Name, (JsonNode?)argument.Value)));

    private static int Run(string name, JsonObject arguments, string folder, bool isJson)
    {
        Show(Ask(folder, name, arguments) ?? Directly(folder, name, arguments), isJson);
        return 0;
    }

    /// <summary>Null when no holdfast-hsmd listens there.</summary>
    private static JsonObject? Ask(string folder, string name, JsonObject arguments)
    {
        if (name == "trust" || (name == "exposure" && arguments.Count > 0) || (name == "terminate" && arguments["delete"]?.GetValue<bool>() == true))
        {
            Console.Error.WriteLine("If the device's light asks for it, press its button. " + BlindApproval.Warning);
        }

        JsonObject? reply = NodeSocket.Ask(folder, new JsonObject { ["method"] = "tower", ["command"] = name, ["arguments"] = arguments });
        return reply == null ? null : reply["result"] as JsonObject ?? throw new TowerCommandException(reply["error"]?.ToString() ?? "holdfast-hsmd did not answer");
    }

    private static JsonObject Directly(string folder, string name, JsonObject arguments)
    {
        string path = Path.Combine(folder, TowerView.FileName);
        if (!File.Exists(path) && name != "add")
        {
            throw new TowerStoreException("no tower is set up in " + folder + "; add one with `holdfast tower add PUBLICKEY@HOST[:PORT]`");
        }

        using TowerStore store = TowerStore.Open(path);
        return new TowerCommands(store, null).Run(name, arguments);
    }

    private static void Show(JsonObject result, bool isJson)
    {
        if (isJson)
        {
            Console.WriteLine(result.ToJsonString());
            return;
        }

        if (result["towers"] is not JsonArray towers)
        {
            Console.WriteLine(result["sentence"]?.ToString() is { } sentence && result.Count <= 4 ? sentence : result.ToJsonString(s_indented));
            return;
        }

        Table table = new Table().RoundedBorder().AddColumns("tower", "address", "relied on", "sessions", "acknowledged", "pending", "oldest pending", "trouble");
        foreach (JsonNode? tower in towers)
        {
            JsonNode backups = tower!["backups"]!;
            table.AddRow(
                tower["tower"]!.ToString()[..16] + "…" + (tower["active"]!.GetValue<bool>() ? string.Empty : " (not active)"), Markup.Escape(tower["addresses"]![0]!.ToString()),
                tower["trusted"]!.GetValue<bool>() ? "yes" : "no", tower["sessions"]!.ToString(), backups["acknowledged"]!.ToString(), backups["pending"]!.ToString(),
                Age(backups["oldest_pending_seconds"]), Markup.Escape(tower["trouble"]?["sentence"]?.ToString() ?? "-"));
        }

        IAnsiConsole screen = Screen.Create();
        screen.Write(table);
        Table channels = new Table().RoundedBorder().AddColumns("channel", "tower", "acknowledged", "pending", "oldest pending");
        foreach (JsonNode? channel in result["channels"]!.AsArray())
        {
            foreach (JsonNode? tower in channel!["towers"]!.AsArray())
            {
                channels.AddRow(
                    Markup.Escape(channel["channel"]!.ToString()), tower!["tower"]!.ToString()[..16] + "…", tower["acknowledged"]!.ToString(), tower["pending"]!.ToString(),
                    Age(tower["oldest_pending_seconds"]));
            }
        }

        screen.Write(channels);
        if (result["oldest_unacknowledged_seconds"] is JsonNode oldest)
        {
            screen.WriteLine("A state that was revoked " + Age(oldest) + " ago is at no tower yet.");
        }

        if (result["device"] is JsonNode book)
        {
            int most = book["exposure_max"]!.GetValue<int>();
            screen.WriteLine($"The device has given out {book["last_key"]} keys; {book["sessions"]!.AsArray().Count} sessions are open in its book. Channels "
                + (most == 0 ? "do not wait for towers." : $"stop while {most} of their states are at no tower that it relies on."));
        }

        foreach (JsonNode? waiting in result["waiting"]?.AsArray() ?? [])
        {
            screen.WriteLine($"Channel {waiting!["channel"]} waits for a tower since {Age(waiting["seconds"])}: {waiting["sentence"]}");
        }
    }

    private static string Age(JsonNode? seconds) => seconds == null ? "-" : TimeSpan.FromSeconds(seconds.GetValue<long>()) switch
    {
        { TotalDays: >= 1 } age => $"{age.TotalDays:0.0} days",
        { TotalHours: >= 1 } age => $"{age.TotalHours:0.0} hours",
        { TotalMinutes: >= 1 } age => $"{age.TotalMinutes:0} minutes",
        TimeSpan age => $"{age.TotalSeconds:0} seconds",
    };
}
