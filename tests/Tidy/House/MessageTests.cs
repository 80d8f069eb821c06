using System.Text.RegularExpressions;

namespace Holdfast.Tidy.House;

/// <summary>A message is known everywhere or nowhere: its id, its fields, its row in PROTOCOL.md, its gate entry, its handler and its test.</summary>
[TestClass]
public sealed partial class MessageTests
{
    private static IReadOnlyList<(string Name, int Id)> Messages { get; } =
        [.. MessageId().Matches(Repository.Read("firmware/Protocol/MessageId.cs")).Select(m => (m.Groups[1].Value, int.Parse(m.Groups[2].Value)))];

    [TestMethod]
    public void ThereAreMessages() => Assert.IsTrue(Messages.Count > 30);

    [TestMethod]
    public void EachHasItsFieldsInOneFile() => Findings.AreNone(
        from message in Messages
        let path = $"firmware/Protocol/Messages/{message.Name}.cs"
        where !Repository.Exists(path) || !Regex.IsMatch(Repository.Read(path), $@"class {message.Name}\b") || !Regex.IsMatch(Repository.Read(path), $@"class {message.Name}Reply\b")
        select $"{path} with {message.Name} and {message.Name}Reply");

    [TestMethod]
    public void TheSpecificationHasARowForEachAndNoOther()
    {
        List<string> rows = [.. SpecificationRow().Matches(RequestTable()).Select(m => m.Groups[1].Value)];
        CollectionAssert.AreEquivalent(Messages.Select(m => $"{m.Id} | {m.Name}").ToList(), rows);
    }

    [TestMethod]
    public void EachPassesTheGateToItsHandler()
    {
        string gate = Repository.Read("firmware/Requests/RequestGate.cs");
        Findings.AreNone(
            from message in Messages
            let handler = message.Name + "Handler"
            where Handlers.Count(f => f.EndsWith($"/{handler}.cs", StringComparison.Ordinal)) != 1 || !Regex.IsMatch(gate, $@"case MessageId\.{message.Name}:\s+(?:return|reply =) {handler}\.Handle\(")
            select $"{message.Name} -> {handler}");
    }

    [TestMethod]
    public void NoHandlerIsLeftWithoutItsMessage() => Findings.AreNone(
        Handlers.Where(f => !Messages.Any(m => f.EndsWith($"/{m.Name}Handler.cs", StringComparison.Ordinal))));

    [TestMethod]
    public void EachHandlerIsInTheFolderOfItsSubject() => Findings.AreNone(Handlers.Where(f => f.Split('/').Length != 4));

    [TestMethod]
    public void EachHasATest() => Findings.AreNone(
        Messages.Where(m => !Tests.Any(t => Regex.IsMatch(t, $@"\b{m.Name}\b"))).Select(m => "no test names " + m.Name));

    private static IReadOnlyList<string> Handlers { get; } =
        [.. Repository.FilesUnder("firmware/Requests", "Handler.cs").Where(f => !f.EndsWith("/IRequestHandler.cs", StringComparison.Ordinal))];

    private static IReadOnlyList<string> Tests { get; } =
        [.. Repository.FilesUnder("tests", "Tests.cs").Where(f => !f.StartsWith("tests/Tidy/", StringComparison.Ordinal)).Select(Repository.Read)];

    private static string RequestTable()
    {
        string specification = Repository.Read("firmware/Protocol/PROTOCOL.md");
        return specification[specification.IndexOf("\n## Requests", StringComparison.Ordinal)..specification.IndexOf("\nNotes:", StringComparison.Ordinal)];
    }

    [GeneratedRegex(@"^    (\w+) = (\d+),", RegexOptions.Multiline)]
    private static partial Regex MessageId();

    [GeneratedRegex(@"^\| (\d+ \| [A-Z]\w+) \| .* \| .* \|\s*$", RegexOptions.Multiline)]
    private static partial Regex SpecificationRow();
}
