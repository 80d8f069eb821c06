using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Holdfast.Tidy.House;

/// <summary>A question of the firmware without a picture in tests/HostUnit/Screen is one that nobody has looked at.</summary>
[TestClass]
public sealed class QuestionTests
{
    private const string Pictures = "tests/HostUnit/Screen/Questions.cs";

    private static readonly string[] s_asking = ["Agrees", "AgreesToErase", "AgreesToRepair", "OfferPress"];

    /// <summary>Sentences of refusals and faults in the same files.</summary>
    private static readonly string[] s_others = ["Stop", "That", "Full", "NotApproved", "Bytes"];

    [TestMethod]
    public void EveryTextOfAQuestionHasAPicture()
    {
        string[] pictured = [.. Texts(Pictures, _ => true)];
        Findings.AreNone(
            from file in Asking()
            from text in Texts(file, IsPartOfAQuestion)
            where !pictured.Any(picture => picture.Contains(text, StringComparison.Ordinal))
            select $"{file}: \"{text.ReplaceLineEndings("\\n")}\" is in no question of {Pictures}; add it there, and its picture (GoldenTests)");
    }

    [TestMethod]
    public void EveryQuestionHasAGoldenFile() => Findings.AreNone(
        from text in Texts(Pictures, literal => literal.Parent is ArgumentSyntax { Parent: TupleExpressionSyntax tuple } argument && tuple.Arguments[0] == argument)
        where !Repository.Exists($"tests/HostUnit/Screen/Golden/{text}.png")
        select $"{text} has no picture");

    [TestMethod]
    public void ThereAreQuestions() => Assert.IsTrue(Asking().Count() > 10);

    /// <summary>Whoever asks, and whoever words questions for those.</summary>
    private static IEnumerable<string> Asking() => Repository.FilesUnder("firmware/Requests", ".cs").Where(file =>
        file != "firmware/Requests/Owner/Owner.cs" && (s_asking.Any(ask => Repository.Read(file).Contains("." + ask + "(", StringComparison.Ordinal))
            || file.EndsWith("/Payees.cs", StringComparison.Ordinal) || file.EndsWith("/SlotChoice.cs", StringComparison.Ordinal)
            || Repository.Read(file).Contains("toWhom", StringComparison.Ordinal)));

    private static bool IsPartOfAQuestion(LiteralExpressionSyntax literal) => !literal.Ancestors().Any(ancestor =>
        ancestor is ThrowStatementSyntax or ThrowExpressionSyntax
        || (ancestor is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: string member } } && s_others.Contains(member))
        || (ancestor is InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: string method } } && s_others.Contains(method)));

    private static IEnumerable<string> Texts(string file, Func<LiteralExpressionSyntax, bool> wanted) =>
        CSharpSyntaxTree.ParseText(Repository.Read(file)).GetRoot().DescendantNodes().OfType<LiteralExpressionSyntax>()
            .Where(literal => literal.IsKind(SyntaxKind.StringLiteralExpression) && wanted(literal))
            .Select(literal => literal.Token.ValueText)
            .Where(text => file == Pictures || (text.Length > 2 && text.Contains(' ')));
}
