namespace Holdfast.Tidy;

/// <summary>A house rule looks everywhere and reports everything at once, instead of stopping at the first place.</summary>
internal static class Findings
{
    public static void AreNone(IEnumerable<string> findings)
    {
        List<string> found = [.. findings.Distinct()];
        Assert.IsTrue(found.Count == 0, $"{found.Count} found:\n  " + string.Join("\n  ", found.Take(60)));
    }
}
