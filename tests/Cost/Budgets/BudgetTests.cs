namespace Holdfast.Cost;

/// <summary>No change makes the device slower, fatter or more talkative unnoticed; and the wire goals hold exactly.</summary>
[TestClass]
public class BudgetTests
{
    private static readonly Lazy<CostReport> s_report = new(() =>
    {
        using Laboratory laboratory = new();
        return laboratory.Measure("");
    });

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void NothingCostsMoreThanItsBudget()
    {
        List<string> faults = Budgets.Compare(Budgets.Read(Path.Combine(AppContext.BaseDirectory, "budgets.json")), Budgets.Of(s_report.Value));
        Assert.AreEqual(0, faults.Count, string.Join(Environment.NewLine, faults));
    }

    [TestMethod]
    public void EveryGoalInUnitsIsReached()
    {
        CostReport report = s_report.Value;
        string[] over = report.Primitives.Concat(report.Requests).Where(one => one.GoalMi > 0 && one.Mi > one.GoalMi)
            .Select(one => $"{one.Name}: {one.Mi:F2} Mi, goal {one.GoalMi}").ToArray();
        Assert.AreEqual(0, over.Length, string.Join(Environment.NewLine, over));
    }

    /// <summary>Asking before the node stores its state may cost a payment five percent.</summary>
    [TestMethod]
    public void PreparingCostsAPaymentAtMostFivePercent()
    {
        Measurement plain = s_report.Value.Requests.Single(request => request.Name == RequestCosts.OnePayment);
        Measurement prepared = s_report.Value.Requests.Single(request => request.Name == RequestCosts.PreparedPayment);
        Assert.IsTrue(prepared.Units <= plain.Units * 1.05, $"{prepared.Mi:F2} Mi prepared, {plain.Mi:F2} Mi otherwise");
        Assert.AreEqual(plain.FlashCommits, prepared.FlashCommits);
    }

    [TestMethod]
    [DataRow(0, 120, 115)]
    [DataRow(10, 600, 760)]
    [DataRow(30, 1650, 2050)]
    public void SigningACounterpartyCommitmentFitsTheLine(int htlcs, int bytesIn, int bytesOut)
    {
        Measurement one = s_report.Value.Requests.Single(request => request.Name == $"sign counterparty commitment, {htlcs} HTLCs");
        Assert.IsTrue(one.WireBytesIn <= bytesIn && one.WireBytesOut <= bytesOut, $"{one.WireBytesIn} bytes to the device, {one.WireBytesOut} back");
    }

    [TestMethod]
    public void EveryAssemblyHasRoomLeft()
    {
        foreach (AssemblyRoom room in s_report.Value.Assemblies)
        {
            TestContext.WriteLine($"{room.Assembly}: {room.RoomLeftBytes} bytes left, at most {room.LocalsMost} locals and arguments");
            Assert.IsTrue(room.RoomLeftBytes > 0 && room.LocalsMost <= 250, room.ToString());
        }
    }

    [TestMethod]
    public void ABudgetThatIsExceededMissingOrLeftOverShows()
    {
        SortedDictionary<string, long> budgets = new() { ["a"] = 100, ["b"] = 100, ["gone"] = 1 };
        SortedDictionary<string, long> figures = new() { ["a"] = 102, ["b"] = 103, ["new"] = 1 };
        List<string> faults = Budgets.Compare(budgets, figures);
        CollectionAssert.AreEqual(new[] { "b: 103, budget 100", "new: 1, and no budget for it", "gone: a budget, and nothing measured" }, faults);
    }
}
