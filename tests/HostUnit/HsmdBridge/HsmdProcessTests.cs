using System.Buffers.Binary;
using System.Diagnostics;
using Holdfast.DeviceLink;
using Holdfast.HostUnit.NodeRequests;
using Holdfast.HsmdBridge;
using Holdfast.NodeRequests.Replay;

namespace Holdfast.HostUnit.HsmdBridge;

/// <summary>The real executable and a scripted lightningd: start and end, versions, client sockets, permissions, hostile frames, many clients.</summary>
[TestClass]
public class HsmdProcessTests
{
    private const ulong ConnectdPermissions = 1;
    private const ulong OpeningdPermissions = 24;

    private static readonly byte[] s_secretFile = [.. Enumerable.Repeat((byte)0x11, 32)];
    private static readonly byte[] s_peer = Convert.FromHexString("03eac758bc088658ca9d885b2222b6586de538a1512a5a6a838fded3ab81f9c10a");

    private static TranscriptEntry Recorded(int number) => Recordings.Named("01-basic-A").Entries.First(entry => Number(entry.Request) == number);

    [TestMethod]
    public void VersionIsTheNodesAndNothingElse()
    {
        using TemporaryFolder folder = new();
        ProcessStartInfo start = new(ScriptedLightningd.Program, "--version") { RedirectStandardOutput = true, WorkingDirectory = folder.FullName };
        start.Environment["HOLDFAST_NODE_VERSION"] = "v26.06.6-modded";
        using Process process = Process.Start(start)!;
        Assert.AreEqual("v26.06.6-modded\n", process.StandardOutput.ReadToEnd());
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode);
    }

    [TestMethod]
    public void VersionIsLearnedFromTheLightningdThatAsks()
    {
        using TemporaryFolder folder = new();
        string lightningd = folder.File("lightningd");

        // A bash under the name lightningd stands for it: it is the parent that runs the bridge, and asked for its version it answers in one first line.
        File.Copy("/bin/bash", lightningd);
        using Process asked = Process.Start(new ProcessStartInfo(lightningd, "--version") { RedirectStandardOutput = true })!;
        string version = asked.StandardOutput.ReadLine()!;
        ProcessStartInfo start = new(lightningd, ["-c", ScriptedLightningd.Program + " --version; exit $?"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder.FullName,
        };
        start.Environment.Remove("HOLDFAST_NODE_VERSION");
        using Process process = Process.Start(start)!;
        Assert.AreEqual(version + "\n", process.StandardOutput.ReadToEnd());
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode);
    }

    /// <summary>lightningd waits for this answer before it starts: a program on the path that never answers must not keep it.</summary>
    [TestMethod]
    public void LightningdThatNeverAnswersIsNotWaitedForForEver()
    {
        using TemporaryFolder folder = new();
        string silent = folder.File("lightningd");
        File.WriteAllText(silent, "#!/bin/sh\nexec sleep 1000\n");
        TemporaryFolder.SetMode(silent, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        ProcessStartInfo start = new(ScriptedLightningd.Program, "--version") { RedirectStandardError = true, WorkingDirectory = folder.FullName };
        start.Environment.Remove("HOLDFAST_NODE_VERSION");
        start.Environment["PATH"] = folder.FullName + ":" + start.Environment["PATH"];
        using Process process = Process.Start(start)!;
        StringAssert.Contains(process.StandardError.ReadToEnd(), "HOLDFAST_NODE_VERSION");
        process.WaitForExit();
        Assert.AreEqual(2, process.ExitCode);
    }

    [TestMethod]
    public void StartedByHandItSaysWhoShouldStartIt()
    {
        using TemporaryFolder folder = new();
        ProcessStartInfo start = new(ScriptedLightningd.Program) { RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = folder.FullName };
        using Process process = Process.Start(start)!;
        StringAssert.Contains(process.StandardError.ReadToEnd(), "started by lightningd");
        process.WaitForExit();
        Assert.AreEqual(2, process.ExitCode);
    }

    [TestMethod]
    public void WithoutASignerInitFailsWithASentence()
    {
        using TemporaryFolder folder = new();
        using ScriptedLightningd hsmd = ScriptedLightningd.Start(folder.FullName);
        hsmd.Main.Write(Recorded(99).Request);
        byte[] reply = hsmd.Ask(Recorded(11).Request)!;
        Assert.AreEqual(115, Number(reply));
        StringAssert.Contains(System.Text.Encoding.UTF8.GetString(reply), "no signer is configured");
        Assert.AreEqual(0, hsmd.Shutdown());
    }

    [TestMethod]
    public void NothingStaysInTheTemporaryFolderOfAProcessThatIsKilled()
    {
        using TemporaryFolder folder = new();
        using TemporaryFolder temporary = new();

        // For the child only: the tests beside this one make their folders in that of this process.
        using ScriptedLightningd hsmd = ScriptedLightningd.Start(ScriptedLightningd.RegtestProgram, folder.FullName, [], [("TMPDIR", temporary.FullName)], null);
        hsmd.Ask(Recorded(11).Request);
        Assert.AreEqual("", string.Join(" ", Directory.GetFileSystemEntries(temporary.FullName).Select(Path.GetFileName)));
    }

    [TestMethod]
    public void SettingsFileIsReadAndTheEnvironmentWins()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("holdfast.conf"), "# comment\n log-level = broken\n\nsimulated-secret=hsm_secret\n");
        File.WriteAllBytes(folder.File("hsm_secret"), s_secretFile);
        using (ScriptedLightningd hsmd = ScriptedLightningd.StartRegtest(folder.FullName))
        {
            TranscriptEntry init = Recorded(11);
            CollectionAssert.AreEqual(init.Reply, hsmd.Ask(init.Request));
            Assert.IsTrue(hsmd.Logged("SIMULATED"));
            Assert.IsTrue(hsmd.Log.All(line => line.Level == (int)StatusLevel.Broken));
            Assert.AreEqual(0, hsmd.Shutdown());
        }

        using (ScriptedLightningd hsmd = ScriptedLightningd.StartRegtest(folder.FullName, ("LOG_LEVEL", "whispering")))
        {
            Assert.AreEqual(115, Number(hsmd.Ask(Recorded(11).Request)!));
        }
    }

    [DataTestMethod]
    [DataRow("signer=/dev/null\nsigner embedded\n", "line 2")]
    [DataRow("signr=/dev/null\n", "'signr' is no setting")]
    [DataRow("signer=/dev/null\nlog-level=loud\n", "not 'loud'")]
    [DataRow("signer=/dev/null\nwrite-ahead=perhaps\n", "not 'perhaps'")]
    [DataRow("signer=/dev/null\nsimulated-approval=true\n", "'simulated-approval' is no setting")]
    [DataRow("signer=tcp:nowhere\n", "tcp:HOST:PORT")]
    [DataRow("signer=/dev/null\nsecond-opinion=nobody\n", "holdfast-nobody is not installed")]
    public void WrongSettingIsNamedWhereLightningdPrintsIt(string file, string named) => IsNamed(ScriptedLightningd.Program, file, named);

    [DataTestMethod]
    [DataRow("simulated-approval=perhaps\n", "not 'perhaps'")]
    [DataRow("simulated-secret=missing\n", "simulated-secret")]
    [DataRow("signer=/dev/ttyUSB0\n", "holdfast-hsmd-regtest contains its own signer")]
    public void WrongSettingOfTheRegtestProgramIsNamedAsWell(string file, string named) => IsNamed(ScriptedLightningd.RegtestProgram, file, named);

    private static void IsNamed(string program, string file, string named)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("holdfast.conf"), file);
        HostHalfFile.Create(folder.File("holdfast-host-half"));
        using ScriptedLightningd hsmd = ScriptedLightningd.Start(program, folder.FullName, [], [], null);
        byte[] reply = hsmd.Ask(Recorded(11).Request)!;
        Assert.AreEqual(115, Number(reply));
        StringAssert.Contains(System.Text.Encoding.UTF8.GetString(reply), named);
        Assert.AreEqual(0, hsmd.Shutdown());
    }

    [TestMethod]
    public void LaterReplacementOfTheSameChannelClosesTheFirst()
    {
        using SimulatedNode node = new(s_secretFile);
        using ScriptedLightningd hsmd = node.StartHsmd();
        hsmd.Ask(Recorded(11).Request);
        using HsmdConnection first = hsmd.NewClient(s_peer, 1, OpeningdPermissions);
        using HsmdConnection other = hsmd.NewClient(s_peer, 2, OpeningdPermissions);
        using HsmdConnection second = hsmd.NewClient(s_peer, 1, OpeningdPermissions);
        Assert.IsNull(first.Read(), "closed");
        byte[] point = Recorded(18).Request;
        other.Write(point);
        Assert.AreEqual(118, Number(other.Read()!));
        second.Write(point);
        CollectionAssert.AreEqual(Recorded(18).Reply, second.Read());
        Assert.AreEqual(0, hsmd.Shutdown());
    }

    [TestMethod]
    public void ForbiddenRequestClosesOnlyThatClient()
    {
        using SimulatedNode node = new(s_secretFile);
        using ScriptedLightningd hsmd = node.StartHsmd();
        hsmd.Ask(Recorded(11).Request);
        using HsmdConnection connectd = hsmd.NewClient(s_peer, 0, ConnectdPermissions);
        using HsmdConnection opening = hsmd.NewClient(s_peer, 1, OpeningdPermissions);
        connectd.Write(Recorded(27).Request);
        Assert.IsNull(connectd.Read());
        opening.Write(Recorded(18).Request);
        Assert.AreEqual(118, Number(opening.Read()!));
        Assert.AreEqual(127, Number(hsmd.Ask(Recorded(27).Request)!));
        Assert.IsTrue(hsmd.Logged("may not send message 27"));
        Assert.AreEqual(0, hsmd.Shutdown());
        Assert.IsTrue(hsmd.BadRequests.Single().StartsWith("protocol:", StringComparison.Ordinal));
    }

    [TestMethod]
    public void HostileFramesOfAClientEndThatClient()
    {
        using SimulatedNode node = new(s_secretFile);
        using ScriptedLightningd hsmd = node.StartHsmd();
        hsmd.Ask(Recorded(11).Request);
        byte[][] hostile =
        [
            [0xff, 0xff, 0xff, 0xff],
            [0, 0, 0, 0],
            [0, 0, 0, 1, 7],
            [0, 0, 0, 2, 0x12, 0x34],
            [0, 0, 0, 3, 0, 19, 1],
            [0x00, 0xff, 0xff, 0xff, 0, 19],
        ];
        foreach (byte[] frame in hostile)
        {
            using HsmdConnection client = hsmd.NewClient(s_peer, 1, 447);
            client.Socket.Write(frame);
            if (frame.Length > 5 && frame[1] == 0xff)
            {
                // A huge announced length with two bytes of it: nothing to answer yet, until the sender goes away.
                client.Socket.Shutdown();
            }

            Assert.IsNull(client.Read());
        }

        Random random = new(7);
        for (int i = 0; i < 50; i++)
        {
            using HsmdConnection client = hsmd.NewClient(s_peer, 1, 447);
            byte[] noise = new byte[random.Next(2, 400)];
            random.NextBytes(noise);
            noise[0] = 0;
            client.Write(noise);
            byte[]? answer = client.Read();
            Assert.IsTrue(answer == null || answer.Length >= 2);
        }

        Assert.AreEqual(127, Number(hsmd.Ask(Recorded(27).Request)!), "lightningd is still served");
        Assert.AreEqual(0, hsmd.Shutdown());
    }

    [DataTestMethod]
    [DataRow("ffffffff")]
    [DataRow("0000000212 34")]
    [DataRow("000000030007 01")]
    public void HostileFrameOnTheMainSocketEndsWithLastWords(string hex)
    {
        using SimulatedNode node = new(s_secretFile);
        using ScriptedLightningd hsmd = node.StartHsmd();
        hsmd.Ask(Recorded(11).Request);
        hsmd.Requests.Write(Convert.FromHexString(hex.Replace(" ", "")));
        Assert.IsNull(hsmd.Main.Read());
        Assert.AreEqual(1, hsmd.Process.WaitForExit());
        hsmd.Shutdown();
        Assert.AreEqual(1, hsmd.Failures.Count);
    }

    [TestMethod]
    public void TenThousandClientsLeaveNoDescriptorBehind()
    {
        using SimulatedNode node = new(s_secretFile);
        using ScriptedLightningd hsmd = node.StartHsmd();
        hsmd.Ask(Recorded(11).Request);
        for (int i = 0; i < 20; i++)
        {
            hsmd.NewClient(s_peer, 1 + (ulong)(i % 5), 447).Dispose();
        }

        int before = hsmd.Process.OpenDescriptors();
        for (int i = 0; i < 10_000; i++)
        {
            hsmd.NewClient(s_peer, (ulong)(i % 100), 447).Dispose();
        }

        Assert.AreEqual(127, Number(hsmd.Ask(Recorded(27).Request)!));
        Assert.IsTrue(Settles(hsmd, before + 20), "descriptors: " + before + " before, " + hsmd.Process.OpenDescriptors() + " after");
        Assert.AreEqual(0, hsmd.Shutdown());
    }

    [TestMethod]
    public void TwentyChannelsAndLightningdAreServedTogether()
    {
        using SimulatedNode node = new(s_secretFile);
        using ScriptedLightningd hsmd = node.StartHsmd();
        hsmd.Ask(Recorded(11).Request);
        byte[] point = Recorded(18).Request;
        Dictionary<ulong, byte[]> alone = [];
        HsmdConnection[] clients = [.. Enumerable.Range(1, 20).Select(i => hsmd.NewClient(s_peer, (ulong)i, OpeningdPermissions))];
        for (int i = 0; i < clients.Length; i++)
        {
            clients[i].Write(point);
            alone[(ulong)i] = clients[i].Read()!;
        }

        Assert.AreEqual(20, alone.Values.Select(Convert.ToHexString).Distinct().Count(), "each channel has keys of its own");
        Thread[] threads = [.. clients.Select((client, i) => new Thread(() =>
        {
            for (int round = 0; round < 10; round++)
            {
                client.Write(point);
                byte[]? reply = client.Read();
                if (reply == null || !reply.AsSpan().SequenceEqual(alone[(ulong)i]))
                {
                    lock (alone)
                    {
                        alone.Remove((ulong)i);
                    }
                }
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        TranscriptEntry derive = Recorded(27);
        for (int round = 0; round < 30; round++)
        {
            CollectionAssert.AreEqual(derive.Reply, hsmd.Ask(derive.Request));
        }

        Array.ForEach(threads, thread => thread.Join());
        Array.ForEach(clients, client => client.Dispose());
        Assert.AreEqual(20, alone.Count, "every client got its own answers");
        Assert.AreEqual(0, hsmd.Shutdown());
    }

    /// <summary>What no device reads at once is refused in a way that the node survives.</summary>
    [TestMethod]
    public void TextThatIsTooLongGetsNobodysSignature()
    {
        using SimulatedNode node = new(s_secretFile);
        using ScriptedLightningd hsmd = node.StartHsmd();
        hsmd.Ask(Recorded(11).Request);
        byte[] text = new byte[9000];
        byte[] reply = hsmd.Ask([0, 23, (byte)(text.Length >> 8), unchecked((byte)text.Length), .. text])!;
        Assert.AreEqual(123, Number(reply));
        Assert.AreEqual(67, reply.Length);
        Assert.IsTrue(hsmd.Logged("bridge-too-large"));
        CollectionAssert.AreEqual(Recorded(27).Reply, hsmd.Ask(Recorded(27).Request));
        Assert.AreEqual(0, hsmd.Shutdown());
    }

    /// <summary>lightningd is gone while its request waits for an absent device: nobody waits for ever, and the next start gets the log.</summary>
    [TestMethod]
    public void RequestOfADeadLightningdIsGivenUp()
    {
        using SimulatedNode node = new(s_secretFile);
        using ScriptedLightningd hsmd = node.StartHsmd();
        hsmd.Ask(Recorded(11).Request);
        node.Unplug();
        hsmd.Main.Write(Recorded(27).Request);
        Assert.IsTrue(hsmd.Logged("does not answer"));
        hsmd.Main.Dispose();

        using ScriptedLightningd next = node.StartHsmd();
        next.Main.Write(Recorded(11).Request);
        Assert.IsNotNull(hsmd.Process.WaitForExit());
        node.PlugIn();
        Assert.AreEqual(114, Number(next.Main.Read()!));
        Assert.AreEqual(0, next.Shutdown());
    }

    [TestMethod]
    public void InterruptsAreIgnoredAndTerminationIsAnOrdinaryEnd()
    {
        const int Sighup = 1;
        const int Sigint = 2;
        const int Sigterm = 15;
        using SimulatedNode node = new(s_secretFile);
        using ScriptedLightningd hsmd = node.StartHsmd();
        hsmd.Ask(Recorded(11).Request);
        hsmd.Process.Signal(Sigint);
        hsmd.Process.Signal(Sighup);
        CollectionAssert.AreEqual(Recorded(27).Reply, hsmd.Ask(Recorded(27).Request));
        hsmd.Process.Signal(Sigterm);
        Assert.IsNull(hsmd.Main.Read());
        Assert.AreEqual(0, hsmd.Process.WaitForExit());
    }

    /// <summary>lightningd reads the status socket only between its own requests: what piles up there must not keep its reply back.</summary>
    [TestMethod]
    public void UnreadStatusMessagesDoNotStandInTheWayOfAReply()
    {
        using SimulatedNode node = new(s_secretFile);
        using ScriptedLightningd hsmd = node.StartHsmd();
        hsmd.Ask(Recorded(11).Request);
        using (hsmd.StopListening())
        {
            for (int i = 0; i < 300; i++)
            {
                using HsmdConnection client = hsmd.NewClient(s_peer, 1, 447);
                client.Write([0, 27, .. new byte[4000]]);
                Assert.IsNull(client.Read());
            }

            CollectionAssert.AreEqual(Recorded(27).Reply, hsmd.Ask(Recorded(27).Request));
        }

        Assert.AreEqual(0, hsmd.Shutdown());
    }

    [TestMethod]
    public void SecondBridgeOnOneIntentLogIsRefused()
    {
        using SimulatedNode node = new(s_secretFile);
        using ScriptedLightningd first = node.StartHsmd();
        first.Ask(Recorded(11).Request);
        using ScriptedLightningd second = node.StartHsmd();
        Assert.AreEqual(115, Number(second.Ask(Recorded(11).Request)!));
        Assert.AreEqual(127, Number(first.Ask(Recorded(27).Request)!));
    }

    /// <summary>Clients that closed are noticed by their threads a little later.</summary>
    private static bool Settles(ScriptedLightningd hsmd, int descriptors) => Patience.Until(() => hsmd.Process.OpenDescriptors() <= descriptors);

    private static int Number(byte[] message) => message.Length < 2 ? -1 : BinaryPrimitives.ReadUInt16BigEndian(message);
}
