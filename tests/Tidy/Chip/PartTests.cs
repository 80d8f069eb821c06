using System.Xml.Linq;

namespace Holdfast.Tidy.Chip;

/// <summary>What goes onto the chip: few assemblies with several rooms each (firmware/Parts/README.md), every room's sources once, and nothing else.</summary>
[TestClass]
public sealed class PartTests
{
    private const string Image = "firmware/Device/Device.nfproj";

    public static IEnumerable<object[]> Parts => Repository.FilesUnder("firmware/Parts", ".nfproj").Select(f => new object[] { f });

    [TestMethod]
    [DynamicData(nameof(Parts))]
    public void TheChipCanLoadIt(string part)
    {
        IReadOnlyList<Violation> violations = ChipScan.Of(ChipBuild.Release.Build(part), ChipLimits.PartCodeBytesMax);
        Assert.AreEqual(0, violations.Count, string.Join("\n", violations));
    }

    [TestMethod]
    public void EverySourceOfEveryRoomIsInTheImageOnce()
    {
        List<string> inImage = [.. Closure(Image).SelectMany(p => DeviceProject.Load(p).Sources)];
        IEnumerable<string> expected = Repository.FilesUnder("firmware", ".cs").Where(f => !f.StartsWith("firmware/StandIns/", StringComparison.Ordinal))
            .Concat(Repository.FilesUnder("boards/" + DeviceProject.DefaultBoard, ".cs"));
        CollectionAssert.AreEquivalent(expected.ToList(), inImage, "missing: " + string.Join(", ", expected.Except(inImage))
            + "; twice: " + string.Join(", ", inImage.GroupBy(f => f).Where(g => g.Count() > 1).Select(g => g.Key)));
    }

    /// <summary>A room's own assemblies are for its tests; one of them in the image would bring its sources a second time.</summary>
    [TestMethod]
    public void TheImageHasNoOtherAssemblies() => CollectionAssert.AreEquivalent(
        Parts.Select(p => (string)p[0]).Append("firmware/Native/Native.nfproj").Append(Image).ToList(), Closure(Image).ToList());

    /// <summary>The desktop build of Device names every room; so does the image.</summary>
    [TestMethod]
    public void TheImageHasTheRoomsOfTheDesktopBuild()
    {
        IEnumerable<string> desktop = XDocument.Parse(Repository.Read("firmware/Device/Device.csproj")).Descendants().Where(e => e.Name.LocalName == "ProjectReference")
            .Select(e => Path.GetFileNameWithoutExtension(e.Attribute("Include")!.Value.Replace('\\', '/'))).Where(r => r != "StandIns").Append("Device");
        CollectionAssert.AreEquivalent(desktop.ToList(), Closure(Image).SelectMany(p => DeviceProject.Load(p).Shared).Select(s => Path.GetFileNameWithoutExtension(s)).ToList());
    }

    private static HashSet<string> Closure(string project)
    {
        HashSet<string> found = [project];
        foreach (string used in DeviceProject.Load(project).Projects)
        {
            found.UnionWith(Closure(used));
        }

        return found;
    }
}
