using Holdfast.Conformance;
using Holdfast.Conformance.Hsmd;
using Holdfast.ReferenceNode;

namespace Holdfast.HostUnit.Conformance;

/// <summary>
/// The table's rows in which an unmodified node runs write-ahead, through the real programs: lightningd starts holdfast-hsmd-regtest and holdfast-channeld, and the
/// peer's messages go through the pump. Without holdfast-channeld the same node is split where it always was.
/// </summary>
[TestClass]
public sealed class StockNodeTests
{
    private static readonly HsmdSettings s_settings = new()
    {
        Path = Beside("holdfast-hsmd-regtest"),
        Channeld = Beside("holdfast-channeld"),
        StandIn = new StandInChanneld { Path = Beside("holdfast") },
        Environment = new Dictionary<string, string> { ["HOLDFAST_SIMULATED_APPROVAL"] = "true", ["HOLDFAST_NODE_VERSION"] = "v26.06.6" },
    };

    /// <summary>The thief's rows differ only in where his first timeline ends, so every fourth is played here; `holdfast conformance` plays all.</summary>
    [TestMethod]
    public void EveryHonestNodeConvergesAndTheThiefIsRefused()
    {
        ConformanceCase[] rows = [.. ConformanceCase.Shipped().Where(row => row.Order == CommitOrder.PrepareThenWrite)];
        ConformanceReport report = Play(s_settings, [.. rows.Where((row, i) => row.Actor == Actor.Honest || i % 4 == 1)]);
        Assert.IsTrue(report.AsExpected, report.ToText());
        Assert.AreEqual((16, 4), (report.Converged, report.SplitButSafe), report.ToText());
        foreach (ConformanceRow thief in report.Rows.Where(row => row.Actor == nameof(Actor.Thief)))
        {
            Assert.IsTrue(thief.Story.Any(line => line.Contains("with HTLC signatures and no other", StringComparison.Ordinal)), string.Join("; ", thief.Story));
        }
    }

    /// <summary>The kit would notice: where the program steps aside, the node that crashes after the signature and before it stored is split.</summary>
    [TestMethod]
    public void WithoutWriteAheadTheSameNodeIsSplit()
    {
        HsmdSettings aside = s_settings with { Environment = new Dictionary<string, string>(s_settings.Environment) { ["HOLDFAST_WRITE_AHEAD"] = "false" } };
        ConformanceReport report = Play(aside, [.. ConformanceCase.Shipped().Where(row => row.Id == "hp-6a")]);
        Assert.AreEqual(Verdict.SplitButSafe, report.Rows.Single().Verdict, report.ToText());
        Assert.IsFalse(report.AsExpected);
    }

    /// <summary>In front of another hsmd the stub changes nothing: the thief is served, the honest node notices nothing.</summary>
    [TestMethod]
    public void InFrontOfAStockHsmdItChangesNothing()
    {
        HsmdSettings stock = s_settings with { Path = Beside("Holdfast.StockHsmd"), Environment = new Dictionary<string, string>() };
        using HsmdUnderTest theirs = new(stock);
        ConformanceCase[] rows = [.. ConformanceCase.Shipped().Where(row => row.Id is "hp-6a" or "tp-6a")];
        ConformanceReport report = ConformanceReport.Run(theirs, rows, Expectation.Stock);
        Assert.IsTrue(report.AsExpected, report.ToText());
        Assert.AreEqual(1, report.TheftPossible);
    }

    private static ConformanceReport Play(HsmdSettings settings, ConformanceCase[] cases)
    {
        using HsmdUnderTest ours = new(settings);
        return ConformanceReport.Run(ours, cases, Expectation.Validating);
    }

    private static string Beside(string program) => Path.Combine(AppContext.BaseDirectory, program);
}
