namespace Holdfast.PowerLoss.Journal;

/// <summary>A file that falls back to an older content of its own is found out as long as one copy shows the newer state.</summary>
[TestClass]
public class JournalFallbackTests
{
    [TestMethod]
    public void OneFileThatFallsBackNeverHidesAReleasedState()
    {
        CutCount count = new();
        JournalFallback fallback = new(count);
        fallback.Play(withPairs: false, withCuts: true);
        count.RequireNone();
        Assert.AreEqual(0, fallback.Undetectable);
        Assert.IsTrue(fallback.Opened > 200, "most single fallbacks are repaired");
    }

    [TestMethod]
    public void TwoFilesThatFallBackHideItOnlyWhenTheyAreItsTwoCopiesAndNoReceiptSaysOtherwise()
    {
        CutCount count = new();
        JournalFallback fallback = new(count);
        fallback.Play(withPairs: true, withCuts: false);
        Assert.AreEqual(0, count.Violations.Count, string.Join("\n", count.Violations.Take(3)));
        Assert.IsTrue(fallback.Undetectable > 0, "DESIGN.md says that this pair cannot be seen; if it can, the document is too modest");
        Assert.IsTrue(fallback.FoundOutByReceipt > 0);
    }
}
