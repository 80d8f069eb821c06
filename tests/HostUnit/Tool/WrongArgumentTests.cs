using System.Diagnostics;
using Holdfast.HostUnit.HsmdBridge;

namespace Holdfast.HostUnit.Tool;

/// <summary>Whatever is typed, the answer is a sentence: no stack trace, no page of help, nothing lost.</summary>
[TestClass]
public sealed class WrongArgumentTests
{
    [TestMethod]
    [DataRow("no-such-command", "'no-such-command'")]
    [DataRow("status --jsonn", "'--jsonn'")]
    [DataRow("flash --board esp32", "'--port'")]
    [DataRow("simulate --tcp 99999", "a TCP port is a number from 0 to 65535")]
    [DataRow("simulate --tcp x", "Cannot parse argument 'x' for option '--tcp'.")]
    [DataRow("devices --seconds x", "Cannot parse argument 'x' for option '--seconds'.")]
    [DataRow("devices --seconds 61", "--seconds is a number from 1 to 60")]
    [DataRow("simulate --image {junk}", "not a flash image")]
    [DataRow("simulate --image {folder}", "is a folder")]
    [DataRow("simulate --image {folder}/none/image", "does not exist")]
    [DataRow("simulate --link {folder}", "is not a symbolic link")]
    [DataRow("simulate --link {junk}", "is not a symbolic link")]
    [DataRow("journal verify --image {junk} --host-half {half}", "not a flash image")]
    [DataRow("journal verify --image {folder}/none --host-half {half}", "does not exist")]
    [DataRow("conformance --hsmd {folder}/none", "cannot start")]
    [DataRow("conformance --set x", "'x' is not NAME=VALUE")]
    [DataRow("replay {junk}", "the name does not end")]
    [DataRow("explain fee-range", "did you mean policy-commitment-fee-range")]
    [DataRow("status --signer tcp:127.0.0.1:1", "Connection refused")]
    public void IsAnsweredWithOneSentence(string typed, string sentence)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("junk"), "junk");
        File.WriteAllText(folder.File("half"), new string('a', 64));
        TemporaryFolder.SetMode(folder.File("half"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string[] arguments = [.. typed.Split(' ').Select(word => word.Replace("{junk}", folder.File("junk"), StringComparison.Ordinal)
            .Replace("{half}", folder.File("half"), StringComparison.Ordinal).Replace("{folder}", folder.FullName, StringComparison.Ordinal))];
        CommandRun run = CommandLine.Run(arguments);
        Assert.AreEqual(typed.StartsWith("status --signer", StringComparison.Ordinal) ? 1 : 2, run.ExitCode, run.Error);
        Assert.AreEqual("", run.Output);
        StringAssert.StartsWith(run.Error, "holdfast");
        StringAssert.Contains(run.Error, sentence);
        Assert.IsFalse(run.Error.Contains("   at ", StringComparison.Ordinal), run.Error);
        Assert.IsTrue(run.Error.TrimEnd().Split('\n').Length <= 2, run.Error);
        Assert.AreEqual("junk", File.ReadAllText(folder.File("junk")));
    }

    [TestMethod]
    public void AProgramThatIsNoHsmdIsToldInASentence()
    {
        CommandRun run = CommandLine.Run("conformance", "--hsmd", "/bin/true");
        Assert.AreEqual(1, run.ExitCode);
        StringAssert.Contains(run.Error, "does not answer hsmd_init");
        Assert.AreEqual(1, run.Error.TrimEnd().Split('\n').Length, run.Error);
    }

    [TestMethod]
    public void AFreePortIsNamedAndATakenOneIsSaid()
    {
        using Process first = CommandLine.Start("simulate", "--tcp", "0", "--approve");
        try
        {
            string address = first.StandardOutput.ReadLine()!;
            string port = address["tcp:127.0.0.1:".Length..];
            Assert.AreNotEqual("0", port);
            CommandRun second = CommandLine.Run("simulate", "--tcp", port);
            Assert.AreEqual(2, second.ExitCode);
            StringAssert.Contains(second.Error, "cannot listen on 127.0.0.1:" + port);
        }
        finally
        {
            first.Kill();
        }
    }

    /// <summary>A full disk was an error that nobody foresaw, of the device; the simulator ran on and said nothing.</summary>
    [TestMethod]
    public void AnImageThatCannotBeWrittenEndsTheSimulatorWithASentence()
    {
        using TemporaryFolder folder = new();
        using Process simulator = CommandLine.Start("simulate", "--image", folder.File("image"), "--approve");
        string address = simulator.StandardOutput.ReadLine()!;
        File.Delete(folder.File("image"));
        Directory.CreateDirectory(folder.File("image"));
        CommandRun init = CommandLine.Run(
            "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
            ["init", "--restore", "--signer", address, "--host-half", folder.File("half")]);
        Assert.AreNotEqual(0, init.ExitCode, init.Output);
        string error = simulator.StandardError.ReadToEnd();
        simulator.WaitForExit();
        Assert.AreEqual(1, simulator.ExitCode, error);
        StringAssert.Contains(error, "image cannot be written");
    }

    [TestMethod]
    public void TwoSimulatorsDoNotShareAnImage()
    {
        using TemporaryFolder folder = new();
        using Process first = CommandLine.Start("simulate", "--image", folder.File("image"), "--approve");
        try
        {
            first.StandardOutput.ReadLine();
            CommandRun second = CommandLine.Run("simulate", "--image", folder.File("image"));
            Assert.AreEqual(2, second.ExitCode);
            StringAssert.Contains(second.Error, "another simulator uses");
        }
        finally
        {
            Interrupt(first);
        }

        Assert.AreEqual(0, first.ExitCode);
        Assert.IsFalse(File.Exists(folder.File("image.lock")));
    }

    [TestMethod]
    public void ALinkGivesWayToALinkAndGoesWithTheSimulator()
    {
        using TemporaryFolder folder = new();
        string link = folder.File("signer");
        File.CreateSymbolicLink(link, "/nowhere");
        using Process simulator = CommandLine.Start("simulate", "--link", link, "--approve");
        Assert.AreEqual(link, simulator.StandardOutput.ReadLine());
        Assert.AreNotEqual("/nowhere", new FileInfo(link).LinkTarget);
        Interrupt(simulator);
        Assert.AreEqual(0, simulator.ExitCode);
        Assert.IsNull(new FileInfo(link).LinkTarget);
    }

    [TestMethod]
    public void AnInterruptedDemoLeavesNoFolderBehind()
    {
        using TemporaryFolder folder = new();
        ProcessStartInfo start = new(Programs.Of("holdfast")) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("demo");
        start.Environment["TMPDIR"] = folder.FullName;
        using Process demo = Process.Start(start)!;
        while (Directory.GetDirectories(folder.FullName, "holdfast-demo*").Length == 0)
        {
            Assert.IsFalse(demo.HasExited, "the demo keeps its disk in a temporary folder");
            Thread.Sleep(2);
        }

        Interrupt(demo);
        Assert.AreEqual(130, demo.ExitCode);
        Assert.AreEqual(0, Directory.GetDirectories(folder.FullName, "holdfast-demo*").Length);
    }

    [TestMethod]
    public void OurOwnArchiveReplaysAsExpected()
    {
        using TemporaryFolder folder = new();
        string archive = folder.File("session.transcripts");
        Holdfast.NodeRequests.Replay.TranscriptArchive.Write(archive, [Holdfast.HostUnit.NodeRequests.Recordings.Named("12a-crash-after-sign-remote-before-reply-A")]);
        Assert.AreEqual(1, CommandLine.Run("replay", archive, "--approve").ExitCode);
        File.WriteAllText(folder.File("session.refusals"), "# why\n12a-crash-after-sign-remote-before-reply-A 254 policy-commitment-retry-same\n");
        CommandRun run = CommandLine.Run("replay", archive, "--approve");
        Assert.AreEqual(0, run.ExitCode, run.Output + run.Error);
        StringAssert.Contains(run.Output, "Not compared:");
        File.AppendAllText(folder.File("session.refusals"), "12a-crash-after-sign-remote-before-reply-A 255 policy-commitment-retry-same\n");
        Assert.AreEqual(1, CommandLine.Run("replay", archive, "--approve").ExitCode, "an expected refusal that does not come is a difference");
        File.WriteAllText(folder.File("session.refusals"), "12a\n");
        Assert.AreEqual(2, CommandLine.Run("replay", archive, "--approve").ExitCode);
    }

    private static void Interrupt(Process process)
    {
        Assert.AreEqual(0, SpawnedProcess.Signal(process.Id, 2));
        process.WaitForExit();
    }
}
