using System.Xml.Linq;

namespace Holdfast.Tidy.House;

/// <summary>
/// Who may use whom. The compiler holds a room to its ProjectReferences; this holds the ProjectReferences to the plan, so that policy cannot
/// write, the journal cannot read a meaning, and the host cannot reach a key.
/// </summary>
[TestClass]
public sealed class ArrowTests
{
    private static readonly Dictionary<string, string[]> s_mayUse = new()
    {
        ["Bytes"] = [],
        ["Hardware"] = [],
        ["Crypto"] = ["Bytes", "Hardware"],
        ["Secrets"] = ["Bytes", "Hardware", "Crypto"],
        ["Journal"] = ["Bytes", "Hardware"],
        ["Protocol"] = ["Bytes"],
        ["Lightning"] = ["Bytes", "Hardware", "Crypto"],
        ["Channels"] = ["Bytes", "Crypto", "Lightning"],
        ["Policy"] = ["Bytes", "Lightning", "Channels"],
        ["Requests"] = ["Bytes", "Hardware", "Crypto", "Secrets", "Journal", "Protocol", "Lightning", "Channels", "Policy"],
        ["StandIns"] = [],
        ["Device"] = ["Bytes", "Hardware", "Crypto", "Secrets", "Journal", "Protocol", "Lightning", "Channels", "Policy", "Requests", "StandIns"],
        ["DeviceLink"] = ["Bytes", "Hardware", "Crypto", "Protocol"],
        ["IntentLog"] = [],
        ["Bridge"] = ["Bytes", "Hardware", "Crypto", "Protocol", "DeviceLink", "IntentLog"],
        ["ReferenceNode"] = ["Bytes", "Crypto", "Lightning", "Protocol", "DeviceLink", "IntentLog"],
        ["SimulatedSigner"] = ["Bytes", "Hardware", "Crypto", "Secrets", "Journal", "Protocol", "Requests", "DeviceLink"],
        ["Conformance"] = ["Bytes", "Hardware", "Crypto", "Lightning", "Protocol", "Requests", "DeviceLink", "ReferenceNode", "SimulatedSigner"],
        ["HsmdBridge"] = ["Bytes", "Protocol", "Bridge", "DeviceLink", "IntentLog", "SimulatedSigner"],
        ["Doctor"] = ["Bytes", "Lightning", "Channels", "Protocol", "DeviceLink", "IntentLog"],
        ["Flash"] = ["DeviceLink", "Protocol"],
        ["Plugin"] = ["Bytes", "Protocol", "IntentLog", "Doctor"],
        ["Tool"] = ["Bytes", "Hardware", "Crypto", "Lightning", "Channels", "Protocol", "Bridge", "DeviceLink", "IntentLog", "SimulatedSigner", "ReferenceNode", "Flash", "Conformance", "Doctor"],
    };

    private static IEnumerable<string> RoomProjects => Repository.FilesUnder("firmware", "proj").Concat(Repository.FilesUnder("host", "proj"));

    [TestMethod]
    public void ARoomUsesOnlyWhatItMay() => Findings.AreNone(
        from project in RoomProjects
        let room = project.Split('/')[1]
        from reference in XDocument.Parse(Repository.Read(project)).Descendants().Where(e => e.Name.LocalName == "ProjectReference")
        let used = Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/'))
        where !s_mayUse.GetValueOrDefault(room, []).Contains(used)
        select $"{project}: {room} may not use {used}");

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
    [DataRow("Bridge")]
    [DataRow("IntentLog")]
    [DataRow("Plugin")]
    [DataRow("Doctor")]
    [DataRow("Flash")]
    public void TheHostCannotReachASecret(string room) => Assert.IsFalse(Reach(room, []).Contains("Secrets"), room + " reaches Secrets");

    private static HashSet<string> Reach(string room, HashSet<string> seen)
    {
        foreach (string next in s_mayUse[room].Where(seen.Add))
        {
            Reach(next, seen);
        }

        return seen;
    }
}
