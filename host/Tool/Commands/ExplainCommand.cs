using System.CommandLine;
using System.Text.Json.Nodes;
using Holdfast.NodeRequests.Rules;
using Holdfast.Protocol;

namespace Holdfast.Tool.Commands;

/// <summary>`holdfast explain TAG|RULE [--json]`: what a refusal means and what to do about it. Asks nobody; the texts are those of firmware/Policy.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        Argument<string> name = new("name") { Description = "The tag or the rule of a refusal, as the log and the reply name it." };
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Command command = new("explain", "Say what a refusal means: the rules, what they require, their limits, and what to do.") { name, json };
        command.SetAction(parsed => Run(parsed.GetValue(name)!, parsed.GetValue(json)));
        return command;
    }

    /// <summary>Exit code 0 when the name is that of a rule or a tag of the device or of VLS.</summary>
    private static int Run(string name, bool isJson)
    {
        RuleBook book = RuleBook.Read();
        RuleEntry? rule = book.Rules.FirstOrDefault(entry => string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase));
        string tag = rule?.Tag ?? name;
        RuleEntry[] rules = rule != null ? [rule] : [.. book.Rules.Where(entry => entry.Tag == tag)];
        TagEntry? advice = book.Tags.FirstOrDefault(entry => entry.Tag == tag);
        ComparisonEntry? comparison = book.Comparisons.FirstOrDefault(entry => entry.Tag == tag);
        if (rules.Length == 0 && comparison == null)
        {
            throw new FormatException($"no rule and no tag is called {name}. firmware/Policy/RULES.md lists the rules{Similar(book, name)}");
        }

        LimitEntry[] limits = [.. (advice?.Limits ?? []).SelectMany(limit => book.Limits.Where(entry => entry.Name == limit))];
        if (isJson)
        {
            Console.WriteLine(Json(tag, rules, advice, limits, comparison).ToJsonString());
            return 0;
        }

        Console.WriteLine(tag);
        foreach (RuleEntry entry in rules)
        {
            Console.WriteLine($"\n{entry.Name}: {entry.Truth}\n  asked by {string.Join(", ", entry.Requests.Select(Request))}");
        }

        if (limits.Length > 0)
        {
            Console.WriteLine();
        }

        foreach (LimitEntry limit in limits)
        {
            Console.WriteLine($"{limit.Name}: {limit.MainNetwork} on the main network, {limit.OtherNetworks} on others, unless the owner changed it ({limit.Meaning})");
        }

        if (advice != null)
        {
            Console.WriteLine("\nWhat to do: " + advice.WhatToDo);
        }

        if (comparison != null)
        {
            Console.WriteLine($"\nHere: {comparison.Here}. Validating Lightning Signer: {comparison.There}.{(comparison.Note.Length == 0 ? "" : " " + comparison.Note)}");
        }

        return 0;
    }

    private static JsonObject Json(string tag, RuleEntry[] rules, TagEntry? advice, LimitEntry[] limits, ComparisonEntry? comparison) => new()
    {
        ["tag"] = tag,
        ["whatToDo"] = advice?.WhatToDo,
        ["rules"] = new JsonArray([.. rules.Select(rule => new JsonObject
        {
            ["name"] = rule.Name,
            ["truth"] = rule.Truth,
            ["requests"] = new JsonArray([.. rule.Requests.Select(id => new JsonObject { ["id"] = (int)id, ["name"] = id.ToString() })]),
        })]),
        ["limits"] = new JsonArray([.. limits.Select(limit => new JsonObject
        {
            ["name"] = limit.Name,
            ["mainNetwork"] = limit.MainNetwork,
            ["otherNetworks"] = limit.OtherNetworks,
            ["bounds"] = limit.Bounds,
            ["looser"] = limit.Looser,
            ["meaning"] = limit.Meaning,
        })]),
        ["vls"] = comparison == null ? null : new JsonObject { ["here"] = comparison.Here, ["there"] = comparison.There, ["note"] = comparison.Note },
    };

    private static string Request(MessageId id) => $"{id} ({(int)id})";

    private static string Similar(RuleBook book, string name)
    {
        string[] similar = [.. book.Rules.SelectMany(rule => new[] { rule.Name, rule.Tag }).Concat(book.Comparisons.Select(entry => entry.Tag)).Distinct()
            .Where(known => known.Contains(name, StringComparison.OrdinalIgnoreCase)).Take(8)];
        return similar.Length == 0 ? "." : "; did you mean " + string.Join(", ", similar) + "?";
    }
}
