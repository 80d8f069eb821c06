using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Holdfast.Tidy.House;

/// <summary>
/// Which rules a request asks, and in which order, is read from the code: from its handler, through whatever it calls in Requests and the lists of Policy. RULES.md
/// says the same, in its table by request and in the column of each rule.
/// </summary>
[TestClass]
public sealed partial class RuleOrderTests
{
    private const string Document = "firmware/Policy/RULES.md";

    private static readonly CSharpCompilation s_firmware = Compile();
    private static readonly ConcurrentDictionary<SyntaxTree, SemanticModel> s_models = [];
    private static readonly Lazy<Dictionary<string, List<string>>> s_rulesOf = new(ReadHandlers);

    /// <summary>A rule that a handler called by itself would stand in no list, and nobody would see its place in the order.</summary>
    [TestMethod]
    public void RulesAreCalledInListsOnly() => Findings.AreNone(
        from tree in s_firmware.SyntaxTrees
        where !tree.FilePath.StartsWith("firmware/Policy/", StringComparison.Ordinal)
        from call in tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>()
        where IsRule(Method(call))
        select $"{tree.FilePath}: {call.Expression}");

    [TestMethod]
    public void TheTableByRequestIsTheOrderOfTheCode()
    {
        string expected = string.Join('\n', s_rulesOf.Value.Where(request => request.Value.Count > 0).OrderBy(request => Id(request.Key))
            .Select(request => $"| {Id(request.Key)} | {request.Key} | {string.Join(", ", request.Value)} |"));
        string[] section = [.. Repository.Read(Document).Split('\n').SkipWhile(line => line != "## Order of the rules").TakeWhile(line => line != "## Limits")];
        string[] rows = [.. section.Where(line => Row().IsMatch(line))];
        Assert.AreEqual(expected, string.Join('\n', rows), "the rows as they should be:\n" + expected);
    }

    [TestMethod]
    public void EachRuleNamesTheRequestsThatAskIt()
    {
        ILookup<string, int> requests = s_rulesOf.Value.SelectMany(request => request.Value.Select(rule => (Rule: rule, Id: Id(request.Key))))
            .ToLookup(pair => pair.Rule, pair => pair.Id);
        Findings.AreNone(
            from Match row in RuleRow().Matches(Repository.Read(Document))
            let asked = string.Join(", ", requests[row.Groups[1].Value].Order())
            where asked != row.Groups[2].Value
            select $"{row.Groups[1].Value} is asked by {asked}, and its row says {row.Groups[2].Value}");
    }

    private static Dictionary<string, List<string>> ReadHandlers()
    {
        Dictionary<string, List<string>> rules = [];
        foreach (SyntaxTree tree in s_firmware.SyntaxTrees.Where(tree => tree.FilePath.EndsWith("Handler.cs", StringComparison.Ordinal)))
        {
            string request = Path.GetFileName(tree.FilePath)[..^"Handler.cs".Length];
            if (Messages().Matches(Repository.Read("firmware/Protocol/MessageId.cs")).Any(message => message.Groups[1].Value == request))
            {
                List<string> found = [];
                Walk(tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().Single(method => method.Identifier.Text == "Handle"), found, []);
                rules.Add(request, found);
            }
        }

        return rules;
    }

    // In the order of evaluation: what stands in an argument comes before the call.
    private static void Walk(SyntaxNode body, List<string> rules, HashSet<SyntaxNode> inside)
    {
        if (!inside.Add(body))
        {
            return;
        }

        foreach (SyntaxNode call in body.DescendantNodes().Where(node => node is InvocationExpressionSyntax or ObjectCreationExpressionSyntax).OrderBy(node => node.Span.End))
        {
            if (Method(call) is not { } method)
            {
                continue;
            }

            if (IsRule(method))
            {
                string rule = method.ContainingType.Name;
                if (!rules.Contains(rule))
                {
                    rules.Add(rule);
                }
            }
            else if (method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is { } declaration && IsWalked(declaration.SyntaxTree.FilePath))
            {
                Walk(declaration, rules, inside);
            }
        }

        inside.Remove(body);
    }

    private static bool IsWalked(string path) => path.StartsWith("firmware/Policy/", StringComparison.Ordinal) || path.StartsWith("firmware/Requests/", StringComparison.Ordinal);

    // A rule is a file in a folder of Policy.
    private static bool IsRule(IMethodSymbol? method) =>
        method?.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree.FilePath is { } path && path.StartsWith("firmware/Policy/", StringComparison.Ordinal)
        && path.Count(c => c == '/') == 3 && method.DeclaredAccessibility == Accessibility.Public && method.Name.StartsWith("Require", StringComparison.Ordinal);

    private static IMethodSymbol? Method(SyntaxNode call) =>
        s_models.GetOrAdd(call.SyntaxTree, tree => s_firmware.GetSemanticModel(tree)).GetSymbolInfo(call).Symbol as IMethodSymbol;

    private static int Id(string request) =>
        int.Parse(Messages().Matches(Repository.Read("firmware/Protocol/MessageId.cs")).Single(message => message.Groups[1].Value == request).Groups[2].Value);

    // All rooms as one: only what calls what is asked of it.
    private static CSharpCompilation Compile() => CSharpCompilation.Create(
        "Firmware",
        Repository.FilesUnder("firmware", ".cs").Where(file => !file.StartsWith("firmware/Device/", StringComparison.Ordinal) && !file.StartsWith("firmware/StandIns/", StringComparison.Ordinal))
            .Select(file => CSharpSyntaxTree.ParseText(Repository.Read(file), path: file)),
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(file => Path.GetFileName(file).StartsWith("System.", StringComparison.Ordinal))
            .Select(file => MetadataReference.CreateFromFile(file)));

    [GeneratedRegex(@"^    (\w+) = (\d+),", RegexOptions.Multiline)]
    private static partial Regex Messages();

    [GeneratedRegex(@"^\| \d+ \| \w+ \| .* \|$")]
    private static partial Regex Row();

    [GeneratedRegex(@"^\| `(\w+)\.cs` \| [\w-]+ \| .* \| ([\d, ]+) \| [^|]* \|\s*$", RegexOptions.Multiline)]
    private static partial Regex RuleRow();
}
