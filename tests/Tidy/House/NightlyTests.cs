using System.Text.RegularExpressions;

namespace Holdfast.Tidy.House;

/// <summary>Nobody looks while `.ci/nightly` runs: a part that is not started, or that tests nothing because a name has changed, would not be noticed.</summary>
[TestClass]
public sealed partial class NightlyTests
{
    private static string Script { get; } = Repository.Read(".ci/nightly");

    private static string[] Parts { get; } = [.. Part().Matches(Script).Select(part => part.Groups[1].Value)];

    [TestMethod]
    public void EveryPartIsListedAndHosted()
    {
        string all = string.Join(' ', Parts);
        Assert.IsTrue(Parts.Length >= 12, all);
        StringAssert.Contains(Script, $"#   .ci/nightly [PART …]     {all}; all of them without an argument\n");
        StringAssert.Contains(Script, $"|| set -- {all}\n");
        StringAssert.Contains(Repository.Read(".github/workflows/nightly.yml"), $"part: [{all.Replace(" ", ", ", StringComparison.Ordinal)}]\n");
    }

    [TestMethod]
    public void EveryProjectExists() => Findings.AreNone(
        from path in Project().Matches(Script).Select(project => project.Value)
        where !Repository.Exists($"{path}/{path.Split('/')[^1]}.csproj")
        select path);

    [TestMethod]
    public void EveryFilterFindsTests() => Findings.AreNone(
        from filter in Filter().Matches(Script)
        let project = filter.Groups[1].Value
        from name in TestName().Matches(filter.Groups[2].Value).Select(name => name.Groups[1].Value)
        where !Repository.FilesUnder(project, ".cs").Select(Repository.Read)
            .Any(text => text.Contains("[TestClass]", StringComparison.Ordinal) && Regex.IsMatch(text, $@"(class|namespace Holdfast\.\S*) ?{Regex.Escape(name)}\b"))
        select $"{project} has no tests {name}");

    [TestMethod]
    public void EverySettingIsRead() => Findings.AreNone(
        from setting in Setting().Matches(Comment().Replace(Script, "")).Select(setting => setting.Groups[1].Value).Distinct()
        where !Repository.Files.Any(file => file.EndsWith(".cs", StringComparison.Ordinal) && Repository.Read(file).Contains($"\"{setting}\"", StringComparison.Ordinal))
        select setting);

    [GeneratedRegex(@"^ {8}([a-z-]+)\) ", RegexOptions.Multiline)]
    private static partial Regex Part();

    [GeneratedRegex(@"tests/[A-Z][\w/]*\b(?!\.)")]
    private static partial Regex Project();

    [GeneratedRegex(@"(tests/[A-Z][\w/]*) --filter (.*)")]
    private static partial Regex Filter();

    [GeneratedRegex(@"FullyQualifiedName~([\w.]+)")]
    private static partial Regex TestName();

    [GeneratedRegex("^#.*", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\b(HOLDFAST_\w+)=")]
    private static partial Regex Setting();
}
