using Holdfast.Conformance;

namespace Holdfast.HostUnit.Conformance;

/// <summary>The firmware against the whole table: theft never, the cure always converged.</summary>
[TestClass]
public sealed class OurDeviceTests
{
    [TestMethod]
    public void AllOfTheTableComesOutAsTheListSays()
    {
        using DeviceUnderTest ours = DeviceUnderTest.Simulated();
        ConformanceReport report = ConformanceReport.Run(ours, ConformanceCase.Shipped(), Expectation.Validating);
        Assert.IsTrue(report.AsExpected, report.ToText());
        Assert.AreEqual(96, report.Cases);
        Assert.AreEqual(0, report.TheftPossible);
        Assert.IsTrue(report.Rows.Where(row => row is { Actor: "Honest", Order: "WriteThenSign" or "PrepareThenWrite" }).All(row => row.Verdict == Verdict.Converged));
    }

    [TestMethod]
    public void TheListCoversEveryMomentOrderAndActorOnce()
    {
        IReadOnlyList<ConformanceCase> cases = ConformanceCase.Shipped();
        Assert.AreEqual(96, cases.Select(row => (row.Moment, row.After, row.Order, row.Actor)).Distinct().Count());
        Assert.AreEqual(96, cases.Select(row => row.Id).Distinct().Count());
    }
}
