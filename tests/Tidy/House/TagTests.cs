using System.Text.RegularExpressions;

namespace Holdfast.Tidy.House;

/// <summary>TAGS.md, from which `holdfast explain` reads, says for each tag what to do, and compares each tag of the Validating Lightning Signer.</summary>
[TestClass]
public sealed partial class TagTests
{
    private const string Document = "firmware/Policy/TAGS.md";

    /// <summary>What is not enforced under its own tag, nor rebuilt, says why.</summary>
    private static readonly string[] s_needANote = ["otherwise", "missing"];

    private static ILookup<string, string> RulesByTag { get; } = Repository.FilesUnder("firmware/Policy", ".cs").Where(file => file.Count(c => c == '/') == 3)
        .ToLookup(file => Tag().Match(Repository.Read(file)).Groups[1].Value);

    private static IReadOnlyList<Match> Advice { get; } = [.. AdviceRow().Matches(Repository.Read(Document)).Cast<Match>()];

    private static IReadOnlyList<Match> Comparisons { get; } = [.. ComparisonRow().Matches(Repository.Read(Document)).Cast<Match>()];

    [TestMethod]
    public void EachTagHasOneRowThatSaysWhatToDo()
    {
        string[] rows = [.. Advice.Select(row => row.Groups[1].Value)];
        string[] tags = [.. RulesByTag.Select(tag => tag.Key)];
        Findings.AreNone(tags.Except(rows).Select(tag => "no row for " + tag).Concat(rows.Except(tags).Select(row => "no rule has " + row)));
        CollectionAssert.AreEqual(rows.Distinct().Order(StringComparer.Ordinal).ToArray(), rows, "rows are in order, one for each tag");
    }

    [TestMethod]
    public void TheRowNamesEveryLimitOfItsRules() => Findings.AreNone(
        from row in Advice
        let named = row.Groups[2].Value.Split(", ")
        from file in RulesByTag[row.Groups[1].Value]
        from Match limit in Limit().Matches(Repository.Read(file))
        where !named.Contains(limit.Groups[1].Value)
        select $"{row.Groups[1].Value}: {Path.GetFileNameWithoutExtension(file)} compares with {limit.Groups[1].Value}");

    [TestMethod]
    public void EachLimitThatIsNamedExists()
    {
        string rules = Repository.Read("firmware/Policy/RULES.md");
        Findings.AreNone(
            from row in Advice
            from limit in row.Groups[2].Value.Split(", ")
            where limit != "-" && !rules.Contains($"\n| {limit} | ", StringComparison.Ordinal)
            select $"{row.Groups[1].Value} names {limit}");
    }

    [TestMethod]
    public void EachTagOfTheOtherSignerIsCompared() => CollectionAssert.AreEqual(
        Repository.Read("tests/Tidy/vls-tags.txt").Split('\n').Where(line => line.StartsWith("policy", StringComparison.Ordinal)).ToArray(),
        Comparisons.Select(row => row.Groups[1].Value).ToArray());

    [TestMethod]
    public void WhatIsEnforcedHasARuleAndWhatIsNotHasAReason() => Findings.AreNone(
        from row in Comparisons
        let here = row.Groups[2].Value
        where (here == "enforced") != RulesByTag.Contains(row.Groups[1].Value) || (s_needANote.Contains(here) && row.Groups[4].Value.Trim().Length == 0)
        select row.Value);

    /// <summary>A tag with their prefix is one of theirs.</summary>
    [TestMethod]
    public void TheirPrefixIsForTheirTags() => Findings.AreNone(
        RulesByTag.Select(tag => tag.Key).Where(tag => tag.StartsWith("policy-", StringComparison.Ordinal)).Except(Comparisons.Select(row => row.Groups[1].Value)));

    /// <summary>A note that names another tag or rule names one that exists.</summary>
    [TestMethod]
    public void EachTagInANoteIsThatOfARule() => Findings.AreNone(
        from row in Comparisons
        from Match named in NamedTag().Matches(row.Groups[4].Value)
        where !RulesByTag.Any(tag => tag.Key.StartsWith(named.Value, StringComparison.Ordinal))
        select $"{row.Groups[1].Value}: {named.Value}");

    [GeneratedRegex(@"public const string Tag = ""([^""]*)"";")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\b[lL]imits\.([A-Z]\w*(?:Max|Min|Sat))\b")]
    private static partial Regex Limit();

    [GeneratedRegex(@"^\| ((?:policy|holdfast)-[\w-]+) \| (-|[A-Z]\w+(?:, [A-Z]\w+)*) \| ([^|]+) \|\s*$", RegexOptions.Multiline)]
    private static partial Regex AdviceRow();

    [GeneratedRegex(@"^\| (policy[\w-]*) \| (enforced|rebuilt|otherwise|missing) \| (enforced|option|no code) \|([^|]*)\|\s*$", RegexOptions.Multiline)]
    private static partial Regex ComparisonRow();

    [GeneratedRegex(@"\b(?:policy|holdfast)-[a-z-]+\b")]
    private static partial Regex NamedTag();
}
