using System.Text;
using System.Text.Json;
using Holdfast.ReferenceNode;

namespace Holdfast.Conformance;

/// <summary>Which column of the case list a signer is measured against.</summary>
public enum Expectation
{
    /// <summary>A signer that refuses the second content: theft is never possible, the cure always converges.</summary>
    Validating,

    /// <summary>A signer that signs anything: the kit must be able to rob it.</summary>
    Stock,
}

/// <summary>One line of the report.</summary>
public sealed record ConformanceRow(
    string Id, string Moment, string Order, string Actor, Verdict Verdict, Verdict[] Expected, bool AsExpected, string[] Story, SignedContent[] Evidence);

/// <summary>All rows, and what they come to. This is also the JSON (camelCase) that `holdfast conformance --json` prints.</summary>
public sealed record ConformanceReport(
    string Signer, Expectation Expectation, int Cases, int Converged, int SplitButSafe, int Stuck, int TheftPossible, bool AsExpected, ConformanceRow[] Rows)
{
    /// <summary>Runs every case.</summary>
    /// <param name="underTest">The signer.</param>
    /// <param name="cases">Usually <see cref="ConformanceCase.Shipped"/>.</param>
    /// <param name="expectation">The column to compare with.</param>
    /// <param name="afterEach">For a progress display.</param>
    public static ConformanceReport Run(
        ISignerUnderTest underTest, IReadOnlyList<ConformanceCase> cases, Expectation expectation, Action<CaseResult>? afterEach = null)
    {
        CaseRunner runner = new(underTest);
        List<ConformanceRow> rows = [];
        foreach (ConformanceCase conformanceCase in cases.Where(row => row.Order != CommitOrder.PrepareThenWrite || underTest.CanPrepare))
        {
            CaseResult result = runner.Run(conformanceCase);
            Verdict[] expected = expectation == Expectation.Validating ? conformanceCase.Validating : conformanceCase.Stock;
            rows.Add(new ConformanceRow(
                conformanceCase.Id, conformanceCase.Title, conformanceCase.Order.ToString(), conformanceCase.Actor.ToString(), result.Verdict,
                expected, expected.Contains(result.Verdict), [.. result.Story], [.. result.Evidence]));
            afterEach?.Invoke(result);
        }

        int Count(Verdict verdict) => rows.Count(row => row.Verdict == verdict);
        return new ConformanceReport(
            underTest.Name, expectation, rows.Count, Count(Verdict.Converged), Count(Verdict.SplitButSafe), Count(Verdict.Stuck),
            Count(Verdict.TheftPossible), rows.TrueForAll(row => row.AsExpected), [.. rows]);
    }

    public string ToJson() => JsonSerializer.Serialize(this, CaseJson.Default.ConformanceReport);

    /// <summary>A table for a terminal without colours; two columns of verdicts per moment and actor.</summary>
    public string ToText()
    {
        StringBuilder text = new();
        text.Append("signer: ").AppendLine(Signer);
        text.AppendLine($"{"case",-7}{"crash",-36}{"order",-18}{"actor",-8}verdict");
        foreach (ConformanceRow row in Rows)
        {
            text.Append($"{row.Id,-7}{row.Moment,-36}{row.Order,-18}{row.Actor,-8}").Append(Words(row.Verdict));
            text.AppendLine(row.AsExpected ? string.Empty : "   UNEXPECTED, allowed: " + string.Join(", ", row.Expected.Select(Words)));
        }

        foreach (ConformanceRow row in Rows.Where(row => row.Evidence.Length > 0).Take(1))
        {
            text.AppendLine().Append("Evidence of ").Append(row.Id).AppendLine(": two commitments of one number, both signed by the holder's funding key");
            foreach (SignedContent signed in row.Evidence)
            {
                text.AppendLine($"  number {signed.Number}  txid {signed.Txid}  to the holder {signed.ToHolderSat} sat, {signed.HtlcCount} payment(s) in flight");
                text.AppendLine($"  signature {signed.Signature}");
            }
        }

        return text.AppendLine().AppendLine(
            $"{Cases} cases: {Converged} converged, {SplitButSafe} split but safe, {Stuck} stuck, {TheftPossible} theft possible; " +
            (AsExpected ? "all as expected" : "NOT as expected")).ToString();
    }

    /// <summary>A verdict as people read it.</summary>
    public static string Words(Verdict verdict) => verdict switch
    {
        Verdict.Converged => "converged",
        Verdict.SplitButSafe => "split but safe",
        Verdict.Stuck => "stuck",
        _ => "THEFT POSSIBLE",
    };
}
