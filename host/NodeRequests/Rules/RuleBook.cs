using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Rules;

/// <summary>
/// The device's rules as firmware/Policy/RULES.md and TAGS.md describe them. The documents are in this assembly as they are, so nothing about a rule is
/// written down twice; tests/Tidy compares them with the firmware.
/// </summary>
public sealed partial class RuleBook
{
    private static readonly Lazy<RuleBook> s_book = new(() => new RuleBook(Text("Holdfast.RULES.md"), Text("Holdfast.TAGS.md")));

    private RuleBook(string rules, string tags)
    {
        Rules = [.. RuleRow().Matches(rules).Select(row => new RuleEntry(row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value, Requests(row.Groups[4].Value)))];
        Limits = [.. LimitRow().Matches(rules).Select(row => new LimitEntry(
            row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value, row.Groups[4].Value, row.Groups[5].Value, row.Groups[6].Value))];
        Tags = [.. TagRow().Matches(tags).Select(row => new TagEntry(row.Groups[1].Value, Names(row.Groups[2].Value), row.Groups[3].Value))];
        Comparisons = [.. ComparisonRow().Matches(tags).Select(row => new ComparisonEntry(
            row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value, row.Groups[4].Value.Trim()))];
    }

    public static RuleBook Read() => s_book.Value;

    public IReadOnlyList<RuleEntry> Rules { get; }

    public IReadOnlyList<LimitEntry> Limits { get; }

    public IReadOnlyList<TagEntry> Tags { get; }

    /// <summary>With the Validating Lightning Signer.</summary>
    public IReadOnlyList<ComparisonEntry> Comparisons { get; }

    /// <summary>One sentence; null for a tag that no rule of the device has.</summary>
    public string? WhatToDo(string tag) => Tags.FirstOrDefault(entry => entry.Tag == tag)?.WhatToDo;

    private static string Text(string name)
    {
        using StreamReader reader = new(typeof(RuleBook).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    private static string[] Names(string cell) => cell == "-" ? [] : cell.Split(", ");

    private static MessageId[] Requests(string cell) => [.. cell.Split(", ").Select(id => (MessageId)int.Parse(id, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"^\| `(\w+)\.cs` \| ([\w-]+) \| (.*) \| ([\d, ]+) \| [^|]* \|\s*$", RegexOptions.Multiline)]
    private static partial Regex RuleRow();

    [GeneratedRegex(@"^\| (\w+) \| ([\d,]+|by device) \| ([\d,]+|by device) \| ([\d,]+ to [\d,]+|by device) \| (up|down|-) \| (.*) \|\s*$", RegexOptions.Multiline)]
    private static partial Regex LimitRow();

    [GeneratedRegex(@"^\| ((?:policy|holdfast)-[\w-]+) \| (-|[A-Z]\w+(?:, [A-Z]\w+)*) \| ([^|]+) \|\s*$", RegexOptions.Multiline)]
    private static partial Regex TagRow();

    [GeneratedRegex(@"^\| (policy[\w-]*) \| (enforced|rebuilt|otherwise|missing) \| (enforced|option|no code) \|([^|]*)\|\s*$", RegexOptions.Multiline)]
    private static partial Regex ComparisonRow();
}
