using System.Text.Json;
using Holdfast.HostUnit.NodeRequests;
using Holdfast.NodeRequests.Replay;

namespace Holdfast.HostUnit.Tool;

/// <summary>`holdfast replay` as continuous integration would call it: exit codes and the exact JSON.</summary>
[TestClass]
public sealed class ReplayCommandTests
{
    [TestMethod]
    public void AnIdenticalSessionExitsWithZeroAndExactlyTheseFields()
    {
        using TemporaryFolder folder = new();
        CommandRun run = CommandLine.Run("replay", Write(folder, Recordings.Named("02-forward-A")), "--approve", "--json");
        Assert.AreEqual(0, run.ExitCode, run.Output + run.Error);
        using JsonDocument json = JsonDocument.Parse(run.Output);
        CollectionAssert.AreEqual(
            new[] { "file", "requests", "identical", "refused", "withheld", "different", "notCompared" },
            json.RootElement.EnumerateObject().Select(field => field.Name).ToArray());
        Assert.AreEqual(131, json.RootElement.GetProperty("requests").GetInt32());
        Assert.AreEqual(130, json.RootElement.GetProperty("identical").GetInt32());
        Assert.AreEqual(1, json.RootElement.GetProperty("notCompared").GetInt32());
    }

    [TestMethod]
    public void ARefusalExitsWithOneAndNamesItsTag()
    {
        using TemporaryFolder folder = new();
        CommandRun run = CommandLine.Run("replay", Write(folder, Recordings.Named("12a-crash-after-sign-remote-before-reply-A")), "--json", "--approve");
        Assert.AreEqual(1, run.ExitCode);
        using JsonDocument json = JsonDocument.Parse(run.Output);
        JsonElement refusal = json.RootElement.GetProperty("refused").EnumerateArray().Single();
        Assert.AreEqual(254, refusal.GetProperty("n").GetInt32());
        Assert.AreEqual("policy-commitment-retry-same", refusal.GetProperty("tag").GetString());
        Assert.AreEqual(0, json.RootElement.GetProperty("different").GetInt32());
    }

    [TestMethod]
    public void OneChangedReplyIsFound()
    {
        using TemporaryFolder folder = new();
        Transcript good = Recordings.Named("02-forward-C");
        TranscriptEntry[] entries = [.. good.Entries];
        int at = Array.FindLastIndex(entries, entry => entry.Reply != null);
        byte[] reply = [.. entries[at].Reply!];
        reply[^1] ^= 1;
        entries[at] = entries[at] with { Reply = reply };
        CommandRun run = CommandLine.Run("replay", Write(folder, good with { Entries = entries }), "--json");
        Assert.AreEqual(1, run.ExitCode);
        using JsonDocument json = JsonDocument.Parse(run.Output);
        Assert.AreEqual(1, json.RootElement.GetProperty("different").GetInt32());
    }

    [TestMethod]
    public void AFileThatIsNoTranscriptExitsWithTwo()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("x.jsonl"), "not json");
        Directory.CreateDirectory(folder.File("empty"));
        foreach (string path in new[] { folder.File("x.jsonl"), folder.File("missing.jsonl"), folder.File("empty") })
        {
            CommandRun run = CommandLine.Run("replay", path, "--json");
            Assert.AreEqual(2, run.ExitCode, run.Output + run.Error);
            StringAssert.StartsWith(run.Error, "holdfast replay:");
        }
    }

    /// <summary>All recordings in it, and nothing else that lies there.</summary>
    [TestMethod]
    public void AFolderIsReplayedAsItsFiles()
    {
        using TemporaryFolder folder = new();
        TranscriptArchive.Write(folder.File("b.transcripts"), [Recordings.Named("02-forward-C")]);
        TranscriptArchive.Write(folder.File("a.transcripts"), [Recordings.Named("01-basic-B")]);
        File.WriteAllText(folder.File("notes.txt"), "no recording");
        CommandRun run = CommandLine.Run("replay", folder.FullName, "--approve", "--json");
        Assert.AreEqual(0, run.ExitCode, run.Output + run.Error);
        string[] lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.AreEqual(2, lines.Length);
        StringAssert.Contains(lines[0], "a.transcripts");
    }

    [TestMethod]
    public void AWrongCommandLineExitsWithTwo()
    {
        Assert.AreEqual(2, CommandLine.Run("replay").ExitCode);
        Assert.AreEqual(2, CommandLine.Run("no-such-command").ExitCode);
    }

    private static string Write(TemporaryFolder folder, Transcript transcript)
    {
        string path = folder.File("session.transcripts");
        TranscriptArchive.Write(path, [transcript]);
        return path;
    }
}
