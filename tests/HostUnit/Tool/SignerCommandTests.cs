using System.Diagnostics;
using System.Text.Json;

namespace Holdfast.HostUnit.Tool;

/// <summary>The commands that talk to a signer, against `holdfast simulate` in another process.</summary>
[TestClass]
public sealed class SignerCommandTests
{
    private const string Words = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

    /// <summary>Of the node with these words (recorded in 09-mnemonic-nondev).</summary>
    private const string NodeId = "03653e90c1ce4660fd8505dd6d643356e93cfe202af109d382787639dd5890e87d";

    [TestMethod]
    public void FromBlankToReadyToBlankAgain()
    {
        using TemporaryFolder folder = new();
        using SimulateProcess simulated = new("--image", folder.File("flash.image"), "--approve");
        string half = folder.File("host-half");

        Assert.AreEqual("Blank", State(simulated.Address, half));
        CommandRun restored = CommandLine.Run(Words, ["init", "--restore", "--signer", simulated.Address, "--host-half", half]);
        Assert.AreEqual(0, restored.ExitCode, restored.Output + restored.Error);
        StringAssert.Contains(restored.Output, NodeId);
        Assert.IsFalse(restored.Output.Contains("abandon", StringComparison.Ordinal), "restored words need not be shown");
        Assert.AreEqual("Ready", State(simulated.Address, half));

        CommandRun again = CommandLine.Run(Words, ["init", "--restore", "--signer", simulated.Address, "--host-half", half]);
        Assert.AreEqual(1, again.ExitCode);
        StringAssert.Contains(again.Error, "not blank");

        CommandRun wiped = CommandLine.Run("wipe", "--signer", simulated.Address, "--host-half", half);
        Assert.AreEqual(0, wiped.ExitCode, wiped.Output + wiped.Error);
        Assert.AreEqual("Blank", State(simulated.Address, half));
    }

    [TestMethod]
    [DataRow("12")]
    [DataRow("24")]
    public void NewWordsRestoreTheSameNode(string count)
    {
        using TemporaryFolder folder = new();
        string half = folder.File("host-half");
        string nodeId;
        string words;
        using (SimulateProcess simulated = new())
        {
            CommandRun made = CommandLine.Run("init", "--words", count, "--signer", simulated.Address, "--host-half", half);
            Assert.AreEqual(0, made.ExitCode, made.Output + made.Error);
            string[] lines = made.Output.Split('\n');
            words = string.Join(' ', lines.Where(line => line.Length > 6 && char.IsDigit(line[3])).Select(line => line[6..].Trim()));
            Assert.AreEqual(int.Parse(count), words.Split(' ').Length);
            nodeId = lines.Single(line => line.StartsWith("node id", StringComparison.Ordinal));
        }

        using SimulateProcess other = new();
        CommandRun restored = CommandLine.Run(words, ["init", "--restore", "--signer", other.Address, "--host-half", half]);
        Assert.AreEqual(0, restored.ExitCode, restored.Output + restored.Error);
        StringAssert.Contains(restored.Output, nodeId);
    }

    [TestMethod]
    public void WithoutTheButtonNothingIsWiped()
    {
        using TemporaryFolder folder = new();
        using SimulateProcess simulated = new();
        string half = folder.File("host-half");
        Assert.AreEqual(0, CommandLine.Run(Words, ["init", "--restore", "--signer", simulated.Address, "--host-half", half]).ExitCode);
        CommandRun wiped = CommandLine.Run("wipe", "--signer", simulated.Address, "--host-half", half);
        Assert.AreEqual(1, wiped.ExitCode);
        Assert.AreEqual("Ready", State(simulated.Address, half));
    }

    [TestMethod]
    public void StatusIsATableForPeople()
    {
        using SimulateProcess simulated = new();
        CommandRun run = CommandLine.Run("status", "--signer", simulated.Address);
        Assert.AreEqual(0, run.ExitCode, run.Output + run.Error);
        StringAssert.Contains(run.Output, "journal sequence");
        Assert.IsFalse(run.Output.Contains('\e', StringComparison.Ordinal), "colours in a pipe");
    }

    [TestMethod]
    public void ASignerThatIsNotThereIsOneClearLine()
    {
        CommandRun nowhere = CommandLine.Run("status");
        Assert.AreEqual(2, nowhere.ExitCode);
        StringAssert.Contains(nowhere.Error, "HOLDFAST_SIGNER");
        CommandRun missing = CommandLine.Run("status", "--signer", "/dev/no-such-port");
        Assert.AreNotEqual(0, missing.ExitCode);
        Assert.AreEqual(1, missing.Error.Trim().Split('\n').Length, missing.Error);
    }

    private static string State(string address, string half)
    {
        CommandRun run = CommandLine.Run("status", "--json", "--signer", address, "--host-half", half);
        Assert.AreEqual(0, run.ExitCode, run.Output + run.Error);
        using JsonDocument json = JsonDocument.Parse(run.Output);
        return json.RootElement.GetProperty("state").GetString()!;
    }

    /// <summary>`holdfast simulate` until the end of the test.</summary>
    private sealed class SimulateProcess : IDisposable
    {
        private readonly Process _process;

        public SimulateProcess(params string[] arguments)
        {
            _process = CommandLine.Start(["simulate", .. arguments]);
            _process.StandardInput.Close();
            Address = _process.StandardOutput.ReadLine()!;
            _process.BeginErrorReadLine();
        }

        public string Address { get; }

        public void Dispose()
        {
            _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}
