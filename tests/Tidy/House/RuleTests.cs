using System.Text.RegularExpressions;

namespace Holdfast.Tidy.House;

/// <summary>
/// A rule that stands in the document and not in the code protects nobody, and one that nobody calls neither: every rule file has its tag, its
/// row in RULES.md, its caller and its test, and RULES.md has no row without a rule.
/// </summary>
[TestClass]
public sealed partial class RuleTests
{
    private const string Document = "firmware/Policy/RULES.md";

    /// <summary>A rule is a file in a folder of Policy; what lies beside RULES.md are the ordered lists, Limits and Refusal.</summary>
    private static IReadOnlyList<Rule> Rules { get; } = [.. Repository.FilesUnder("firmware/Policy", ".cs")
        .Where(f => f.Count(c => c == '/') == 3)
        .Select(f => new Rule(f, Path.GetFileNameWithoutExtension(f), Tag().Match(Repository.Read(f)).Groups[1].Value))];

    private static IReadOnlyList<Row> Rows { get; } = [.. RuleRow().Matches(Repository.Read(Document))
        .Select(m => new Row(m.Groups[1].Value, m.Groups[2].Value, m.Groups[3].Value.Split(',', StringSplitOptions.TrimEntries)))];

    [TestMethod]
    public void ThereAreRules() => Assert.IsTrue(Rules.Count > 40, $"{Rules.Count} found");

    [TestMethod]
    public void EachHasATag() => Findings.AreNone(Rules.Where(r => !WellFormedTag().IsMatch(r.Tag)).Select(r => $"{r.File}: '{r.Tag}'"));

    /// <summary>The reply names rule and tag, so each refusal carries those of its own file; and nothing but a rule refuses.</summary>
    [TestMethod]
    public void EachRefusesInItsOwnName()
    {
        Findings.AreNone(
            from file in Repository.FilesUnder("firmware", ".cs")
            from Match refusal in Refusals().Matches(Repository.Read(file))
            where refusal.Groups[1].Value != $"nameof({Rules.SingleOrDefault(rule => rule.File == file)?.Name}), Tag"
            select $"{file} refuses with {refusal.Groups[1].Value}");
        Findings.AreNone(Rules.Where(rule => !Refusals().IsMatch(Repository.Read(rule.File))).Select(rule => $"{rule.File} never refuses"));
    }

    [TestMethod]
    public void EachHasOneRowAndNoRowIsWithoutARule() =>
        CollectionAssert.AreEquivalent(Rules.Select(r => $"{r.Name}: {r.Tag}").ToList(), Rows.Select(r => $"{r.Name}: {r.Tag}").ToList());

    [TestMethod]
    public void EachIsCalled()
    {
        string callers = string.Concat(Repository.FilesUnder("firmware", ".cs").Select(Repository.Read));
        Findings.AreNone(Rules.Where(r => !Regex.IsMatch(callers, $@"\b{r.Name}\.Require\w*\(")).Select(r => r.File + " is never required"));
    }

    /// <summary>The tests that a row names exist, and at least one of them speaks of the rule or its tag.</summary>
    [TestMethod]
    public void EachIsTestedWhereItsRowSays()
    {
        List<string> findings = [];
        foreach (Row row in Rows)
        {
            List<string> tests = [.. row.Tests.SelectMany(t => Repository.FilesUnder("tests", "/" + t + ".cs"))];
            if (tests.Count < row.Tests.Length)
            {
                findings.Add($"{row.Name}: not every one of {string.Join(", ", row.Tests)} exists");
            }

            if (!tests.Select(Repository.Read).Any(t => Regex.IsMatch(t, $@"\b{row.Name}\b") || t.Contains($"\"{row.Tag}\"")))
            {
                findings.Add($"{row.Name}: none of {string.Join(", ", row.Tests)} speaks of it");
            }
        }

        Findings.AreNone(findings);
    }

    /// <summary>A tag in a test that no rule has would be a test of nothing.</summary>
    [TestMethod]
    public void NoTestExpectsATagThatNobodyHas()
    {
        HashSet<string> known = [.. Repository.FilesUnder("firmware", ".cs").SelectMany(f => QuotedTag().Matches(Repository.Read(f))).Select(m => m.Groups[1].Value)];
        Findings.AreNone(
            from test in Repository.FilesUnder("tests", "Tests.cs")
            where !test.StartsWith("tests/Tidy/", StringComparison.Ordinal)
            from Match expected in ExpectedTag().Matches(Repository.Read(test))
            where !known.Contains(expected.Groups[1].Value)
            select $"{test}: {expected.Groups[1].Value}");
    }

    private sealed record Rule(string File, string Name, string Tag);

    private sealed record Row(string Name, string Tag, string[] Tests);

    [GeneratedRegex(@"public const string Tag = ""([^""]*)"";")]
    private static partial Regex Tag();

    [GeneratedRegex(@"^(policy|holdfast)-[a-z0-9-]{3,54}$")]
    private static partial Regex WellFormedTag();

    [GeneratedRegex(@"new Refusal\(\s*([^,]+,[^,]+),")]
    private static partial Regex Refusals();

    [GeneratedRegex(@"^\| `(\w+)\.cs` \| ([\w-]+) \| .* \| ([^|]*) \|\s*$", RegexOptions.Multiline)]
    private static partial Regex RuleRow();

    [GeneratedRegex(@"""((?:policy|holdfast)-[a-z0-9-]+)""")]
    private static partial Regex QuotedTag();

    [GeneratedRegex(@"(?:Refuses|Refused|IsRefused)\(""((?:policy|holdfast)-[a-z0-9-]+)""")]
    private static partial Regex ExpectedTag();
}
