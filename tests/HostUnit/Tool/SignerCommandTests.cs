using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Crypto;
using Holdfast.DeviceLink;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;
using Holdfast.SimulatedSigner;

namespace Holdfast.HostUnit.Tool;

/// <summary>The commands that talk to a signer, against `holdfast simulate` in another process.</summary>
[TestClass]
public sealed class SignerCommandTests
{
    internal const string Words = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

    /// <summary>Of the node with these words (recorded in 09-mnemonic-nondev).</summary>
    private const string NodeId = "03653e90c1ce4660fd8505dd6d643356e93cfe202af109d382787639dd5890e87d";

    [TestMethod]
    public void FromBlankToReadyToBlankAgain()
    {
        using TemporaryFolder folder = new();
        using SimulateProcess simulated = new("--image", folder.File("flash.image"), "--approve");
        string half = folder.File("host-half");

        Assert.AreEqual("Blank", State(simulated.Address, half));
        CommandRun restored = CommandLine.Run(Words, ["init", "--restore", "--network", "regtest", "--signer", simulated.Address, "--host-half", half]);
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
            string[] arguments = ["init", "--words", count, "--signer", simulated.Address, "--host-half", half];
            CommandRun piped = CommandLine.Run(arguments);
            Assert.AreEqual(2, piped.ExitCode);
            StringAssert.Contains(piped.Error, "on a terminal only");
            Assert.AreEqual(0, Directory.GetFiles(folder.FullName).Length, "nothing is begun");

            CommandRun made = CommandLine.Run([.. arguments, "--words-to", folder.File("words")]);
            Assert.AreEqual(0, made.ExitCode, made.Output + made.Error);
            words = File.ReadAllText(folder.File("words"));
            Assert.AreEqual(int.Parse(count), words.TrimEnd().Split('\n').Length);
            nodeId = made.Output.Split('\n').Single(line => line.StartsWith("node id", StringComparison.Ordinal));
            Assert.AreEqual(0, CommandLine.Run(words, ["init", "--check", "--signer", simulated.Address, "--host-half", half]).ExitCode);
            CommandRun others = CommandLine.Run(Words, ["init", "--check", "--signer", simulated.Address, "--host-half", half]);
            Assert.AreEqual(1, others.ExitCode, others.Error);
            StringAssert.Contains(others.Output, "not those of this signer");
        }

        using SimulateProcess other = new();
        Assert.AreEqual(2, CommandLine.Run(words, ["init", "--restore", "--signer", other.Address, "--host-half", half]).ExitCode, "the first signer's half");
        CommandRun restored = CommandLine.Run(words, ["init", "--restore", "--signer", other.Address, "--host-half", folder.File("other-half")]);
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
    public void TheJournalIsShownVerifiedAndExamined()
    {
        using TemporaryFolder folder = new();
        string image = folder.File("flash.image");
        string half = folder.File("host-half");
        using (SimulateProcess simulated = new("--image", image))
        {
            Assert.AreEqual(0, CommandLine.Run(Words, ["init", "--restore", "--signer", simulated.Address, "--host-half", half]).ExitCode);
            OpenChannel(simulated.Address, half);
            CommandRun shown = CommandLine.Run("journal", "show", "--signer", simulated.Address, "--host-half", half);
            Assert.AreEqual(0, shown.ExitCode, shown.Output + shown.Error);
            StringAssert.Contains(shown.Output, "opened by the holder");
            CommandRun healthy = CommandLine.Run("doctor", "--signer", simulated.Address, "--host-half", half, "--json");
            Assert.AreEqual(0, healthy.ExitCode, healthy.Output + healthy.Error);
            StringAssert.Contains(healthy.Output, "InStep");
        }

        CommandRun verified = CommandLine.Run("journal", "verify", "--image", image, "--host-half", half);
        Assert.AreEqual(0, verified.ExitCode, verified.Output + verified.Error);
        CommandRun record = CommandLine.Run("journal", "show", "--image", image, "--host-half", half, "--json");
        StringAssert.Contains(record.Output, "opened by the holder");

        File.Copy(half, folder.File("other-half"));
        File.WriteAllText(folder.File("other-half"), new string('0', 64));
        Assert.AreEqual(2, CommandLine.Run("journal", "verify", "--image", image, "--host-half", folder.File("other-half")).ExitCode);

        SimulatedStorage storage = SimulatedStorage.OnFile(image);
        storage.FlipBit(storage.Paths.First(path => path.EndsWith("/h", StringComparison.Ordinal)), 300);
        CommandRun rotten = CommandLine.Run("journal", "verify", "--image", image, "--host-half", half);
        Assert.AreEqual(1, rotten.ExitCode, rotten.Output + rotten.Error);
    }

    /// <summary>What the owner chose, and promises of the vault, have slots of their own, which are no channels.</summary>
    [TestMethod]
    public void TheOwnersChoicesAndTheVaultAreNoChannels()
    {
        using TemporaryFolder folder = new();
        string image = folder.File("flash.image");
        string half = folder.File("host-half");
        using (SimulateProcess simulated = new("--image", image, "--approve"))
        {
            CommandRun Run(params string[] arguments) => CommandLine.Run([.. arguments, "--signer", simulated.Address, "--host-half", half]);
            Assert.AreEqual(0, CommandLine.Run(Words, ["init", "--restore", "--signer", simulated.Address, "--host-half", half]).ExitCode);
            OpenChannel(simulated.Address, half);
            Assert.AreEqual(0, Run("policy", "set", "VaultOnly=1").ExitCode);
            Assert.AreEqual(0, Run("allow", "add", "03e7156ae33b0a208d0744199163177e909e80176e55d97a2f221ede0f934dd9ad").ExitCode);
            using (SignerClient client = new(TransportAddress.Parse(simulated.Address), new SignerClientSettings { HostHalf = HostHalfFile.Read(half) }))
            {
                client.Ask(new PromiseInvoice { AmountMsat = 1, ExpiresAt = 4_000_000_000, FinalDelta = 18 }.Encode(), _ => 0);
            }

            CommandRun healthy = Run("doctor", "--json");
            Assert.AreEqual(0, healthy.ExitCode, healthy.Output + healthy.Error);
            CommandRun shown = Run("journal", "show", "--json");
            Assert.AreEqual(1, JsonNode.Parse(shown.Output)!["records"]!.AsArray().Count, shown.Output + shown.Error);
        }

        CommandRun record = CommandLine.Run("journal", "show", "--image", image, "--host-half", half, "--json");
        Assert.AreEqual(0, record.ExitCode, record.Error);
        List<string> facts = [.. JsonNode.Parse(record.Output)!["records"]!.AsArray().Select(row => row!["facts"]!.ToString())];
        CollectionAssert.IsSubsetOf(new[] { "chain, fees and limits", "approvals and payees", "promises of the vault" }, facts, record.Output);
        Assert.AreEqual(1, facts.Count(fact => fact.StartsWith("opened by", StringComparison.Ordinal)), record.Output);
    }

    /// <summary>The file of another signer kept the owner from looking at this one, and from erasing it.</summary>
    [TestMethod]
    public void AForeignHalfNamesItsFileAndBlocksNeitherStatusNorWipe()
    {
        using TemporaryFolder folder = new();
        using SimulateProcess simulated = new("--approve");
        string[] signer = ["--signer", simulated.Address, "--host-half"];
        Assert.AreEqual(0, CommandLine.Run(Words, ["init", "--restore", "--network", "regtest", .. signer, folder.File("half")]).ExitCode);
        HostHalfFile.Create(folder.File("foreign"));
        File.WriteAllText(folder.File("junk"), "junk");
        TemporaryFolder.SetMode(folder.File("junk"), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        CommandRun needs = CommandLine.Run(["doctor", .. signer, folder.File("foreign")]);
        Assert.AreEqual(1, needs.ExitCode);
        StringAssert.Contains(needs.Error, $"the host half in {folder.File("foreign")} is not that of the signer");
        StringAssert.Contains(needs.Error, "holdfast restore");
        Assert.AreEqual("", needs.Output);
        foreach (string file in new[] { "foreign", "junk" })
        {
            CommandRun status = CommandLine.Run(["status", "--json", .. signer, folder.File(file)]);
            Assert.AreEqual(0, status.ExitCode, status.Error);
            StringAssert.Contains(status.Error, folder.File(file));
            StringAssert.Contains(status.Error, "Going on without it");
            Assert.AreEqual("Ready", JsonNode.Parse(status.Output)!["state"]!.ToString());
        }

        Assert.AreEqual(0, CommandLine.Run(["wipe", .. signer, folder.File("foreign")]).ExitCode);
        Assert.AreEqual("Blank", State(simulated.Address, folder.File("none")));
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

    /// <returns>The signer's newest receipt.</returns>
    internal static byte[] OpenChannel(string address, string half, string? backupFolder = null)
    {
        using SignerClient client = new(TransportAddress.Parse(address), new SignerClientSettings { HostHalf = HostHalfFile.Read(half), BackupFolder = backupFolder });
        Secp256k1 curve = Secp256k1.Software();
        byte[] peer = curve.PublicKey(Sha256.Hash([2]));
        DeviceSigner ours = new(request => client.Exchange(request), peer, 1);
        ours.Create();
        ChannelPair.Open(
            new OpeningTerms { FundingTxid = Sha256.Hash([4]) },
            new OpeningSide(ours, new MemoryDisk(), curve.PublicKey(Sha256.Hash([1])), 1),
            new OpeningSide(new SoftwareSigner(curve, Sha256.Hash([3])), new MemoryDisk(), peer, 1));
        return client.LatestReceipt!;
    }

    private static string State(string address, string half)
    {
        CommandRun run = CommandLine.Run("status", "--json", "--signer", address, "--host-half", half);
        Assert.AreEqual(0, run.ExitCode, run.Output + run.Error);
        using JsonDocument json = JsonDocument.Parse(run.Output);
        return json.RootElement.GetProperty("state").GetString()!;
    }
}
