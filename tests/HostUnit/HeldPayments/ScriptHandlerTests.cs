using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using Holdfast.HeldPayments.Handlers;

namespace Holdfast.HostUnit.HeldPayments;

/// <summary>H2, H3 and H12 with real processes: whatever a handler does, there is a verdict, and nothing of it is left.</summary>
[TestClass]
[DoNotParallelize] // it counts the descriptors of its process
[UnsupportedOSPlatform("windows")]
public sealed class ScriptHandlerTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(300);

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _log = [];

    [TestCleanup]
    public void RemoveFolder() => _folder.Dispose();

    [TestMethod]
    [DataRow("echo 0", "hold")]
    [DataRow("cat > /dev/null; echo '{\"result\":\"hold\"}'", "hold")]
    [DataRow("read line; case \"$line\" in '{\"htlc\":'*) echo 0;; *) echo 1;; esac", "hold")]
    [DataRow("exec < /dev/null; echo 16399", "400f")]
    [DataRow("exit 0", "400f")]
    [DataRow("echo 0; echo 0", "400f")]
    [DataRow("echo 0; exit 3", "400f")]
    [DataRow("echo 0; kill -TERM $$", "400f")]
    [DataRow("echo 0; kill -SEGV $$", "400f")]
    [DataRow("printf '0\\377'", "400f")]
    [DataRow("head -c 5120 /dev/zero", "400f")]
    [DataRow("head -c 500000 /dev/zero >&2; echo 0", "hold")]
    [DataRow("[ $# = 0 ] && [ -z \"$HOLDFAST_SECRET\" ] && echo 0", "hold")]
    public async Task AHandlerHasAVerdict(string script, string verdict)
    {
        Environment.SetEnvironmentVariable("HOLDFAST_SECRET", "x");
        Verdict given = await new ScriptHandler(Script(script), _log.Add).JudgeAsync(Payload(100_000), s_long, CancellationToken.None);
        Assert.AreEqual(verdict, given.Kind == VerdictKind.Hold ? "hold" : given.Failure!.ToString(), given.Trouble);
        Assert.IsTrue(_log.All(line => line.Length <= 4096));
    }

    /// <summary>H3: each of these would run for ever; the group is killed at the limit, and what it has forked with it.</summary>
    [TestMethod]
    [DataRow("sleep 1000000")]
    [DataRow("trap '' TERM INT HUP; while :; do sleep 1000000; done")]
    [DataRow("sleep 1000000 & sleep 1000000 & wait")]
    [DataRow("exec < /dev/null > /dev/null 2>&1; sleep 1000000")]
    [DataRow("exec < /dev/null; sleep 1000000")]
    [DataRow("while :; do echo 0; done")]
    public async Task AHandlerThatDoesNotEndIsLate(string script)
    {
        string marker = _folder.File("group");
        Verdict given = await new ScriptHandler(Script("echo $$ > " + marker + "\n" + script), _log.Add).JudgeAsync(Payload(100_000), s_short, CancellationToken.None);
        Assert.AreEqual("2002", given.Failure!.ToString(), given.Trouble);
        await NothingIsLeftOf(marker);
    }

    /// <summary>The handler itself ends well and leaves something behind: that ends with it.</summary>
    [TestMethod]
    public async Task WhatAHandlerLeavesBehindEndsWithIt()
    {
        string marker = _folder.File("group");
        Verdict given = await new ScriptHandler(Script("echo $$ > " + marker + "\nsleep 1000000 &\necho 0"), _log.Add).JudgeAsync(Payload(10), s_long, CancellationToken.None);
        Assert.AreEqual(VerdictKind.Hold, given.Kind, given.Trouble);
        await NothingIsLeftOf(marker);
    }

    /// <summary>H3: no zombie, no descriptor and no orphan after many rounds, eight at a time. HOLDFAST_HANDLER_ROUNDS sets the rounds (nightly: 1000).</summary>
    [TestMethod]
    public async Task ManyRoundsLeaveNothing()
    {
        int rounds = int.TryParse(Environment.GetEnvironmentVariable("HOLDFAST_HANDLER_ROUNDS"), out int set) ? set : 50;
        string marker = _folder.File("groups");
        ScriptHandler handler = new(Script("echo $$ >> " + marker + "\nread a; case \"$a\" in *1]*) sleep 1000000 & sleep 1000000;; *) echo 0;; esac"), _log.Add);
        using HandlerPool patient = new(handler, 8, rounds, s_long);
        using HandlerPool hasty = new(handler, 8, rounds, s_short);
        int before = Pipes();
        Verdict[] good = await Task.WhenAll(Enumerable.Range(0, rounds).Select(_ => patient.JudgeAsync("{\"htlc\":[2]}"u8.ToArray(), CancellationToken.None)));
        Verdict[] late = await Task.WhenAll(Enumerable.Range(0, rounds / 4).Select(_ => hasty.JudgeAsync("{\"htlc\":[1]}"u8.ToArray(), CancellationToken.None)));
        Assert.IsTrue(good.All(verdict => verdict.Kind == VerdictKind.Hold), string.Join("; ", good.Select(verdict => verdict.Trouble).Distinct()));
        Assert.IsTrue(late.All(verdict => verdict.Failure?.ToString() == "2002"), string.Join("; ", late.Select(verdict => verdict.Trouble).Distinct()));
        Assert.IsTrue(Pipes() < before + (rounds / 2), $"{before} pipes before, {Pipes()} after {rounds} rounds");
        await NothingIsLeftOf(marker);
    }

    /// <summary>H12.</summary>
    [TestMethod]
    public async Task AHandlerThatIsGoneRefuses()
    {
        Assert.IsNotNull(ScriptHandler.TroubleOf(_folder.File("none")));
        Assert.IsNotNull(ScriptHandler.TroubleOf("handler.sh"));
        string path = Script("echo 0");
        Assert.IsNull(ScriptHandler.TroubleOf(path));
        ScriptHandler handler = new(path, _log.Add);
        File.SetUnixFileMode(path, UnixFileMode.UserRead);
        Assert.IsNotNull(ScriptHandler.TroubleOf(path));
        if (Environment.UserName != "root")
        {
            Assert.AreEqual("400f", (await handler.JudgeAsync(Payload(10), s_long, CancellationToken.None)).Failure!.ToString());
        }

        File.Delete(path);
        Verdict gone = await handler.JudgeAsync(Payload(10), s_long, CancellationToken.None);
        Assert.AreEqual("400f", gone.Failure!.ToString());
        StringAssert.Contains(gone.Trouble, "does not exist");

        File.WriteAllText(path, "no program");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.AreEqual("400f", (await handler.JudgeAsync(Payload(10), s_long, CancellationToken.None)).Failure!.ToString());
    }

    [TestMethod]
    [DataRow("0", "hold")]
    [DataRow("""{"result":"fail","failure_message":"2002"}""", "2002")]
    [DataRow("", "400f")]
    public async Task ASocketHandlerAnswers(string output, string verdict)
    {
        string path = _folder.File("h.sock");
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        Task<string> served = ServeAsync();
        Verdict given = await new SocketHandler(path, TimeProvider.System).JudgeAsync(Payload(120_000), s_long, CancellationToken.None);
        Assert.AreEqual(verdict, given.Kind == VerdictKind.Hold ? "hold" : given.Failure!.ToString(), given.Trouble);
        Assert.AreEqual(Encoding.UTF8.GetString(Payload(120_000)) + "\n", await served);

        async Task<string> ServeAsync()
        {
            using Socket client = await listener.AcceptAsync();
            await using NetworkStream stream = new(client);
            using StreamReader reader = new(stream, leaveOpen: true);
            string all = await reader.ReadToEndAsync();
            await stream.WriteAsync(Encoding.UTF8.GetBytes(output));
            return all;
        }
    }

    [TestMethod]
    public async Task ASocketWithoutAListenerRefuses() =>
        Assert.AreEqual("400f", (await new SocketHandler(_folder.File("none.sock"), TimeProvider.System).JudgeAsync(Payload(10), s_long, CancellationToken.None)).Failure!.ToString());

    [TestMethod]
    public async Task ASocketThatSaysNothingIsLate()
    {
        string path = _folder.File("h.sock");
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        Assert.AreEqual("2002", (await new SocketHandler(path, TimeProvider.System).JudgeAsync(Payload(10), s_short, CancellationToken.None)).Failure!.ToString());
    }

    private static byte[] Payload(int length) => Encoding.UTF8.GetBytes("{\"htlc\":\"" + new string('x', length) + "\"}");

    private static int Pipes() =>
        Directory.Exists("/proc/self/fd") ? Directory.GetFileSystemEntries("/proc/self/fd").Count(one => new FileInfo(one).LinkTarget?.StartsWith("pipe:", StringComparison.Ordinal) == true) : 0;

    private string Script(string body)
    {
        string path = _folder.File("handler-" + Guid.NewGuid().ToString("n") + ".sh");
        File.WriteAllText(path, "#!/bin/sh\n" + body + "\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    /// <summary>
    /// No process of these groups is left. What was killed takes its time to disappear, when another process is to reap it; a zombie does nothing any more. The number of a group
    /// that is gone may be somebody else's by now, who runs something else.
    /// </summary>
    private static async Task NothingIsLeftOf(string marker)
    {
        if (!Directory.Exists("/proc/self"))
        {
            return;
        }

        HashSet<string> groups = [.. File.Exists(marker) ? await File.ReadAllLinesAsync(marker) : []];
        while (Directory.GetDirectories("/proc").Any(IsLeft))
        {
            await Task.Delay(10);
        }

        bool IsOfTests(string commandLine) => commandLine.Contains(Path.GetDirectoryName(marker)!, StringComparison.Ordinal) || commandLine.StartsWith("sleep\01000000", StringComparison.Ordinal);

        bool IsLeft(string process)
        {
            try
            {
                string stat = File.ReadAllText(Path.Combine(process, "stat"));
                string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' '); // state, parent, group
                return groups.Contains(fields[2])
                    && (fields[0] == "Z" ? fields[1] == Environment.ProcessId.ToString() : IsOfTests(File.ReadAllText(Path.Combine(process, "cmdline"))));
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }
}
