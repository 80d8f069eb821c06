using System.Text.Json.Nodes;
using Holdfast.DeviceLink;
using Holdfast.HostUnit.HsmdBridge;
using Holdfast.HostUnit.NodeRequests;
using Holdfast.NodeRequests.Replay;
using Holdfast.NodeRequests.Wire;
using Holdfast.Tool.Commands;
using Holdfast.Tool.Provisioning;

namespace Holdfast.HostUnit.Tool;

/// <summary>A passphrase over the host's half, as a person and a node meet it.</summary>
[TestClass]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public class PassphraseCommandTests
{
    private const string First = "one passphrase";
    private const string Second = "quite another";

    [TestMethod]
    public void SetChangedAndRemovedWhileTheSignerStaysTheSame()
    {
        using TemporaryFolder folder = new();
        using SimulateProcess simulated = new("--approve");
        string half = folder.File("half");
        string[] line = ["--signer", simulated.Address, "--host-half", half];
        Assert.AreEqual(0, CommandLine.Run(SignerCommandTests.Words, ["init", "--restore", "--network", "regtest", .. line]).ExitCode);

        Assert.AreEqual(2, CommandLine.Run("short\n", ["passphrase", "set", "--host-half", half]).ExitCode);
        Assert.IsFalse(HostHalfFile.IsSealed(half));
        CommandRun sealing = CommandLine.Run(First + "\n", ["passphrase", "set", "--host-half", half]);
        Assert.AreEqual(0, sealing.ExitCode, sealing.Error);
        Assert.IsFalse((sealing.Output + sealing.Error).Contains(First, StringComparison.Ordinal));
        Assert.IsTrue(HostHalfFile.IsSealed(half));

        // Nobody says the passphrase: what needs the half stops, and what does not goes on.
        CommandRun status = CommandLine.Run(["status", "--json", .. line]);
        Assert.AreEqual(0, status.ExitCode, status.Error);
        StringAssert.Contains(status.Error, "sealed with a passphrase");
        Assert.AreEqual(2, CommandLine.Run(["journal", "show", .. line]).ExitCode);

        string file = folder.File("passphrase");
        File.WriteAllText(file, First + "\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (string, string) says = (HalfPassphrase.Variable, file);
        Assert.AreEqual(0, CommandLine.Run("", ["journal", "show", .. line], says).ExitCode);
        CommandRun wrong = CommandLine.Run($"{Second}\n{First}\n", ["passphrase", "set", "--host-half", half]);
        Assert.AreEqual(2, wrong.ExitCode);
        StringAssert.Contains(wrong.Error, "the passphrase does not open");
        Assert.AreEqual(0, CommandLine.Run($"{First}\n{Second}\n", ["passphrase", "set", "--host-half", half]).ExitCode);
        CommandRun former = CommandLine.Run("", ["status", "--json", .. line], says);
        Assert.AreEqual(0, former.ExitCode, "a wrong passphrase keeps nobody from the status");
        StringAssert.Contains(former.Error, "does not open");

        Assert.AreEqual(0, CommandLine.Run(Second + "\n", ["passphrase", "remove", "--host-half", half]).ExitCode);
        Assert.AreEqual("Ready", JsonNode.Parse(CommandLine.Run(["status", "--json", .. line]).Output)!["state"]!.ToString());
        Assert.AreEqual(2, CommandLine.Run("", ["passphrase", "remove", "--host-half", half]).ExitCode, "there is none");

        Assert.AreEqual(0, CommandLine.Run(First, ["passphrase", "set", "--host-half", half]).ExitCode);
        CommandRun wiped = CommandLine.Run(["wipe", .. line]);
        Assert.AreEqual(0, wiped.ExitCode, wiped.Error);
    }

    /// <summary>On a terminal it is typed twice, and nothing that was typed is shown.</summary>
    [TestMethod]
    public void OnATerminalItIsTypedTwice()
    {
        using TemporaryFolder folder = new();
        string half = folder.File("half");
        byte[] value = HostHalfFile.Create(half);
        RecordedPerson unsure = new() { Secrets = new([First, Second]) };
        Assert.ThrowsException<FormatException>(() => PassphraseCommand.Run(half, isSealed: true, unsure));
        Assert.IsFalse(HostHalfFile.IsSealed(half));

        RecordedPerson sure = new() { Secrets = new([First, First]) };
        Assert.AreEqual(0, PassphraseCommand.Run(half, isSealed: true, sure));
        Assert.IsFalse(string.Concat(sure.Screens.SelectMany(screen => screen)).Contains(First, StringComparison.Ordinal));
        CollectionAssert.AreEqual(value, HalfReader.Read(half, new RecordedPerson { Secrets = new([First]) }));
        Assert.AreEqual(0, PassphraseCommand.Run(half, isSealed: false, new RecordedPerson { Secrets = new([First]) }));
        CollectionAssert.AreEqual(value, HostHalfFile.Read(half));
    }

    /// <summary>lightningd starts the bridge, and nobody is there to type.</summary>
    [TestMethod]
    public void TheBridgeGetsItFromAFileOrFromSystemd()
    {
        using TemporaryFolder folder = new();
        string half = folder.File("holdfast-host-half");
        TranscriptEntry init = Recordings.Named("01-basic-A").Requests().First(entry => entry.Number() == (int)HsmdType.Init);
        string ready = Started(folder, init);
        HostHalfFile.Change(half, () => null, First);

        StringAssert.Contains(Started(folder, init), "sealed with a passphrase");
        string file = folder.File("passphrase");
        File.WriteAllText(file, First);
        File.SetUnixFileMode(file, UnixFileMode.UserRead);
        Assert.AreEqual(ready, Started(folder, init, settings: ("HOST_HALF_PASSPHRASE_FILE", "passphrase")), "beside the node's files");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        StringAssert.Contains(Started(folder, init, settings: ("HOST_HALF_PASSPHRASE_FILE", file)), "chmod 600");

        string credentials = Directory.CreateDirectory(folder.File("credentials")).FullName;
        string credential = Path.Combine(credentials, HalfPassphrase.Credential);
        File.WriteAllText(credential, First + "\n");
        File.SetUnixFileMode(credential, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.AreEqual(ready, Started(folder, init, variables: ("CREDENTIALS_DIRECTORY", credentials)));
        File.WriteAllText(credential, Second);
        StringAssert.Contains(Started(folder, init, variables: ("CREDENTIALS_DIRECTORY", credentials)), "the passphrase does not open");
    }

    /// <summary>What lightningd gets for its first request: the reply in hexadecimal digits, or the text of a failure.</summary>
    private static string Started(
        TemporaryFolder folder, TranscriptEntry init, (string Name, string Value)? settings = null, (string Name, string Value)? variables = null)
    {
        using ScriptedLightningd hsmd = ScriptedLightningd.Start(
            ScriptedLightningd.RegtestProgram,
            folder.FullName,
            settings is (string, string) setting ? [setting] : [],
            variables is (string, string) variable ? [variable] : [],
            null);
        byte[] reply = hsmd.Ask(init.Request)!;
        Assert.AreEqual(0, hsmd.Shutdown());
        return reply[1] == (byte)HsmdType.InitReplyFailure ? System.Text.Encoding.UTF8.GetString(reply) : Convert.ToHexString(reply);
    }
}
