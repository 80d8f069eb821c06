using System.Text.RegularExpressions;
using Mono.Cecil;

namespace Holdfast.Tidy.Chip;

/// <summary>
/// The rooms' unit tests run on the chip's runtime too. Its launcher calls test methods without an object and only in an assembly called
/// NFUnitTest; what does not respect that fails there and nowhere else.
/// </summary>
[TestClass]
public sealed class InterpreterTests
{
    private static IEnumerable<string> Projects => Repository.FilesUnder("tests/Interpreter", ".nfproj");

    [TestMethod]
    public void EveryRoomWithPortableTestsHasItsProject()
    {
        IEnumerable<string> rooms = Repository.FilesUnder("tests/Unit", "Tests.cs").Select(f => f.Split('/')[2]).Where(r => r != "Desktop").Distinct();
        CollectionAssert.AreEquivalent(rooms.ToList(), Projects.Select(p => Path.GetFileName(p).Split('.')[1]).Distinct().ToList());
    }

    [TestMethod]
    public void EveryPortableTestIsInOne()
    {
        string[] compiled = [.. Projects.SelectMany(p => DeviceProject.Load(p).Sources)];
        Findings.AreNone(Repository.FilesUnder("tests/Unit", "Tests.cs")
            .Where(f => !f.StartsWith("tests/Unit/Desktop/", StringComparison.Ordinal) && compiled.Count(source => source == f) != 1));
    }

    [TestMethod]
    public void TheAssembliesAreCalledAsTheLauncherWants() =>
        Findings.AreNone(Projects.Where(p => DeviceProject.Load(p).AssemblyName != "NFUnitTest"));

    [TestMethod]
    public void NoTestNeedsAnObject()
    {
        List<string> findings = [];
        foreach (string project in Projects)
        {
            using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(new MemoryStream(ChipBuild.Release.Build(project)));
            List<TypeDefinition> classes = [.. assembly.MainModule.Types.Where(t => t.CustomAttributes.Any(a => a.AttributeType.Name == "TestClassAttribute"))];
            Assert.IsTrue(classes.Count > 0, project + " has no tests");
            findings.AddRange(classes.SelectMany(c => c.Fields).Where(f => !f.IsStatic).Select(f => $"{project}: {f.FullName}"));
        }

        Findings.AreNone(findings);
    }

    /// <summary>Vectors on disk, other libraries and long runs belong under tests/Unit/Desktop.</summary>
    [TestMethod]
    public void PortableTestsReadNoFiles() => Findings.AreNone(
        from project in Projects
        from source in DeviceProject.Load(project).Sources
        where Regex.IsMatch(Repository.Read(source), @"\bFile\.|\bVectorFile\b|BouncyCastle")
        select source);
}
