using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Holdfast.Tidy.House;

/// <summary>One word for one thing: GLOSSARY.md lists the words, and the words that are not used in their place.</summary>
[TestClass]
public sealed partial class GlossaryTests
{
    private const string Glossary = "GLOSSARY.md";
    private const string InDocuments = "documents";

    private static readonly Dictionary<string, HashSet<string>> s_wordsOfRoom = [];

    private static IReadOnlyList<Row> Rows { get; } = [.. TableRow().Matches(Repository.Read(Glossary)).Select(row =>
        new Row(row.Groups[1].Value.Trim(), row.Groups[2].Value.Trim(), Words(row.Groups[3].Value), Words(row.Groups[4].Value))).Where(row => row.Word is not "word")];

    private static IReadOnlyList<(string Path, string Text)> Documents { get; } =
        [.. Repository.Files.Where(f => f.EndsWith(".md", StringComparison.Ordinal) && f != Glossary).Select(f => (f, CodeBlock().Replace(Repository.Read(f), "")))];

    [TestMethod]
    public void WordsAreListedOnceInOrderWithTheirMeaning()
    {
        string[] words = [.. Rows.Select(row => row.Word)];
        CollectionAssert.AreEqual(words.Distinct().Order(StringComparer.OrdinalIgnoreCase).ToArray(), words);
        Findings.AreNone(Rows.Where(row => row.Meaning.Length == 0 || row.Not.Length == 0 != (row.Where.Length == 0)).Select(row => row.Word));
    }

    [TestMethod]
    public void EveryWordIsUsedInADocument() => Findings.AreNone(
        Rows.Where(row => !Documents.Any(document => Regex.IsMatch(document.Text, $@"\b{row.Word}\b"))).Select(row => $"no document says {row.Word}"));

    /// <summary>A room that never speaks of the thing could not use a wrong word for it, so the check there would prove nothing.</summary>
    [TestMethod]
    public void EveryRoomThatIsCheckedUsesTheWord() => Findings.AreNone(
        from row in Rows
        from room in row.Where.Where(place => place != InDocuments)
        where !row.Word.Split(' ').All(part => WordsOf(room).Contains(part.ToLowerInvariant()))
        select $"{room} has no identifier with {row.Word}");

    [TestMethod]
    public void NoIdentifierUsesAnotherWord() => Findings.AreNone(
        from row in Rows
        from room in row.Where.Where(place => place != InDocuments)
        from wrong in row.Not
        where WordsOf(room).Contains(wrong) || WordsOf(room).Contains(wrong + "s")
        select $"{room} says {wrong}: the word is {row.Word}");

    [TestMethod]
    public void NoDocumentUsesAnotherWord() => Findings.AreNone(
        from row in Rows
        where row.Where.Contains(InDocuments)
        from wrong in row.Not
        from document in Documents
        where Regex.IsMatch(document.Text, $@"\b{wrong}s?\b", RegexOptions.IgnoreCase)
        select $"{document.Path} says {wrong}: the word is {row.Word}");

    [TestMethod]
    public void IdentifiersAreTakenApart()
    {
        const string Source = "class LinkTag { /* anchor */ byte[] _macKey = Of(\"seal\"); int HTLCCount => s_userNames.Length; }";
        string[] expected = ["class", "link", "tag", "mac", "key", "of", "htlc", "count", "s", "user", "names", "length"];
        CollectionAssert.AreEquivalent(expected.Skip(1).ToList(), Identifiers(Source).ToList());
        Assert.IsTrue(Rows.Count > 30 && Rows.Sum(row => row.Where.Length) > 40 && Documents.Count > 20);
    }

    private sealed record Row(string Word, string Meaning, string[] Not, string[] Where);

    private static string[] Words(string cell) => cell.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static HashSet<string> WordsOf(string room)
    {
        if (!s_wordsOfRoom.TryGetValue(room, out HashSet<string>? words))
        {
            words = [.. Repository.FilesUnder("firmware/" + room, ".cs").Concat(Repository.FilesUnder("host/" + room, ".cs")).SelectMany(f => Identifiers(Repository.Read(f)))];
            Assert.IsTrue(words.Count > 0, $"{Glossary} names the room {room}, which has no sources");
            s_wordsOfRoom[room] = words;
        }

        return words;
    }

    /// <summary>The parts of every identifier in lower case: `_macKey` gives mac and key. Comments and texts are not identifiers.</summary>
    private static HashSet<string> Identifiers(string source) =>
    [
        .. CSharpSyntaxTree.ParseText(source).GetRoot().DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken))
            .SelectMany(token => Part().Matches(token.ValueText)).Select(part => part.Value.ToLowerInvariant()),
    ];

    [GeneratedRegex(@"^\| ([^|]+) \| ([^|]+) \|([^|]*)\|([^|]*)\|$", RegexOptions.Multiline)]
    private static partial Regex TableRow();

    [GeneratedRegex(@"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+")]
    private static partial Regex Part();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
