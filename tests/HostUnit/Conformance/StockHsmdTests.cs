using Holdfast.Conformance;
using Holdfast.Conformance.Hsmd;
using Holdfast.ReferenceNode;

namespace Holdfast.HostUnit.Conformance;

/// <summary>
/// The kit against a model of the hsmd that ships with nodes, as a program on descriptor 3: it must be robbed in every row with a thief,
/// and it must look healthy in every row without one, which is why the hole stayed open.
/// </summary>
[TestClass]
public sealed class StockHsmdTests
{
    private static readonly HsmdSettings s_settings = new() { Path = Path.Combine(AppContext.BaseDirectory, "Holdfast.StockHsmd") };

    [TestMethod]
    public void EveryThiefRobsItAndNobodyElseNotices()
    {
        using HsmdUnderTest stock = new(s_settings);
        ConformanceCase[] everyThird = // each row starts the program twice
            [.. ConformanceCase.Shipped().Where(row => row.Order != CommitOrder.PrepareThenWrite).Where((_, i) => i % 3 == 0)];
        ConformanceReport report = ConformanceReport.Run(stock, everyThird, Expectation.Stock);
        Assert.IsTrue(report.AsExpected, report.ToText());
        Assert.AreEqual(everyThird.Count(row => row.Actor == Actor.Thief), report.TheftPossible);
        Assert.AreEqual(everyThird.Count(row => row.Actor == Actor.Honest), report.Converged);
    }

    [TestMethod]
    public void ItFailsTheTableOfAValidatingSignerAndTheEvidenceIsTwoTransactionsOfOneNumber()
    {
        using HsmdUnderTest stock = new(s_settings);
        ConformanceCase thief = ConformanceCase.Shipped().First(row => row.Actor == Actor.Thief);
        ConformanceReport report = ConformanceReport.Run(stock, [thief], Expectation.Validating);
        Assert.IsFalse(report.AsExpected);
        ConformanceRow row = report.Rows.Single();
        Assert.AreEqual(Verdict.TheftPossible, row.Verdict);
        Assert.AreEqual(2, row.Evidence.Length);
        Assert.AreEqual(row.Evidence[0].Number, row.Evidence[1].Number);
        Assert.AreNotEqual(row.Evidence[0].Txid, row.Evidence[1].Txid);
        StringAssert.Contains(report.ToText(), "THEFT POSSIBLE");
        StringAssert.Contains(report.ToJson(), "\"theftPossible\": 1");
    }

    [TestMethod]
    public void AProgramThatCannotBeStartedOrDoesNotAnswerIsSaid()
    {
        Assert.ThrowsException<IOException>(() => new HsmdUnderTest(new HsmdSettings { Path = "/nonexistent/hsmd" }).Dispose());
        Assert.ThrowsException<SignerLostException>(
            () => new HsmdUnderTest(new HsmdSettings { Path = "/bin/true" }).Dispose());
    }
}
