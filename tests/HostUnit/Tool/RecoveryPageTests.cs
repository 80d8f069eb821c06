using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Crypto;
using Holdfast.DeviceLink;
using Holdfast.IntentLog;
using Holdfast.Protocol;
using Holdfast.Tool;

namespace Holdfast.HostUnit.Tool;

/// <summary>RECOVERY.md, played: each section's commands as they are written there, on simulated signers in processes of their own.</summary>
[TestClass]
public sealed partial class RecoveryPageTests
{
    private const string Words = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

    /// <summary>What Core Lightning's `lightning-hsmtool generatehsm` and `getnodeid` (v26.06.6) make of these words.</summary>
    private const string NodeId = "03653e90c1ce4660fd8505dd6d643356e93cfe202af109d382787639dd5890e87d";

    private const string OnlyCloses = "holdfast-restored-only-closes";

    /// <summary>Commands of Core Lightning, and the one that writes to a chip.</summary>
    private static readonly string[] s_notPlayed =
    [
        "lightning-cli close CHANNEL",
        "lightning-hsmtool generatehsm ~/.lightning/bitcoin/hsm_secret",
        "lightning-hsmtool getnodeid ~/.lightning/bitcoin/hsm_secret",
        "holdfast update --backup ~/.lightning/bitcoin/before-update --port /dev/ttyACM0 --signer /dev/holdfast --host-half ~/.lightning/bitcoin/holdfast-host-half",
    ];

    [TestMethod]
    public void EverySectionWithCommandsIsPlayed() => CollectionAssert.AreEqual(
        new[]
        {
            "The device is dead", "The device is lost", "The host's half is lost", "The intent log is lost", "The node's database is lost", "Moving to a new board", "Firmware update",
            "Leaving Holdfast",
        },
        Page().Select(section => section.Title).ToArray());

    [TestMethod]
    public void EveryCommandIsOneThatTheToolTakes()
    {
        string[] commands = [.. Page().SelectMany(section => section.Blocks).SelectMany(block => block).Where(line => line.StartsWith("holdfast ", StringComparison.Ordinal))];
        Assert.IsTrue(commands.Length > 10);
        foreach (string command in commands)
        {
            ParseResult parsed = CommandList.Create().Parse(command.Split(' ')[1..]);
            Assert.AreEqual("", string.Join(' ', parsed.Errors.Select(error => error.Message)), command);
        }
    }

    [TestMethod]
    public void TheDeviceIsDead()
    {
        using Stage stage = new();
        stage.Lose();
        stage.Start();
        stage.Play("The device is dead", 0);
        stage.RequireClosingOnly();
        stage.Play("The device is dead", 1);
        Assert.AreEqual("", stage.UnlockWithTheLog());
    }

    [TestMethod]
    public void TheDeviceIsLost()
    {
        using Stage stage = new();
        SimulateProcess lost = stage.Lose();
        stage.Start();
        stage.Play("The device is lost", 0);
        stage.RequireClosingOnly();
        using SimulateProcess found = new("--image", stage.Folder.File("flash.image"), "--approve");
        _ = lost;
        stage.Signer = found.Address;
        stage.Play("The device is lost", 1);
        Assert.AreEqual("Blank", stage.State());
    }

    [TestMethod]
    public void TheHostsHalfIsLost()
    {
        using (Stage stage = new())
        {
            Directory.CreateDirectory(stage.Folder.File("safe"));
            File.Move(stage.Half, Path.Combine(stage.Folder.File("safe"), "holdfast-host-half"));
            stage.Play("The host's half is lost", 0);
            Assert.AreEqual("Ready", stage.State());
        }

        using Stage without = new();
        File.Delete(without.Half);
        without.Play("The host's half is lost", 1);
        without.RequireClosingOnly();
        Assert.AreEqual("", without.UnlockWithTheLog());
    }

    [TestMethod]
    public void TheIntentLogIsLost()
    {
        using Stage stage = new();
        File.Delete(stage.Log);
        stage.Play("The intent log is lost", 0);
        StringAssert.Contains(stage.Output, "opened by the holder");
    }

    [TestMethod]
    public void TheNodesDatabaseIsLost()
    {
        using Stage stage = new();
        stage.Play("The node's database is lost", 0);
        StringAssert.Contains(stage.Output, Convert.ToHexStringLower(Secp256k1.Software().PublicKey(Sha256.Hash([2])))[..12]);
    }

    [TestMethod]
    public void MovingToANewBoard()
    {
        using Stage stage = new();
        using SimulateProcess board = new("--approve");
        stage.Second = board.Address;
        stage.Play("Moving to a new board", 0);
        StringAssert.Contains(stage.Output, "has taken over");
        Assert.AreEqual("Moved", stage.StopReason());
        stage.Signer = board.Address;
        using (SignerClient client = stage.Client())
        {
            Assert.AreEqual(1, client.Ask(new Status()).Channels);
            client.Exchange(new NewChannel { Peer = Secp256k1.Software().PublicKey(Sha256.Hash([2])), Dbid = 2 }.Encode());
        }

        // The same board again: there is nothing left to take over.
        Assert.AreEqual(1, CommandLine.Run(Words, ["restore", "--backup", stage.Folder.File("last-state"), "--signer", board.Address, "--host-half", stage.Half]).ExitCode);
        Assert.AreEqual("", stage.UnlockWithTheLog());
    }

    [TestMethod]
    public void FirmwareUpdate()
    {
        using Stage stage = new();
        stage.Play("Firmware update", 0);
        StringAssert.Contains(stage.Output, "The journal stays as it is");
    }

    [TestMethod]
    public void LeavingHoldfast()
    {
        using Stage stage = new();
        using SimulateProcess rehearsal = new();
        stage.Rehearsal = rehearsal.Address;
        stage.Play("Leaving Holdfast", 0);
        Assert.AreEqual("", stage.Output);
        stage.Play("Leaving Holdfast", 1);
        StringAssert.Contains(stage.Output, "node id " + NodeId);
    }

    /// <summary>An old copy of the backup beside a log that has a newer receipt.</summary>
    [TestMethod]
    public void AnOldBackupIsToldBeforeTheWords()
    {
        using Stage stage = new();
        File.Copy(stage.Backup, stage.Folder.File("old"));
        using (SignerClient client = stage.Client(stage.Folder.FullName))
        {
            client.Exchange(new AllowPayee { Payee = Secp256k1.Software().PublicKey(Sha256.Hash([2])), IsAllowed = true }.Encode());
            stage.Remember(client.LatestReceipt!);
        }

        stage.Lose();
        stage.Start();
        CommandRun run = CommandLine.Run("", ["restore", "--backup", stage.Folder.File("old"), "--intents", stage.Log, "--signer", stage.Signer, "--host-half", stage.Folder.File("new-half")]);
        Assert.AreEqual(2, run.ExitCode);
        StringAssert.Contains(run.Error, "look for a newer copy of the backup");
        Assert.AreEqual("Blank", stage.State());
    }

    private static List<(string Title, List<List<string>> Blocks)> Page()
    {
        string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "RECOVERY.md"));
        List<(string Title, List<List<string>> Blocks)> sections = [];
        foreach (string part in text.Split("\n## ")[1..])
        {
            List<List<string>> blocks = [.. Block().Matches(part).Select(match => match.Groups[1].Value.Trim().Split('\n').ToList())];
            if (blocks.Count > 0)
            {
                sections.Add((part.Split('\n')[0], blocks));
            }
        }

        return sections;
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    /// <summary>A node's directory with a signer that has one channel, its backup and an intent log.</summary>
    private sealed class Stage : IDisposable
    {
        private SimulateProcess? _signer;

        public Stage()
        {
            Start("--image", Folder.File("flash.image"));
            CommandRun made = CommandLine.Run(Words, ["init", "--restore", "--signer", Signer, "--host-half", Half]);
            Assert.AreEqual(0, made.ExitCode, made.Error);
            Remember(SignerCommandTests.OpenChannel(Signer, Half, Folder.FullName));
            Backup = Directory.GetFiles(Folder.FullName, "holdfast-backup-*").Single();
        }

        public TemporaryFolder Folder { get; } = new();

        public string Signer { get; set; } = "";

        public string Second { get; set; } = "";

        public string Rehearsal { get; set; } = "";

        public string Half => Folder.File("holdfast-host-half");

        public string Log => Folder.File("holdfast-intents.db");

        public string Backup { get; }

        /// <summary>Of the last block.</summary>
        public string Output { get; private set; } = "";

        /// <summary>Nobody answers any more; the flash image stays.</summary>
        public SimulateProcess Lose()
        {
            _signer!.Dispose();
            return _signer;
        }

        public void Start(params string[] arguments)
        {
            _signer = new SimulateProcess([.. arguments, "--approve"]);
            Signer = _signer.Address;
        }

        public void Remember(byte[] receipt)
        {
            using IntentStore log = IntentStore.Open(Log);
            log.RememberReceipt(receipt);
        }

        /// <summary>The lines of a block of the page, with this stage's names.</summary>
        public void Play(string section, int block)
        {
            Output = "";
            foreach (string written in Page().Single(one => one.Title == section).Blocks[block].Where(line => !s_notPlayed.Contains(line)))
            {
                string line = written.Replace("/dev/holdfast", Signer, StringComparison.Ordinal).Replace("/dev/ttyUSB0", Signer, StringComparison.Ordinal).Replace("/dev/ttyUSB1", Second, StringComparison.Ordinal)
                    .Replace("/dev/pts/7", Rehearsal, StringComparison.Ordinal).Replace("holdfast-backup-0a1b2c3d", Path.GetFileName(Backup), StringComparison.Ordinal)
                    .Replace("~/.lightning/bitcoin", Folder.FullName, StringComparison.Ordinal).Replace("/mnt/safe", Folder.File("safe"), StringComparison.Ordinal);
                CommandRun run = line.StartsWith("holdfast ", StringComparison.Ordinal) ? CommandLine.Run(Words, line.Split(' ')[1..]) : Shell(line);
                Assert.AreEqual(0, run.ExitCode, $"{line}\n{run.Output}{run.Error}");
                Output += run.Output;
            }
        }

        public string State() => Json("state");

        public string StopReason() => Json("stopReason");

        public SignerClient Client(string? backupFolder = null, byte[]? receipt = null) => new(
            TransportAddress.Parse(Signer), new SignerClientSettings { HostHalf = HostHalfFile.Read(Half), BackupFolder = backupFolder, Receipt = receipt });

        /// <summary>As holdfast-hsmd does at the next start of the node: with the receipt that the log has.</summary>
        /// <returns>Why the device stopped; empty when it did not.</returns>
        public string UnlockWithTheLog()
        {
            using IntentStore log = IntentStore.Open(Log);
            using SignerClient client = Client(receipt: log.LastReceipt());
            client.Ask(new NodeKeys());
            return client.ReceiptResult is ReceiptResult.Same or ReceiptResult.DeviceAhead ? "" : client.ReceiptResult.ToString();
        }

        /// <summary>The channel is there, nothing new is promised, and the holder's commitment is signed with the button.</summary>
        public void RequireClosingOnly()
        {
            // Where the section has not put the new half in its place, it is there already.
            using SignerClient client = Client();
            Assert.AreEqual(1, client.Ask(new Status()).Channels);
            byte[] peer = Secp256k1.Software().PublicKey(Sha256.Hash([2]));
            SignerRefusedException no = Assert.ThrowsExactly<SignerRefusedException>(() => client.Exchange(new NewChannel { Peer = peer, Dbid = 2 }.Encode()));
            Assert.AreEqual(OnlyCloses, no.Tag);
            client.Exchange(new SignHolderCommitment { ChannelId = Channels.ChannelId.Of(peer, 1), FundingPrefix = Prefix(Sha256.Hash([4])), Number = 0 }.Encode());
        }

        public void Dispose()
        {
            _signer?.Dispose();
            Folder.Dispose();
        }

        private static uint Prefix(byte[] txid) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(txid);

        private static CommandRun Shell(string line)
        {
            using Process process = Process.Start(new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", line }, RedirectStandardError = true, RedirectStandardOutput = true })!;
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return new CommandRun(process.ExitCode, "", error);
        }

        private string Json(string name)
        {
            CommandRun run = CommandLine.Run("status", "--json", "--signer", Signer);
            using JsonDocument json = JsonDocument.Parse(run.Output);
            return json.RootElement.GetProperty(name).GetString()!;
        }
    }
}
