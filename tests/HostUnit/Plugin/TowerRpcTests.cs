using System.Text.Json.Nodes;
using Holdfast.Doctor;
using Holdfast.Plugin;
using Holdfast.Watchtowers;

namespace Holdfast.HostUnit.Plugin;

/// <summary>The node's commands about watchtowers, and what the doctor says of them.</summary>
[TestClass]
public sealed class TowerRpcTests
{
    [TestMethod]
    public void EveryCommandOfTheOwnerIsOneOfTheNode() => CollectionAssert.AreEquivalent(
        TowerCommands.Names.Select(name => "holdfast-tower-" + name).ToArray(), TowerRpc.Methods.Select(method => method.Method).ToArray());

    [TestMethod]
    [DataRow("holdfast-tower-add", """["02ab@host"]""", """{"tower":"02ab@host"}""")]
    [DataRow("holdfast-tower-remove", """{"tower":"02ab","force":true}""", """{"tower":"02ab","force":true}""")]
    [DataRow("holdfast-tower-policy", """["7","10"]""", """{"max_updates":"7","fee_rate":"10"}""")]
    [DataRow("holdfast-tower-list", "[]", "{}")]
    [DataRow("holdfast-tower-trust", """["02ab"]""", """{"tower":"02ab"}""")]
    [DataRow("holdfast-tower-exposure", """{"states":"off"}""", """{"states":"off"}""")]
    [DataRow("holdfast-tower-exposure", "[]", "{}")]
    public void ParametersComeInAListOrByName(string method, string parameters, string arguments)
    {
        ((string Command, JsonObject Arguments)? call, string wrong) = TowerRpc.Read(method, JsonNode.Parse(parameters));
        Assert.AreEqual(string.Empty, wrong);
        Assert.AreEqual(arguments, call!.Value.Arguments.ToJsonString());
        Assert.AreEqual(method, "holdfast-tower-" + call.Value.Command);
    }

    [TestMethod]
    [DataRow("holdfast-tower-list", """["x"]""", "holdfast-tower-list takes 0 parameters, not 1")]
    [DataRow("holdfast-tower-add", """{"address":"x"}""", "holdfast-tower-add has no parameter address")]
    public void AParameterTooManyIsASentence(string method, string parameters, string sentence) =>
        Assert.AreEqual(sentence, TowerRpc.Read(method, JsonNode.Parse(parameters)).Sentence);

    [TestMethod]
    [DataRow(true, 600, 0)]
    [DataRow(true, 601, 1)]
    [DataRow(false, 0, 1)]
    [DataRow(false, 700, 2)]
    public void TheDoctorWarnsOfStatesThatNoTowerHas(bool isActive, int seconds, int findings)
    {
        JsonObject report = new() { ["towers"] = new JsonArray(new JsonObject { ["active"] = isActive }), ["oldest_unacknowledged_seconds"] = (long)seconds };
        IReadOnlyList<Diagnosis> found = TowerExamination.Of(report);
        Assert.AreEqual(findings, found.Count);
        Assert.IsTrue(found.All(one => one.Finding == Finding.BackupLate && one.IsSafe && one.Exits.Count > 0));
    }

    /// <summary>The device demands a tower, so a late one means that channels stand still.</summary>
    [TestMethod]
    [DataRow(0, true, 9_000, 0)]
    [DataRow(2, true, 600, 0)]
    [DataRow(2, true, 601, 1)]
    [DataRow(2, false, 0, 1)]
    public void TheDoctorWarnsOfChannelsThatWaitForATower(int exposureMax, bool isTrusted, int seconds, int findings)
    {
        JsonObject report = new()
        {
            ["towers"] = new JsonArray(new JsonObject { ["active"] = true, ["trusted"] = isTrusted }),
            ["device"] = new JsonObject { ["exposure_max"] = exposureMax },
            ["oldest_not_counted_seconds"] = (long)seconds,
        };
        IReadOnlyList<Diagnosis> found = TowerExamination.Of(report);
        Assert.AreEqual(findings, found.Count);
        Assert.IsTrue(found.All(one => one.Exits[^1].Contains("exposure off", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void WithoutTowersTheDoctorSaysNothing()
    {
        using TemporaryFolder folder = new();
        Assert.AreEqual(0, TowerExamination.Of(folder.File("none.db")).Count);
        File.WriteAllText(folder.File("text.db"), new string('x', 5000));
        Assert.AreEqual(1, TowerExamination.Of(folder.File("text.db")).Count);
    }
}
