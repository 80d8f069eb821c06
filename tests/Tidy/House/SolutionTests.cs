using System.Text.RegularExpressions;
using System.Xml.Linq;
using Holdfast.Tidy.Chip;

namespace Holdfast.Tidy.House;

/// <summary>One command builds and tests everything; versions have one home; a room's two projects say the same.</summary>
[TestClass]
public sealed partial class SolutionTests
{
    private static IEnumerable<string> Projects => Repository.Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal) || f.EndsWith(".nfproj", StringComparison.Ordinal));

    private static IEnumerable<string> DotNetProjects => Projects.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal));

    private static IEnumerable<string> DeviceProjects => Projects.Where(f => f.EndsWith(".nfproj", StringComparison.Ordinal));

    [TestMethod]
    public void TheSolutionHoldsEveryProjectAndNothingElse()
    {
        List<string> listed = [.. ProjectLine().Matches(Repository.Read("Firmware.sln")).Select(m => m.Groups[1].Value.Replace('\\', '/'))];
        CollectionAssert.AreEquivalent(Projects.ToList(), listed, "missing: " + string.Join(", ", Projects.Except(listed)) + "; too many: " + string.Join(", ", listed.Except(Projects)));
    }

    [TestMethod]
    public void ARoomsTwoProjectsShareSourcesAndArrows()
    {
        List<string> findings = [];
        foreach (string folder in Repository.FilesUnder("firmware", ".nfproj").Where(IsOfOneRoom).Select(f => f[..^".nfproj".Length]))
        {
            string items = $"Project=\"{Path.GetFileName(folder)}.projitems\"";
            findings.AddRange(new[] { ".csproj", ".nfproj" }.Where(p => !Repository.Read(folder + p).Contains(items)).Select(p => folder + p + " does not import the room's sources"));
            List<string> dotnet = References(folder + ".csproj").Where(r => r != "StandIns").Order().ToList();
            if (!dotnet.SequenceEqual(References(folder + ".nfproj").Order()))
            {
                findings.Add($"{folder}: the .csproj uses {string.Join(", ", dotnet)}, the .nfproj {string.Join(", ", References(folder + ".nfproj").Order())}");
            }
        }

        Findings.AreNone(findings);
    }

    [TestMethod]
    public void PackageVersionsLiveInOnePlace() => Findings.AreNone(
        from project in DotNetProjects
        from package in XDocument.Parse(Repository.Read(project)).Descendants("PackageReference")
        where package.Attribute("Version") is not null || package.Attribute("VersionOverride") is not null
        select $"{project} pins {package.Attribute("Include")?.Value} itself");

    /// <summary>Directory.Build.props has the number; what the firmware says of itself and the newest entry of the changelog are the same.</summary>
    [TestMethod]
    public void ThereIsOneVersionNumber()
    {
        string version = XDocument.Parse(Repository.Read("Directory.Build.props")).Descendants("Version").Single().Value;
        StringAssert.Contains(Repository.Read("firmware/Requests/SignerDevice.cs"), $"FirmwareVersion = Ascii.Bytes(\"{version}\")");
        StringAssert.Contains(Repository.Read("CHANGELOG.md"), $"\n## {version} ");
    }

    /// <summary>A restore is written down for every project, and says nothing about where the packages came from.</summary>
    [TestMethod]
    public void EveryProjectHasItsLockFile() => Findings.AreNone(
        from project in DotNetProjects
        let file = project[..(project.LastIndexOf('/') + 1)] + "packages.lock.json"
        where !Repository.Exists(file) || Repository.Read(file).Contains("://", StringComparison.Ordinal)
        select file);

    [TestMethod]
    public void EveryPinnedPackageIsInvited()
    {
        string projects = string.Concat(DotNetProjects.Select(Repository.Read));
        Findings.AreNone(
            from package in XDocument.Parse(Repository.Read("Directory.Packages.props")).Descendants("PackageVersion")
            let name = package.Attribute("Include")!.Value
            where !projects.Contains($"<PackageReference Include=\"{name}\"")
            select $"Directory.Packages.props pins {name}, which nobody uses");
    }

    /// <summary>The lists say what a version has; a project that restores another version is not checked by them.</summary>
    [TestMethod]
    public void DeviceProjectsRestoreTheVersionsOfTheLists()
    {
        List<string> findings = [];
        foreach (string project in DeviceProjects)
        {
            List<string> expected = [];
            foreach ((string name, string hintPath) in DeviceProject.Load(project).Libraries)
            {
                NanoAssembly assembly = NanoApi.Lists.Assemblies.Single(a => a.Name == name);
                string package = assembly.Package + "." + assembly.Version.ToString(3);
                expected.Add(package);
                if (hintPath != $@"$(NanoPackages){package}\lib\{name}.dll")
                {
                    findings.Add($"{project}: {hintPath} is not {package}");
                }
            }

            string config = project[..(project.LastIndexOf('/') + 1)] + "packages.config";
            IEnumerable<string> restored = XDocument.Parse(Repository.Read(config)).Descendants("package").Select(p => p.Attribute("id")!.Value + "." + p.Attribute("version")!.Value);
            if (!restored.Order().SequenceEqual(expected.Order()))
            {
                findings.Add($"{config} does not restore what {project} refers to");
            }
        }

        Findings.AreNone(findings);
    }

    /// <summary>Device and the parts of its image hold several rooms; PartTests looks at them.</summary>
    private static bool IsOfOneRoom(string project) => !project.StartsWith("firmware/Parts/", StringComparison.Ordinal) && project != "firmware/Device/Device.nfproj";

    private static List<string> References(string project) => [.. XDocument.Parse(Repository.Read(project)).Descendants()
        .Where(e => e.Name.LocalName == "ProjectReference").Select(e => Path.GetFileNameWithoutExtension(e.Attribute("Include")!.Value.Replace('\\', '/')))];

    [GeneratedRegex(@"^Project\(""\{[^}]*\}""\) = ""[^""]*"", ""([^""]*proj)""", RegexOptions.Multiline)]
    private static partial Regex ProjectLine();
}
