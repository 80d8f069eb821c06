using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Holdfast.Tidy.House;

/// <summary>
/// Who may use whom. The compiler holds a room to its ProjectReferences; this holds the ProjectReferences to the plan, so that policy cannot
/// write, the journal cannot read a meaning, and the host cannot reach a key.
/// </summary>
[TestClass]
public sealed class ArrowTests
{
    /// <summary>The list of README.md, word for word but for the two lines that speak of many rooms at once.</summary>
    private static readonly Dictionary<string, string[]> s_mayUse = ReadMe();

    // The image's assemblies hold several rooms; PartTests looks at them.
    private static IEnumerable<string> RoomProjects => Repository.FilesUnder("firmware", "proj").Concat(Repository.FilesUnder("host", "proj"))
        .Where(p => !p.StartsWith("firmware/Parts/", StringComparison.Ordinal) && p != "firmware/Device/Device.nfproj");

    [TestMethod]
    public void ARoomUsesOnlyWhatItMay() => Findings.AreNone(
        from project in RoomProjects
        let room = project.Split('/')[1]
        // Without an Include, an element only says how all references are packed.
        from reference in XDocument.Parse(Repository.Read(project)).Descendants().Where(e => e.Name.LocalName == "ProjectReference" && e.Attribute("Include") != null)
        let used = Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/'))
        where !s_mayUse.GetValueOrDefault(room, []).Contains(used)
        select $"{project}: {room} may not use {used}");

    [TestMethod]
    public void EveryArrowIsInItsProjects() => Findings.AreNone(
        from project in RoomProjects
        let room = project.Split('/')[1]
        from used in s_mayUse[room]
        where used != "StandIns" && !Repository.Read(project).Contains($"/{used}.", StringComparison.Ordinal) && !Repository.Read(project).Contains($"\\{used}.", StringComparison.Ordinal)
        select $"README.md lets {room} use {used}, and {project} does not");

    /// <summary>
    /// A room that another one could do without is a room too many for its readers. Three exceptions: Device names every room, because all of them go on the chip with
    /// it; StandIns has the names of libraries; and the compiler wants Hardware for NodeRequests, to choose a constructor of Crypto.
    /// </summary>
    [TestMethod]
    public void EveryArrowIsUsed() => Findings.AreNone(
        from arrows in s_mayUse
        from used in arrows.Value
        where arrows.Key != "Device" && used != "StandIns" && (arrows.Key, used) != ("NodeRequests", "Hardware")
        let sources = Repository.Files.Where(f => f.EndsWith(".cs", StringComparison.Ordinal) && f.Split('/') is ["firmware" or "host", string room, ..] && room == arrows.Key)
        where !sources.Any(f => Regex.IsMatch(Repository.Read(f), $@"\bHoldfast\.{used}\b|(?<![\w.]){used}\.[A-Z]"))
        select $"{arrows.Key} → {used}: no source of {arrows.Key} names it");

    [TestMethod]
    public void EveryRoomHasItsArrows() => Findings.AreNone(
        RoomProjects.Select(p => p.Split('/')[1]).Where(r => !s_mayUse.ContainsKey(r)).Select(r => r + ": who may it use?"));

    /// <summary>Not their code; a recording from tests/Vectors may be shown by the demo.</summary>
    [TestMethod]
    public void NothingUsesTests() => Findings.AreNone(
        from project in RoomProjects
        from line in Repository.Read(project).Replace('\\', '/').Split('\n')
        where line.Contains("../tests/") && !line.Contains("../tests/Vectors/")
        select $"{project}: {line.Trim()}");

    /// <summary>No arrow may lead back: a room never uses one that uses it.</summary>
    [TestMethod]
    public void ArrowsMakeNoCircle()
    {
        foreach (string room in s_mayUse.Keys)
        {
            Assert.IsFalse(Reach(room, []).Contains(room), room + " uses itself in the end");
        }
    }

    /// <summary>What stands between a node and its signer holds no private key and cannot derive one.</summary>
    [TestMethod]
    [DataRow("DeviceLink")]
    [DataRow("NodeRequests")]
    [DataRow("IntentLog")]
    [DataRow("PostgresLog")]
    [DataRow("HsmdBridge")]
    [DataRow("SecondOpinion")]
    [DataRow("NBitcoin")]
    [DataRow("Channeld")]
    [DataRow("HandOver")]
    [DataRow("Plugin")]
    [DataRow("Doctor")]
    [DataRow("Dashboard")]
    [DataRow("Flash")]
    public void TheHostCannotReachASecret(string room) => Assert.IsFalse(Reach(room, []).Contains("Secrets"), room + " reaches Secrets");

    private static Dictionary<string, string[]> ReadMe()
    {
        string text = Repository.Read("README.md");
        text = text[text.IndexOf("\nWho may use whom:", StringComparison.Ordinal)..];
        Dictionary<string, string[]> arrows = [];
        foreach (string line in text.Split("```")[1].Split('\n').Where(line => line.Contains('→', StringComparison.Ordinal)))
        {
            string[] sides = line.Split('→');
            foreach (string room in Words(sides[0]))
            {
                arrows.Add(room, sides[1].Contains("nothing", StringComparison.Ordinal) ? [] : Words(sides[1]));
            }
        }

        arrows["Device"] = ["StandIns", "Native", "Screen", "Requests", .. arrows["Requests"]];
        string[] host = [.. Repository.Files.Select(f => f.Split('/')).Where(f => f[0] == "host" && f.Length > 2 && f[^1].EndsWith(".csproj", StringComparison.Ordinal)).Select(f => f[1]).Distinct()];
        arrows["Tool"] = [.. host.Except(["HsmdBridge", "HsmdRegtest", "Channeld", "HandOver", "Plugin", "Dashboard", "PostgresLog", "NBitcoin", "Tool"]), .. Words("Bytes, Crypto, Protocol, Lightning, Chain, Channels")];
        return arrows;
    }

    private static string[] Words(string list) => list.Split(',', StringSplitOptions.TrimEntries);

    private static HashSet<string> Reach(string room, HashSet<string> seen)
    {
        foreach (string next in s_mayUse[room].Where(seen.Add))
        {
            Reach(next, seen);
        }

        return seen;
    }
}
