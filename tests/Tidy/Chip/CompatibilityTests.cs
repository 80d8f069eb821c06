using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Holdfast.Tidy.Chip;

/// <summary>"Compiles for .NET 10" must mean "loads on the chip and runs the same there".</summary>
[TestClass]
public sealed class CompatibilityTests
{
    public static IEnumerable<object[]> DeviceProjects => Repository.Files
        .Where(f => f.EndsWith(".nfproj", StringComparison.Ordinal) && Repository.FilesUnder(f[..f.LastIndexOf('/')], ".cs").Any())
        .Select(f => new object[] { f });

    /// <summary>Rooms that also run on .NET, where the other tests exercise them. Device runs nowhere but on the chip.</summary>
    public static IEnumerable<object[]> Rooms => Repository.FilesUnder("firmware", ".nfproj").Where(f => !f.StartsWith("firmware/Parts/", StringComparison.Ordinal))
        .Select(f => Path.GetFileNameWithoutExtension(f)).Where(n => n != "Device").Select(n => new object[] { n });

    [TestMethod]
    [DynamicData(nameof(DeviceProjects))]
    public void CompiledAgainstNanoFrameworkItLoads(string project) => Expect(ChipScan.Of(ChipBuild.Release.Build(project)));

    [TestMethod]
    [DynamicData(nameof(DeviceProjects))]
    public void UnoptimisedItLoadsToo(string project) => Expect(ChipScan.Of(ChipBuild.Debug.Build(project)));

    /// <summary>An overload that only .NET has would mean that the tests on .NET run other code than the chip.</summary>
    [TestMethod]
    [DynamicData(nameof(Rooms))]
    public void OnDotNetTheSameMembersAreCalled(string room) =>
        Expect(ChipScan.Of(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, $"Holdfast.{room}.dll"))));

    private static void Expect(IReadOnlyList<Violation> violations) =>
        Assert.AreEqual(0, violations.Count, "\n" + string.Join("\n", violations.Take(40)));
}
