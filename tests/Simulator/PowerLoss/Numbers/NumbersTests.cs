namespace Holdfast.PowerLoss.Numbers;

/// <summary>The numbers in Journal/DESIGN.md are those that the simulated flash gives today.</summary>
[TestClass]
public class NumbersTests
{
    [TestMethod]
    public void DesignQuotesTheMeasuredTable()
    {
        string design = File.ReadAllText(Path.Combine(RepositoryRoot(), "firmware", "Journal", "DESIGN.md"));
        StringAssert.Contains(design, FlashNumbers.Table(), "run PowerLoss with --numbers and bring its table into DESIGN.md");
    }

    [TestMethod]
    public void OneUpdateIsOneWriteBeforeTheReply()
    {
        foreach (FlashNumbers.Row row in FlashNumbers.Measure())
        {
            Assert.IsTrue(row.FileWrites <= 2, row.Use);
            Assert.IsTrue(row.CriticalMs < row.TotalMs, row.Use);
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
