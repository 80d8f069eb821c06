using System.Text.Json.Nodes;
using Holdfast.HostUnit.NodeRequests;
using Holdfast.HsmdBridge;
using Holdfast.IntentLog;
using Holdfast.NodeRequests.Replay;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;

namespace Holdfast.HostUnit.HsmdBridge;

/// <summary>
/// The real executable when an answer is not to be had: lightningd's own requests are answered with what keeps it alive, what is held is said
/// where it can be heard, and clients that died or come in thousands cost nobody anything.
/// </summary>
[TestClass]
public class HeldRequestTests
{
    private const ulong OpeningdPermissions = 24;

    private static readonly byte[] s_secretFile = [.. Enumerable.Repeat((byte)0x11, 32)];
    private static readonly byte[] s_peer = Convert.FromHexString("03eac758bc088658ca9d885b2222b6586de538a1512a5a6a838fded3ab81f9c10a");

    private static TranscriptEntry Recorded(HsmdType type, string session = "01-basic-A") =>
        Recordings.Named(session).Entries.First(entry => entry.Event == null && entry.Number() == (int)type);

    /// <summary>A sweep of a channel that this device does not know: lightningd only reads the reply's form, broadcasts, and asks again.</summary>
    [TestMethod]
    public void SweepThatIsRefusedGetsAPlaceholderAndChannelsGoOn()
    {
        using SimulatedNode node = new(s_secretFile);
        using ScriptedLightningd hsmd = node.StartHsmd();
        hsmd.Ask(Recorded(HsmdType.Init).Request);
        byte[]? reply = hsmd.Ask(Recorded(HsmdType.SignAnyDelayedPaymentToUs, "03-unilateral-timeout-A").Request);
        CollectionAssert.AreEqual((byte[])[0, 112, .. Enumerable.Repeat((byte)1, 64), 1], reply);
        Assert.IsTrue(hsmd.Logged("is answered with a placeholder"));
        Assert.IsTrue(hsmd.Logged("unknown-channel"));
        using HsmdConnection channel = hsmd.NewClient(s_peer, 1, OpeningdPermissions);
        channel.Write(Recorded(HsmdType.GetPerCommitmentPoint).Request);
        CollectionAssert.AreEqual(Recorded(HsmdType.GetPerCommitmentPoint).Reply, channel.Read());
        Assert.AreEqual(142, (int)State(node)!["placeholders"]![0]!["message"]!);
        Assert.AreEqual(0, hsmd.Shutdown());
    }

    /// <summary>The log cannot be read while a request is held; the file beside the intent log can.</summary>
    [TestMethod]
    public void HeldRequestIsSaidInAFile()
    {
        using SimulatedNode node = new(s_secretFile);
        using ScriptedLightningd hsmd = node.StartHsmd(("HOLD_SECONDS", "3600"));
        hsmd.Ask(Recorded(HsmdType.Init).Request);
        node.Unplug();
        hsmd.Main.Write(Recorded(HsmdType.DeriveSecret).Request);
        Assert.IsTrue(Patience.Until(() => State(node)?["held"]?["message"] is JsonNode message && (int)message == (int)HsmdType.DeriveSecret), "said while it is held");
        Assert.IsFalse((bool)State(node)!["device_answers"]!);
        node.PlugIn();
        CollectionAssert.AreEqual(Recorded(HsmdType.DeriveSecret).Reply, hsmd.Main.Read());
        Assert.IsNull(State(node)!["held"]);
        Assert.AreEqual(0, hsmd.Shutdown());
    }

    [TestMethod]
    public void HeldRequestEndsWithAPlaceholder()
    {
        using SimulatedNode node = new(s_secretFile);
        using ScriptedLightningd hsmd = node.StartHsmd(("HOLD_SECONDS", "2"));
        hsmd.Ask(Recorded(HsmdType.Init).Request);
        node.Unplug();
        byte[] reply = hsmd.Ask(Recorded(HsmdType.SignCommitmentTx).Request)!;
        CollectionAssert.AreEqual((byte[])[0, 105, .. Enumerable.Repeat((byte)1, 64), 1], reply);
        JsonNode state = State(node)!;
        Assert.IsNull(state["held"]);
        Assert.AreEqual("device-away", (string)state["placeholders"]![0]!["tag"]!);

        node.PlugIn();
        CollectionAssert.AreEqual(Recorded(HsmdType.DeriveSecret).Reply, hsmd.Ask(Recorded(HsmdType.DeriveSecret).Request));
        Assert.IsTrue((bool)State(node)!["device_answers"]!);
        Assert.AreEqual(0, hsmd.Shutdown());
        Assert.IsNull(State(node), "no bridge, no state");
    }

    /// <summary>The node is frozen only for requests that may be answered later; these never will.</summary>
    [DataTestMethod]
    [DataRow(8, 108, DisplayName = "invoice")]
    [DataRow(25, 125, DisplayName = "BOLT 12 invoice")]
    [DataRow(27, 127, DisplayName = "makesecret")]
    public void TextThatNoDeviceTakesIsAnsweredAtOnce(int type, int replyType)
    {
        using SimulatedNode node = new(s_secretFile);
        using ScriptedLightningd hsmd = node.StartHsmd();
        hsmd.Ask(Recorded(HsmdType.Init).Request);
        byte[] reply = hsmd.Ask(TooLong(type))!;
        Assert.AreEqual(replyType, (reply[0] << 8) | reply[1]);
        Assert.IsTrue(hsmd.Logged("bridge-too-large"));
        CollectionAssert.AreEqual(Recorded(HsmdType.DeriveSecret).Reply, hsmd.Ask(Recorded(HsmdType.DeriveSecret).Request));
        Assert.AreEqual(0, hsmd.Shutdown());
    }

    /// <summary>lightningd verifies the signature of 41 itself and exits when it is wrong: it is told why instead of being frozen.</summary>
    [TestMethod]
    public void LongTextForMessage41EndsWithASentence()
    {
        using SimulatedNode node = new(s_secretFile);
        using ScriptedLightningd hsmd = node.StartHsmd();
        hsmd.Ask(Recorded(HsmdType.Init).Request);
        Assert.IsNull(hsmd.Ask(TooLong(41)));
        Assert.AreEqual(1, hsmd.Process.WaitForExit());
        hsmd.Shutdown();
        StringAssert.Contains(hsmd.Failures.Single(), "Message 41 has no answer (bridge-too-large)");
    }

    /// <summary>
    /// The device is away, channeld asks for something and is killed before anything reached the line. When the cable is back the device must not
    /// see that request: the next channeld may want something else.
    /// </summary>
    [TestMethod]
    public void RequestOfADeadChanneldIsNotExecutedWhenTheCableIsBack()
    {
        using SimulatedNode node = new(s_secretFile);
        using (ScriptedLightningd first = node.StartHsmd())
        {
            first.Ask(Recorded(HsmdType.Init).Request);
            first.Ask(Recorded(HsmdType.NewChannel).Request);
            Assert.AreEqual(0, first.Shutdown());
        }

        ulong before = node.JournalSequence();
        using (ScriptedLightningd hsmd = node.StartHsmd())
        {
            hsmd.Ask(Recorded(HsmdType.Init).Request);
            TranscriptEntry setup = Recorded(HsmdType.SetupChannel);
            using (HsmdConnection dying = hsmd.NewClient(setup.Client!.Peer, setup.Client.Dbid, OpeningdPermissions))
            using (HsmdConnection waiting = hsmd.NewClient(setup.Client!.Peer, 77, OpeningdPermissions))
            {
                node.Unplug();
                dying.Write(setup.Request);
                Assert.IsTrue(hsmd.Logged("does not answer"));
                waiting.Write(setup.Request);
            }

            node.PlugIn();
            CollectionAssert.AreEqual(Recorded(HsmdType.DeriveSecret).Reply, hsmd.Ask(Recorded(HsmdType.DeriveSecret).Request));
            Assert.AreEqual(0, hsmd.Shutdown());
        }

        Assert.AreEqual(before, node.JournalSequence(), "the device was set up for a dead channeld");
        IntentView intents = IntentView.Read(Path.Combine(node.Folder, "holdfast-intents.db"));
        Assert.AreEqual(0, intents.Pending.Count);
        Assert.IsFalse(intents.Audit.Any(closed => closed.Intent.Kind == nameof(MessageId.SetupChannel) && closed.Outcome == IntentOutcome.Completed));
    }

    /// <summary>4,000 of them left 4,015 threads and 4,105 descriptors, and at a limit the process and its node were gone.</summary>
    [TestMethod]
    public void ReconnectsWhileTheDeviceIsAwayCostOneWorkerForEachChannel()
    {
        using SimulatedNode node = new(s_secretFile);
        using ScriptedLightningd hsmd = node.StartHsmd();
        hsmd.Ask(Recorded(HsmdType.Init).Request);
        byte[] point = Recorded(HsmdType.GetPerCommitmentPoint).Request;
        using HsmdConnection stuck = hsmd.NewClient(s_peer, 1, OpeningdPermissions);
        node.Unplug();
        stuck.Write(point);
        Assert.IsTrue(hsmd.Logged("does not answer"));
        int threads = hsmd.Process.Threads();
        int descriptors = hsmd.Process.OpenDescriptors();
        for (int i = 0; i < 400; i++)
        {
            using HsmdConnection dying = hsmd.NewClient(s_peer, 1, OpeningdPermissions);
            dying.Write(point);
        }

        // A few threads come and go with the runtime; one for each reconnect would be 400.
        Assert.IsTrue(Patience.Until(() => hsmd.Process.Threads() <= threads + 20), "threads: " + threads + " before, " + hsmd.Process.Threads() + " after");
        Assert.IsTrue(Patience.Until(() => hsmd.Process.OpenDescriptors() <= descriptors + 20), "descriptors: " + descriptors + " before, " + hsmd.Process.OpenDescriptors() + " after");
        using HsmdConnection last = hsmd.NewClient(s_peer, 1, OpeningdPermissions);
        last.Write(point);
        node.PlugIn();
        CollectionAssert.AreEqual(Recorded(HsmdType.GetPerCommitmentPoint).Reply, last.Read(), "the newest is served");
        Assert.AreEqual(0, hsmd.Shutdown());
    }

    [TestMethod]
    public void WithoutDescriptorsOneClientIsRefusedAndLightningdIsServed()
    {
        using SimulatedNode node = new(s_secretFile);
        using ScriptedLightningd hsmd = node.StartHsmd();
        hsmd.Ask(Recorded(HsmdType.Init).Request);
        byte[] point = Recorded(HsmdType.GetPerCommitmentPoint).Request;
        hsmd.Process.LimitDescriptors(hsmd.Process.OpenDescriptors() + 20);
        List<HsmdConnection> clients = [.. Enumerable.Range(1, 60).Select(dbid => hsmd.NewClient(s_peer, (ulong)dbid, OpeningdPermissions))];
        clients[0].Write(point);
        Assert.IsNotNull(clients[0].Read());
        Assert.IsNull(clients[^1].Read(), "no room for it");
        CollectionAssert.AreEqual(Recorded(HsmdType.DeriveSecret).Reply, hsmd.Ask(Recorded(HsmdType.DeriveSecret).Request));
        clients.ForEach(client => client.Dispose());
        Assert.IsTrue(hsmd.Logged("is not served"));

        HsmdConnection? next = null;
        byte[]? answer = null;
        Assert.IsTrue(Patience.Until(() =>
        {
            next?.Dispose();
            next = hsmd.NewClient(s_peer, 1, OpeningdPermissions);
            try
            {
                next.Write(point);
                answer = next.Read();
            }
            catch (IOException)
            {
                // Still no room.
            }

            return answer != null;
        }));
        next!.Dispose();
        CollectionAssert.AreEqual(Recorded(HsmdType.GetPerCommitmentPoint).Reply, answer);
        Assert.AreEqual(0, hsmd.Shutdown());
    }

    /// <summary>It was sent 23,436 times in 15 seconds, and no channel was served any more.</summary>
    [TestMethod]
    public void RequestThatBringsTheDeviceDownEndsAndOtherChannelsGoOn()
    {
        using SimulatedNode node = new(s_secretFile, MessageId.SetupChannel);
        using ScriptedLightningd hsmd = node.StartHsmd();
        hsmd.Ask(Recorded(HsmdType.Init).Request);
        TranscriptEntry setup = Recorded(HsmdType.SetupChannel);
        hsmd.Ask(Recorded(HsmdType.NewChannel).Request);
        using HsmdConnection fatal = hsmd.NewClient(setup.Client!.Peer, setup.Client.Dbid, OpeningdPermissions);
        using HsmdConnection other = hsmd.NewClient(s_peer, 2, OpeningdPermissions);
        fatal.Write(setup.Request);
        Assert.IsNull(fatal.Read(), "its daemon ends");
        Assert.AreEqual(5, node.Breakdowns);
        Assert.IsTrue(hsmd.Logged("device-crashed"));
        other.Write(Recorded(HsmdType.GetPerCommitmentPoint).Request);
        CollectionAssert.AreEqual(new byte[] { 0, 118 }, other.Read()![..2]);
        CollectionAssert.AreEqual(Recorded(HsmdType.DeriveSecret).Reply, hsmd.Ask(Recorded(HsmdType.DeriveSecret).Request));
        Assert.AreEqual(5, node.Breakdowns, "it is not tried again by itself");
        Assert.AreEqual(0, hsmd.Shutdown());
        IntentView intents = IntentView.Read(Path.Combine(node.Folder, "holdfast-intents.db"));
        Assert.AreEqual(nameof(MessageId.SetupChannel), intents.Pending.Single().Intent.Kind, "nobody knows what the device did");
    }

    /// <summary>lightningd's log is silent then: a person at the machine hears of it on standard error and on the desktop.</summary>
    [TestMethod]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void HeldRequestIsSaidOnStandardErrorAndOnTheDesktop()
    {
        using SimulatedNode node = new(s_secretFile);
        using TemporaryFolder desktop = new();
        string said = desktop.File("said");
        File.WriteAllText(desktop.File("notify-send"), "#!/bin/sh\nprintf '%s\\n' \"$@\" >> '" + said + "'\n");
        TemporaryFolder.SetMode(desktop.File("notify-send"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using (ScriptedLightningd hsmd = ScriptedLightningd.Start(
            ScriptedLightningd.Program,
            node.Folder,
            [("SIGNER", node.Line), ("NODE_VERSION", "v26.06.6"), ("HOLD_SECONDS", "2")],
            [("PATH", desktop.FullName + ":" + Environment.GetEnvironmentVariable("PATH")), ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")],
            desktop.File("error")))
        {
            hsmd.Ask(Recorded(HsmdType.Init).Request);
            node.Unplug();
            Assert.IsNotNull(hsmd.Ask(Recorded(HsmdType.SignCommitmentTx).Request));
            foreach (string file in new[] { desktop.File("error"), said })
            {
                Assert.IsTrue(Patience.Until(() => Said(file, "Message 5 is held") && Said(file, "got a placeholder")), file);
            }

            node.PlugIn();
            Assert.AreEqual(0, hsmd.Shutdown());
        }

        Assert.IsTrue(Said(said, "--urgency=critical\n--\nHoldfast\nMessage 5 is held"), "the text is never read as an option");
    }

    /// <summary>A frame for which there is no memory ends its client, not the process and lightningd with it.</summary>
    [TestMethod]
    public void WithoutMemoryOneClientIsRefusedAndTheOthersAreServed()
    {
        using SimulatedNode node = new(s_secretFile);
        using ScriptedLightningd hsmd = ScriptedLightningd.Start(
            ScriptedLightningd.Program, node.Folder, [("SIGNER", node.Line), ("NODE_VERSION", "v26.06.6")], [("DOTNET_GCHeapHardLimit", "0x1400000")], null);
        hsmd.Ask(Recorded(HsmdType.Init).Request);
        byte[] point = Recorded(HsmdType.GetPerCommitmentPoint).Request;
        using HsmdConnection greedy = hsmd.NewClient(s_peer, 1, OpeningdPermissions);
        using HsmdConnection other = hsmd.NewClient(s_peer, 2, OpeningdPermissions);
        try
        {
            greedy.Write(new byte[HsmdConnection.MessageBytesMax]);
        }
        catch (IOException)
        {
            // Nobody reads the rest.
        }

        Assert.IsTrue(hsmd.Logged("is not served: out of memory"));
        other.Write(point);
        CollectionAssert.AreEqual(new byte[] { 0, 118 }, other.Read()![..2]);
        CollectionAssert.AreEqual(Recorded(HsmdType.DeriveSecret).Reply, hsmd.Ask(Recorded(HsmdType.DeriveSecret).Request));
        Assert.AreEqual(0, hsmd.Shutdown());
    }

    private static bool Said(string file, string text) => File.Exists(file) && File.ReadAllText(file).Contains(text, StringComparison.Ordinal);

    private static JsonNode? State(SimulatedNode node)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(Path.Combine(node.Folder, "holdfast-state.json")));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Well-formed requests with a text of 9,000 bytes where the protocol has one.</summary>
    private static byte[] TooLong(int type)
    {
        HsmdWriter writer = new((HsmdType)type);
        byte[] text = new byte[9000];
        return type switch
        {
            8 => writer.Blob(text).Blob("lnbc"u8.ToArray()).ToArray(),
            25 => writer.Text("invoice").Text("signature").Bytes(new byte[32]).Blob(text).ToArray(),
            27 => writer.Blob(text).ToArray(),
            _ => writer.Text("offer").Text("signature").Bytes(new byte[32]).Blob("x"u8.ToArray()).Blob(text).ToArray(),
        };
    }
}
