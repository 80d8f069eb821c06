namespace Holdfast.PowerLoss.Numbers;

/// <summary>The numbers in README.md of this project are those that the simulated flash gives today.</summary>
[TestClass]
public class NumbersTests
{
    [TestMethod]
    public void TheReadmeQuotesTheMeasuredTables()
    {
        string readme = File.ReadAllText(Path.Combine(RepositoryRoot(), "tests", "Simulator", "PowerLoss", "README.md"));
        StringAssert.Contains(readme, FlashNumbers.Table(), "run PowerLoss with --numbers and copy its tables into README.md");
        StringAssert.Contains(readme, RequestNumbers.Table(), "run PowerLoss with --numbers and copy its tables into README.md");
    }

    [TestMethod]
    public void ASignatureCostsTwoWritesAndAReadOnlyRequestNone()
    {
        IReadOnlyList<RequestNumbers.Row> rows = RequestNumbers.Measure();
        foreach (string request in new[] { "SignCounterpartyCommitment", "ValidateHolderCommitment", "RevokeHolderCommitment", "ValidateRevocation" })
        {
            double writes = rows.Single(row => row.Request == request).FileWrites;
            Assert.IsTrue(writes >= 2 && writes < 2.2, request);
        }

        RequestNumbers.Row others = rows[^1];
        Assert.IsTrue(others.Count > 0);
        Assert.AreEqual(0, others.ProgrammedBytes);
    }

    [TestMethod]
    public void OneUpdateIsTwoWritesAtMostThreeAndTheFlashLastsTenYears()
    {
        foreach (FlashNumbers.Row row in FlashNumbers.Measure())
        {
            Assert.IsTrue(row.Use.StartsWith("ten", StringComparison.Ordinal) ? row.FileWrites is > 2 and <= 3 : row.FileWrites == 2, row.Use);
            Assert.IsTrue(row.YearsOn512Blocks >= 10, row.Use);
        }
    }

    private static string RepositoryRoot()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Firmware.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("not inside the repository");
        }

        return folder;
    }
}
