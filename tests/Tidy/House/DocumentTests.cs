using System.Text.RegularExpressions;

namespace Holdfast.Tidy.House;

/// <summary>A document that names a file which is gone is worse than none: every path that a text of this repository names must exist.</summary>
[TestClass]
public sealed partial class DocumentTests
{
    private static readonly string[] s_textKinds = [".md", ".cs", ".csproj", ".nfproj", ".projitems", ".props", ".targets", ".ps1", ".json", ".yml"];

    private static IEnumerable<string> Documents => Repository.Files.Where(f => f.EndsWith(".md", StringComparison.Ordinal));

    private static IEnumerable<string> Texts => Repository.Files
        .Where(f => s_textKinds.Any(k => f.EndsWith(k, StringComparison.Ordinal)) && !f.StartsWith("tests/Vectors/", StringComparison.Ordinal));

    [TestMethod]
    public void EveryLinkLeadsSomewhere() => Findings.AreNone(
        from document in Documents
        from Match link in Link().Matches(WithoutCodeBlocks(Repository.Read(document)))
        let target = link.Groups[1].Value.Split('#')[0]
        where target.Length > 0 && !target.Contains(':') && !ExistsFrom(document, target)
        select $"{document} links to {target}");

    /// <summary>
    /// `firmware/Bytes/Check.cs`, `Pins.cs`: from the root, from beside the document, or a file name that exists somewhere. `Room.csproj` stands for
    /// each room's.
    /// </summary>
    [TestMethod]
    public void EveryFileInBackticksExists() => Findings.AreNone(
        from document in Documents
        from Match code in InlineCode().Matches(WithoutCodeBlocks(Repository.Read(document)))
        let path = code.Groups[1].Value
        where FileName().IsMatch(path) && !path.StartsWith("Room.", StringComparison.Ordinal) && !ExistsFrom(document, path)
        where path.Contains('/') || !Repository.Files.Any(f => f.EndsWith("/" + path, StringComparison.Ordinal))
        select $"{document} names `{path}`");

    [TestMethod]
    public void EveryPathFromTheRootExists() => Findings.AreNone(
        from text in Texts
        from Match match in RepositoryPath().Matches(Repository.Read(text))
        let path = match.Value.TrimEnd('.', '/', ',', ':')
        where !Repository.Exists(path)
        select $"{text} names {path}");

    /// <summary>Documents are found at all, and the expressions still see paths in them.</summary>
    [TestMethod]
    public void ThereIsSomethingToCheck()
    {
        Assert.IsTrue(Documents.Count() > 2);
        Assert.IsTrue(Texts.Sum(t => RepositoryPath().Count(Repository.Read(t))) > 10);
        Assert.IsTrue(Documents.Sum(d => InlineCode().Matches(Repository.Read(d)).Count(m => FileName().IsMatch(m.Groups[1].Value))) > 10);
    }

    /// <summary>What a stranger copies from the page is what a test compiles and crashes.</summary>
    [TestMethod]
    public void TheSampleOfTheIntentLogIsTheOneThatIsTested() => StringAssert.Contains(
        Repository.Read("host/IntentLog/README.md"), "```csharp\n" + Repository.Read("tests/HostUnit/IntentLog/Sample/CommitmentDesk.cs") + "```\n");

    private static bool ExistsFrom(string document, string path)
    {
        string folder = document.Contains('/') ? document[..document.LastIndexOf('/')] : "";
        string beside = Path.GetFullPath(Path.Combine(Repository.PathOf(folder), path));
        return File.Exists(beside) || Directory.Exists(beside) || Repository.Exists(path.TrimEnd('/'));
    }

    private static string WithoutCodeBlocks(string text) => CodeBlock().Replace(text, "");

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`([^`\n]+)`")]
    private static partial Regex InlineCode();

    /// <summary>Ends like a source or document of this repository; words like `channel.Keys` do not.</summary>
    [GeneratedRegex(@"^[\w./-]*\w\.(cs|md|csproj|nfproj|projitems|props|targets|ps1|sln|config|resx)$")]
    private static partial Regex FileName();

    /// <summary>A path that begins at the root of the checkout; not part of a longer one, and without a wildcard or placeholder behind it.</summary>
    [GeneratedRegex(@"(?<![\w./\\-])(firmware|host|tests|boards|\.ci)/[\w./-]*[\w](?![\w*<{$])(?!/[*<{$])(?!\.[*{$])")]
    private static partial Regex RepositoryPath();
}
