using System.Text.Json.Nodes;

namespace Holdfast.HostUnit.Tool;

/// <summary>`holdfast devices` as a person runs it.</summary>
[TestClass]
public sealed class DevicesCommandTests
{
    [TestMethod]
    public void ListsWhatAnsweredAndWhatDidNot()
    {
        using TemporaryFolder folder = new();
        using SimulateProcess simulated = new();
        string[] ports = ["--port", simulated.Address, "--port", folder.File("none"), "--seconds", "60"];
        CommandRun run = CommandLine.Run(["devices", "--json", .. ports]);
        Assert.AreEqual(0, run.ExitCode, run.Output + run.Error);
        JsonNode found = JsonNode.Parse(run.Output)!;
        JsonNode device = found["devices"]!.AsArray().Single()!;
        Assert.AreEqual(simulated.Address, device["port"]!.ToString());
        Assert.AreEqual("Blank", device["state"]!.ToString());
        Assert.AreNotEqual("", device["board"]!.ToString());
        StringAssert.Contains(found["others"]!.AsArray().Single()!["trouble"]!.ToString(), "cannot open");

        CommandRun table = CommandLine.Run(["devices", .. ports]);
        StringAssert.Contains(table.Output, "Blank");
        StringAssert.Contains(table.Error, "cannot open " + folder.File("none"));
    }

    [TestMethod]
    public void NoSignerIsExitCodeOne()
    {
        using TemporaryFolder folder = new();
        CommandRun run = CommandLine.Run("devices", "--port", folder.File("none"));
        Assert.AreEqual(1, run.ExitCode);
        Assert.AreEqual("", run.Output);
        StringAssert.Contains(run.Error, "no signer answered");
    }
}
