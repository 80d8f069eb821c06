using Holdfast.Tool.Demo;

namespace Holdfast.HostUnit.Tool;

[TestClass]
public sealed class DemoTests
{
    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void EveryActHolds(int act)
    {
        ActResult result = new SplitBrainStory().Acts.ElementAt(act)();
        foreach (Evidence line in result.Evidence)
        {
            Assert.IsTrue(line.Holds, $"{result.Title}: {line.What}: {line.Seen}");
        }
    }

    [TestMethod]
    public async Task EveryActOfThePaymentThatWaitsHolds()
    {
        using HoldStory story = new();
        foreach (Func<Task<ActResult>> play in story.Acts)
        {
            ActResult result = await play();
            foreach (Evidence line in result.Evidence)
            {
                Assert.IsTrue(line.Holds, $"{result.Title}: {line.What}: {line.Seen}");
            }
        }
    }

    [TestMethod]
    public async Task EveryActOfTheChannelThatIsBoughtHolds()
    {
        using JitStory story = new();
        foreach (Func<Task<ActResult>> play in story.Acts)
        {
            ActResult result = await play();
            foreach (Evidence line in result.Evidence)
            {
                Assert.IsTrue(line.Holds, $"{result.Title}: {line.What}: {line.Seen}");
            }
        }
    }

    [TestMethod]
    public void ThePaymentThatWaitsIsACommand()
    {
        CommandRun run = CommandLine.Run("demo", "hold");
        Assert.AreEqual(0, run.ExitCode, run.Output + run.Error);
        StringAssert.Contains(run.Output, "holdfast-parts-committed");
        StringAssert.Contains(run.Output, "holdfast-released-once");
        StringAssert.Contains(run.Output, "Everything is as expected.");
    }

    [TestMethod]
    public void TheProgramPlaysItAllAndSaysSo()
    {
        CommandRun run = CommandLine.Run("demo");
        Assert.AreEqual(0, run.ExitCode, run.Output + run.Error);
        StringAssert.Contains(run.Output, "130 of 131 replies are identical");
        StringAssert.Contains(run.Output, "policy-commitment-retry-same");
        StringAssert.Contains(run.Output, "Everything is as expected.");
        Assert.IsFalse(run.Output.Contains('\e', StringComparison.Ordinal), "colours in a pipe");
    }
}
