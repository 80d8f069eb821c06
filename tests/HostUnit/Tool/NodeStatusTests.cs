namespace Holdfast.HostUnit.Tool;

/// <summary>`holdfast status --node`: what a node's bridge is waiting for, read from its file while lightningd answers nobody.</summary>
[TestClass]
public sealed class NodeStatusTests
{
    [TestMethod]
    [DataRow("""{"device_answers": true, "held": null}""", 0, DisplayName = "nothing is held")]
    [DataRow("""{"device_answers": false, "held": {"message": 5, "tag": "device-away"}}""", 1, DisplayName = "lightningd stands still")]
    [DataRow("{\"process\": 2147483646, \"held\": {\"message\": 5}}", 2, DisplayName = "left behind by a bridge that was killed")]
    [DataRow("no file of Holdfast", 2, DisplayName = "not a state")]
    [DataRow(null, 2, DisplayName = "no bridge")]
    public void ExitCodeSaysWhetherTheNodeStandsStill(string? state, int exitCode)
    {
        using TemporaryFolder folder = new();
        if (state != null)
        {
            File.WriteAllText(folder.File("holdfast-state.json"), state);
        }

        CommandRun run = CommandLine.Run("status", "--node", folder.FullName);
        Assert.AreEqual(exitCode, run.ExitCode, run.Output + run.Error);
        Assert.AreEqual(exitCode == 1, run.Output.Contains("device-away", StringComparison.Ordinal));
    }
}
