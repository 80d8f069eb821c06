using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Protocol;
using Spectre.Console;

namespace Holdfast.Tool.Commands;

/// <summary>`holdfast policy …`: the limits that the signer's rules compare with (firmware/Policy/RULES.md, "Limits").</summary>
internal static class PolicyCommand
{
    public static Command Create() => new("policy", "Show or change the limits of the signer's rules.")
    {
        Show("show", "Show all limits in force, with their presets and bounds.", all: true),
        Show("diff", "Show the limits that differ from the presets of the network.", all: false),
        Set(),
    };

    private static Command Show(string name, string description, bool all)
    {
        OwnerOptions signer = new();
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Command command = new(name, description) { json };
        signer.AddTo(command);
        command.SetAction(parsed => signer.Run(parsed, ask => Print(Read(ask).Where(limit => all || limit.Value != limit.Preset), parsed.GetValue(json))));
        return command;
    }

    private static Command Set()
    {
        OwnerOptions signer = new();
        Argument<string[]> changes = new("changes") { Description = "NAME=VALUE, one or more. NAME=preset takes the preset.", Arity = ArgumentArity.OneOrMore };
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Command command = new("set", "Change limits. What allows more needs the owner's button, at most four such changes at a time.") { changes, json };
        signer.AddTo(command);
        command.SetAction(parsed => signer.Run(parsed, ask => Set(ask, parsed.GetValue(changes)!, parsed.GetValue(json))));
        return command;
    }

    private static LimitFields[] Read(OwnerOptions.Ask ask) => ReadLimitsReply.Decode(ask(new ReadLimits().Encode())).Limits;

    private static int Set(OwnerOptions.Ask ask, string[] changes, bool isJson)
    {
        LimitFields[] limits = Read(ask);
        List<(LimitFields Limit, ulong Value)> wanted = [.. changes.Select(change => Parse(limits, change))];
        if (wanted.Any(one => one.Limit.IsLooserUp ? one.Value > one.Limit.Value : one.Value < one.Limit.Value))
        {
            Console.Error.WriteLine(
                "This allows more than until now. Press the signer's button when it asks: " + string.Join(", ", wanted.Select(one => Line(one.Limit, one.Value))));
        }

        SetLimits request = new() { Changes = [.. wanted.Select(one => new LimitChangeFields { Number = one.Limit.Number, Value = one.Value })] };
        SetLimitsReply.Decode(ask(request.Encode()));
        HashSet<byte> numbers = [.. request.Changes.Select(change => change.Number)];
        return Print(Read(ask).Where(limit => numbers.Contains(limit.Number)), isJson);
    }

    private static (LimitFields Limit, ulong Value) Parse(LimitFields[] limits, string change)
    {
        string[] parts = change.Split('=');
        LimitFields? limit = limits.FirstOrDefault(one => string.Equals(Name(one), parts[0], StringComparison.OrdinalIgnoreCase));
        if (limit == null)
        {
            throw new FormatException("the signer has no limit of the name " + parts[0] + "; `holdfast policy show` lists them");
        }

        return parts.Length == 2 && parts[1] == "preset" ? (limit, limit.Preset)
            : parts.Length == 2 && ulong.TryParse(parts[1], NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out ulong value) ? (limit, value)
            : throw new FormatException("a change is NAME=VALUE with a whole number, not " + change);
    }

    private static int Print(IEnumerable<LimitFields> limits, bool isJson)
    {
        if (isJson)
        {
            JsonObject all = new(limits.Select(limit => KeyValuePair.Create(Name(limit), (JsonNode?)new JsonObject
            {
                ["value"] = limit.Value,
                ["preset"] = limit.Preset,
                ["least"] = limit.Least,
                ["most"] = limit.Most,
                ["looser"] = limit.IsLooserUp ? "up" : "down",
            })));
            Console.WriteLine(all.ToJsonString());
            return 0;
        }

        Table table = new Table().RoundedBorder().AddColumns("limit", "in force", "preset", "bounds", "looser");
        foreach (LimitFields limit in limits)
        {
            table.AddRow(Name(limit), Number(limit.Value), limit.Value == limit.Preset ? "the same" : Number(limit.Preset), Number(limit.Least) + " to " + Number(limit.Most),
                limit.IsLooserUp ? "up" : "down");
        }

        Screen.Create().Write(table);
        return 0;
    }

    private static string Line(LimitFields limit, ulong value) => $"{Name(limit)} {value} instead of {limit.Value}";

    private static string Name(LimitFields limit) => Encoding.ASCII.GetString(limit.Name);

    private static string Number(ulong value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
