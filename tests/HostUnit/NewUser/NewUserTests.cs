using System.Text.Json.Nodes;
using Holdfast.HostUnit.Tool;
using Holdfast.ReferenceNode;

namespace Holdfast.HostUnit.NewUser;

/// <summary>
/// The first day and the worst day of somebody who has nothing but a release, in the order of host/Package/README.md and RECOVERY.md: find the device, give it its seed,
/// rehearse the words, run a node, read a refusal, move to another board, lose it, restore it, close. `.ci/package` plays it with the programs that a release installs,
/// which may not make code at run time.
/// </summary>
[TestClass]
public sealed class NewUserTests
{
    private const string RetrySame = "policy-commitment-retry-same";
    private const string OnlyCloses = "holdfast-restored-only-closes";

    /// <summary>Good words of somebody else.</summary>
    private const string OtherWords = "legal winner thank year wave sausage worth useful legal winner thank yellow";

    [TestMethod]
    public void FromAnEmptyFolderToTheEndOfALostDevice()
    {
        using Home home = new();
        string half = GivesTheDeviceItsSeed(home);
        using Node node = RunsANode(home, half);
        IsRefusedAndFindsOutWhy(home, node);
        MovesToAnotherBoard(home, node);
        LosesItAndRestores(home, node);
        ClosesItsChannel(home, node);
        LeavesNothingElseBehind(home, half);
    }

    private static string GivesTheDeviceItsSeed(Home home)
    {
        string port = home.Path("dev/holdfast");
        CommandRun nothing = home.Run("devices", "--port", port);
        Assert.AreEqual(1, nothing.ExitCode);
        StringAssert.Contains(nothing.Error, "no signer answered");

        home.PlugIn("holdfast", "first.flash");
        StringAssert.Contains(home.Must("devices", "--port", port, "--seconds", "60"), "Blank");

        // Nobody is asked for words by a program that cannot show them to a person alone.
        CommandRun piped = home.Run("init", "--signer", port, "--network", "regtest");
        Assert.AreEqual(2, piped.ExitCode);
        StringAssert.Contains(piped.Error, "shown on a terminal only");

        string half;
        using (TerminalProcess init = home.AtTerminal("init", "--signer", port))
        {
            init.WaitFor("[new/restore] ");
            init.Type("new");
            init.WaitFor("cannot be changed later");
            init.WaitFor("] ");
            init.Type("regtest");
            home.WriteDown(init);
            init.WaitFor("node id ");
            (int code, string rest) = init.End();
            Assert.AreEqual(0, code, rest);
            const string Before = "the host's half of the key is in ";
            StringAssert.Contains(rest, Before);
            int start = rest.IndexOf(Before, StringComparison.Ordinal) + Before.Length;
            half = rest[start..rest.IndexOf(". Keep a copy", start, StringComparison.Ordinal)];
        }

        Assert.AreEqual(home.Path("home/.config/holdfast/host-half"), half);
        StringAssert.Contains(home.Must("status", "--signer", port), "Ready");

        (int good, string said) = home.WithWords(home.WordsInOneLine, "init", "--check", "--signer", port);
        Assert.AreEqual(0, good, said);
        StringAssert.Contains(said, "These words restore this signer");
        (int other, said) = home.WithWords(OtherWords, "init", "--check", "--signer", port);
        Assert.AreEqual(1, other, said);
        StringAssert.Contains(said, "not those of this signer");
        (int mistyped, said) = home.WithWords(home.WordsInOneLine.Replace(home.Words[7], home.Words[7] + "x", StringComparison.Ordinal), "init", "--check", "--signer", port);
        Assert.AreEqual(2, mistyped, said);
        return half;
    }

    private static Node RunsANode(Home home, string half)
    {
        string folder = home.Path("node");
        StringAssert.Contains(WrongInTheInstallation(home, folder), "holdfast.conf");

        Node node = new(folder, home.Path("dev/holdfast"), half);
        File.WriteAllLines(Path.Combine(folder, "config"),
        [
            "subdaemon=hsmd:" + Programs.Of("holdfast-hsmd"), "subdaemon=channeld:" + Programs.Of("holdfast-channeld"), "plugin=" + Programs.Of("holdfast-plugin"),
        ]);
        node.Pay();

        // The programs that a build makes beside the tests have SQLite's library in another folder.
        Assert.AreEqual(Programs.ArePackaged ? "" : "SQLite", WrongInTheInstallation(home, folder));
        StringAssert.Contains(home.Must("status", "--node", folder), "\"device_answers\": true");
        return node;
    }

    private static string WrongInTheInstallation(Home home, string folder)
    {
        CommandRun run = home.Run("doctor", "install", "--json", "--node", folder, "--programs", Programs.Folder);
        JsonNode found = JsonNode.Parse(run.Output)!;
        string[] wrong = [.. found["findings"]!.AsArray().Where(one => one!["grade"]!.ToString() == "Wrong").Select(one => one!["subject"]!.ToString())];
        Assert.AreEqual(wrong.Length == 0 ? 0 : 1, run.ExitCode, run.Error);
        return string.Join(' ', wrong);
    }

    private static void IsRefusedAndFindsOutWhy(Home home, Node node)
    {
        Assert.ThrowsExactly<RefusedException>(node.PayTwiceFromOneState);
        node.RequireLogged(RetrySame);
        StringAssert.Contains(home.Must("explain", RetrySame), "What to do: ");
        node.GoOn();
    }

    private static void MovesToAnotherBoard(Home home, Node node)
    {
        node.Stop();
        string to = home.PlugIn("ttyUSB1", "second.flash");
        string half = Path.Combine(node.Folder, "holdfast-host-half");
        string newHalf = Path.Combine(node.Folder, "new-half");
        (int code, string said) = home.WithWords(
            home.WordsInOneLine, "move", "--signer", home.Path("dev/holdfast"), "--host-half", half, "--to", to, "--to-half", newHalf, "--network", "regtest",
            "--intents", Path.Combine(node.Folder, "holdfast-intents.db"), "--backup", home.Path("last-state"));
        Assert.AreEqual(0, code, said);
        StringAssert.Contains(said, "has taken over from the other one, with 1 channel;");
        File.Move(newHalf, half, overwrite: true);
        home.PullOut();
        PlugOver(home, "ttyUSB1");
        node.Start();
        node.Pay();
    }

    private static void LosesItAndRestores(Home home, Node node)
    {
        node.Stop();
        home.PullOut();
        File.Delete(home.Path("second.flash"));
        string signer = home.PlugIn("holdfast", "third.flash");
        string half = Path.Combine(node.Folder, "holdfast-host-half");
        string newHalf = Path.Combine(node.Folder, "new-half");
        string intents = Path.Combine(node.Folder, "holdfast-intents.db");
        string[] backups = [.. Directory.GetFiles(node.Folder, "holdfast-backup-*").OrderBy(File.GetLastWriteTimeUtc)];
        Assert.AreEqual(2, backups.Length, "one of each device");

        // The channel went on after the first device was left: its state is one that a peer may punish.
        CommandRun left = home.Run("restore", "--backup", backups[0], "--intents", intents, "--signer", signer, "--host-half", newHalf, "--network", "regtest");
        Assert.AreEqual(2, left.ExitCode, left.Error);
        StringAssert.Contains(left.Error, backups[1] + " was written later");
        (int code, string said) = home.WithWords(
            home.WordsInOneLine, "restore", "--backup", backups[1], "--intents", intents, "--signer", signer, "--host-half", newHalf, "--network", "regtest");
        Assert.AreEqual(0, code, said);
        StringAssert.Contains(said, "with 1 channel; it only closes");
        File.Move(newHalf, half, overwrite: true);
        node.Start();
    }

    private static void ClosesItsChannel(Home home, Node node)
    {
        Assert.ThrowsExactly<RefusedException>(node.Pay);
        node.RequireLogged(OnlyCloses);
        StringAssert.Contains(home.Must("explain", OnlyCloses), "What to do: ");
        Assert.IsTrue(node.CloseAlone());
    }

    private static void LeavesNothingElseBehind(Home home, string half)
    {
        Assert.AreEqual("", string.Join(' ', Directory.GetFileSystemEntries(home.Path("tmp"))));
        CollectionAssert.AreEqual(new[] { half }, Directory.GetFiles(home.Path("home"), "*", SearchOption.AllDirectories));
    }

    /// <summary>What udev does when the other board is the last one that was plugged in.</summary>
    private static void PlugOver(Home home, string port)
    {
        string link = home.Path("dev/holdfast");
        File.Delete(link);
        File.CreateSymbolicLink(link, home.Path("dev/" + port));
    }
}
