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

    /// <summary>Goals that the calibrated meter finds missed (README.md): all of them were set, and reached, in units that were a quarter too small.</summary>
    private static readonly string[] s_missed =
    [
        "SHA-256 block", "k·G", "ECDSA signature, one attempt", "ECDSA signature, batch of 11, one attempt each", "BIP 340 signature", "session key of a tower, the first",
        "sign counterparty commitment, 10 HTLCs", "sign counterparty commitment, 30 HTLCs", RequestCosts.OnePayment, RequestCosts.PreparedPayment,
    ];

    /// <summary>
    /// Two builds of the same sources differ by up to 0.4 % (ECDH, goal 55 Mi: 54.84 in Release, 55.03 in Debug), so the meter cannot tell less than half a percent.
    /// </summary>
    private const double Resolution = 1.005;

    /// <summary>Fails also when a missed goal is reached and still listed; how much worse a missed one may get, its budget says.</summary>
    [TestMethod]
    public void EveryGoalInUnitsIsReachedButForTheMissedOnes()
    {
        Measurement[] over = [.. s_report.Value.Primitives.Concat(s_report.Value.Requests).Where(one => one.GoalMi > 0 && one.Mi > one.GoalMi * Resolution)];
        CollectionAssert.AreEquivalent(
            s_missed, over.Select(one => one.Name).ToArray(), string.Join(Environment.NewLine, over.Select(one => $"{one.Name}: {one.Mi:F2} Mi, goal {one.GoalMi}")));
    }

    /// <summary>
    /// The meter shows what the interpreter was seen to do, within ten percent: million ARM instructions that it retired (the middle, where a range was counted).
    /// Two were counted before results were checked. What a check costs is taken off them: a product of the generator costs that much more than one of a known number.
    /// </summary>
    [TestMethod]
    [DataRow("SHA-256 block", 0.28, false)]
    [DataRow("k·G", 10.4, true)]
    [DataRow("ECDSA signature, one attempt", 13.06, true)]
    [DataRow("verification", 48.6, false)]
    [DataRow("ECDH", 49.15, false)]
    [DataRow("validate holder commitment, 10 HTLCs", 410, false)]
    public void UnitsAreInstructionsOfTheInterpreter(string name, double countedMi, bool wasUnchecked)
    {
        // A request and a primitive may have one name: the primitives come first.
        double Mi(string row) => s_report.Value.Primitives.Concat(s_report.Value.Requests).First(one => one.Name == row).Mi;
        double check = wasUnchecked ? Mi("k·G") - Mi("k·G of a known k") : 0;
        Assert.AreEqual(countedMi, Mi(name) - check, 0.1 * countedMi);
    }

    /// <summary>And the bytes that a census of the interpreter's heap showed (README.md says where and when).</summary>
    [TestMethod]
    [DataRow("tables of all assemblies", 34_104)]
    [DataRow("on the chip: unlocked, no channels", 67_884)]
    [DataRow("on the chip: steady state, 10 channels", 83_076)]
    public void BytesAreThoseOfTheInterpretersHeap(string name, int countedBytes)
    {
        Assert.AreEqual(countedBytes, s_report.Value.Memory.Single(one => one.Name == name).Bytes, 0.1 * countedBytes);
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
