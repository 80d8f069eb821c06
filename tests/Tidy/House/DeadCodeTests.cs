using System.Text.RegularExpressions;

namespace Holdfast.Tidy.House;

/// <summary>
/// A member whose name stands in its own declaration and nowhere else is code that nobody calls. Names are compared, not symbols: cheap, and a member that hides
/// behind a name in use is found by the next reader. Private members are the compiler's (IDE0051).
/// </summary>
[TestClass]
public sealed partial class DeadCodeTests
{
    /// <summary>Called by the runtime or by what the compiler makes, or numbers of a protocol and a layout that are defined elsewhere.</summary>
    private static readonly string[] s_notOurs =
        ["Main", "AppendLiteral", "GetHashCode", "IsInvalid", "ReleaseHandle", "host/NodeRequests/Wire/HsmdType.cs", "host/HsmdBridge/StatusSocket.cs", "host/Conformance/Hsmd/Native.cs", "host/HandOver/UnixSocket.cs"];

    /// <summary>The chip carries these for the tests alone: what the curve is compared by, and what a rebuilt transaction shows.</summary>
    private static readonly string[] s_shownToTests = ["NegateSecret", "MultiplyAndAdd", "HtlcVout", "OutputSumSat"];

    private static readonly (string Path, string Code)[] s_sources =
    [
        .. Repository.Files.Where(f => f.EndsWith(".cs", StringComparison.Ordinal) && !f.StartsWith("firmware/StandIns/", StringComparison.Ordinal))
            .Select(f => (f, Comment().Replace(Repository.Read(f), ""))),
    ];

    [TestMethod]
    public void EveryNameIsUsedSomewhere() => Findings.AreNone(Unused("firmware", "host", "tests", "boards").Select(member => $"{member.Path}: {member.Name} is used by nobody"));

    [TestMethod]
    public void TheChipCarriesNothingForTestsAlone() => Findings.AreNone(
        from member in Unused("firmware", "host", "boards")
        where member.Path.StartsWith("firmware/", StringComparison.Ordinal) && !s_shownToTests.Contains(member.Name)
        select $"{member.Path}: {member.Name} is used by tests alone");

    [TestMethod]
    public void MembersAreFound() => Assert.IsTrue(s_sources.Where(IsProduct).Sum(source => Declaration().Count(source.Code)) > 1000);

    private static IEnumerable<(string Path, string Name)> Unused(params string[] readers)
    {
        Dictionary<string, int> seen = s_sources.Where(source => readers.Contains(source.Path.Split('/')[0]))
            .SelectMany(source => Word().Matches(source.Code).Select(word => word.Value)).GroupBy(word => word).ToDictionary(word => word.Key, word => word.Count());
        return from source in s_sources
               where IsProduct(source)
               from Match match in Declaration().Matches(source.Code)
               let name = match.Groups[1].Value
               where seen[name] == 1 && !s_notOurs.Contains(name) && !s_notOurs.Contains(source.Path)
               select (source.Path, name);
    }

    private static bool IsProduct((string Path, string Code) source)
        => source.Path.StartsWith("firmware/", StringComparison.Ordinal) || source.Path.StartsWith("host/", StringComparison.Ordinal);

    /// <summary>A member that others can see, with its name; and a value of an enumeration.</summary>
    [GeneratedRegex(@"^ {4,8}(?:(?:public|internal|protected) (?:[\w<>\[\]?,. ]+ )?|(?=\w+ = \d+,))(\w+)(?= ?(?:\(|=|;|\{|$))", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    [GeneratedRegex(@"//[^\n]*")]
    private static partial Regex Comment();
}
