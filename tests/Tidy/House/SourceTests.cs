using System.Text.RegularExpressions;

namespace Holdfast.Tidy.House;

/// <summary>House rules that a reader would otherwise have to repeat in every review.</summary>
[TestClass]
public sealed partial class SourceTests
{
    /// <summary>Above this a file has usually become the one in the middle that eats everything.</summary>
    private const int LinesMax = 450;

    /// <summary>Unrolled field and scalar arithmetic, and text written by a program.</summary>
    private static readonly string[] s_mayBeLong = ["firmware/Crypto/Curve/", "firmware/StandIns/"];

    private static readonly string[] s_wordsWithoutMeaning = ["Manager", "Helper", "Util", "Utils", "Utilities", "Processor", "Info", "Common"];

    private static IEnumerable<string> Sources => Repository.Files.Where(f => f.EndsWith(".cs", StringComparison.Ordinal));

    private static IEnumerable<string> RoomSources => Sources.Where(f =>
        (f.StartsWith("firmware/", StringComparison.Ordinal) || f.StartsWith("host/", StringComparison.Ordinal)) && !f.StartsWith("firmware/StandIns/", StringComparison.Ordinal));

    /// <summary>All but data, and this file, which has to spell what it forbids.</summary>
    private static IEnumerable<string> Texts => Repository.Files
        .Where(f => !f.StartsWith("tests/Vectors/", StringComparison.Ordinal) && f is not "tests/Tidy/House/SourceTests.cs" && !IsBinary(f));

    /// <summary>A new reader sees the top level first.</summary>
    private static readonly string[] s_topLevel =
    [
        ".ci", ".config", ".editorconfig", ".gitattributes", ".github", ".gitignore", "boards", "CHANGELOG.md", "CONTRIBUTING.md", "Directory.Build.props",
        "Directory.Packages.props", "Firmware.sln", "firmware", "flash.ps1", "global.json", "GLOSSARY.md", "host", "LICENSE", "package.sh", "README.md", "RECOVERY.md", "SECURITY.md", "tests",
    ];

    [TestMethod]
    public void TheTopLevelIsSmall() => Findings.AreNone(Repository.Files.Select(f => f.Split('/')[0]).Except(s_topLevel).Select(f => f + " at the top level"));

    [TestMethod]
    public void PlatformsDifferByFileNotByPreprocessor() => Findings.AreNone(
        RoomSources.Where(f => Preprocessor().IsMatch(Repository.Read(f))).Select(f => f + " has an #if"));

    [TestMethod]
    public void NoFileIsTooLongToRead() => Findings.AreNone(
        from source in Sources
        where !s_mayBeLong.Any(p => source.StartsWith(p, StringComparison.Ordinal))
        let lines = Repository.Read(source).Count(c => c == '\n')
        where lines > LinesMax
        select $"{source} has {lines} lines, at most {LinesMax}");

    /// <summary>As .editorconfig declares it. In tests a line with a text in quotes may be longer: vectors and messages are not cut.</summary>
    [TestMethod]
    public void NoLineIsTooWideToRead()
    {
        int most = int.Parse(LineLength().Match(Repository.Read(".editorconfig")).Groups[1].Value);
        Findings.AreNone(
            from source in Sources
            where !s_mayBeLong.Any(p => source.StartsWith(p, StringComparison.Ordinal))
            from line in Repository.Read(source).Split('\n').Select((text, at) => (Text: text, At: at + 1))
            where line.Text.Length > most && !(source.StartsWith("tests/", StringComparison.Ordinal) && line.Text.Contains('"', StringComparison.Ordinal))
            select $"{source}:{line.At} has {line.Text.Length} characters, at most {most}");
    }

    [TestMethod]
    public void TheNamespaceIsTheRoom() => Findings.AreNone(
        from source in RoomSources
        let room = "Holdfast." + source.Split('/')[1]
        from Match declared in Namespace().Matches(Repository.Read(source))
        where declared.Groups[1].Value != room && !declared.Groups[1].Value.StartsWith(room + ".", StringComparison.Ordinal)
        select $"{source} declares {declared.Groups[1].Value}");

    [TestMethod]
    public void NamesSayWhatTheThingIs() => Findings.AreNone(
        from source in Sources
        from Match type in TypeDeclaration().Matches(Repository.Read(source))
        where s_wordsWithoutMeaning.Any(w => type.Groups[2].Value.EndsWith(w, StringComparison.Ordinal))
        select $"{source}: {type.Groups[2].Value}");

    [TestMethod]
    public void NothingIsLeftToDo() => Findings.AreNone(
        from text in Texts
        from Match left in LeftToDo().Matches(Repository.Read(text))
        select $"{text} has {left.Value}");

    [TestMethod]
    public void NoMachineIsNamed() => Findings.AreNone(
        from text in Texts
        from Match machine in MachinePath().Matches(Repository.Read(text))
        select $"{text} names {machine.Value}");

    [TestMethod]
    public void NoTestIsSkippedInSilence() => Findings.AreNone(
        Sources.Where(f => IgnoredTest().IsMatch(Repository.Read(f))).Select(f => f + " ignores a test without saying why"));

    /// <summary>A class with tests and without the attribute is not run, and nobody notices.</summary>
    [TestMethod]
    public void EveryTestClassIsRun() => Findings.AreNone(
        Sources.Where(f => Repository.Read(f).Contains("[TestMethod]") && !Repository.Read(f).Contains("[TestClass]")).Select(f => f + " has tests and no [TestClass]"));

    private static bool IsBinary(string file) => new[] { ".bin", ".png", ".gz", ".nanoresources", ".pe", ".dll", ".resources" }.Any(e => file.EndsWith(e, StringComparison.Ordinal));

    [GeneratedRegex(@"^\s*#\s*(if|elif|else|endif)\b", RegexOptions.Multiline)]
    private static partial Regex Preprocessor();

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^\s*(?:public |internal |private |protected |static |sealed |abstract |partial |readonly |file )*(class|struct|interface|enum|record) (\w+)", RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedException\(")]
    private static partial Regex LeftToDo();

    [GeneratedRegex(@"(?<![\w.])(/home/|/root/|/work/|/Users/|[A-Z]:\\Users\\)[\w.-]+")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"^max_line_length = (\d+)", RegexOptions.Multiline)]
    private static partial Regex LineLength();

    [GeneratedRegex(@"\[Ignore(\(\s*\))?\]")]
    private static partial Regex IgnoredTest();
}
