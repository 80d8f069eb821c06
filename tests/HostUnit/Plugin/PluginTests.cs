using System.Net.Sockets;
using System.Text.Json.Nodes;
using Holdfast.HsmdBridge;
using Holdfast.IntentLog;
using Holdfast.Lightning;
using Holdfast.NodeRequests;
using Holdfast.NodeRequests.Hsmd;
using Holdfast.Plugin;
using Holdfast.Protocol;

namespace Holdfast.HostUnit.Plugin;

/// <summary>The real program against a scripted lightningd; the test holds the intent log, as holdfast-hsmd would.</summary>
[TestClass]
public sealed class PluginTests
{
    private static readonly string s_peer = "02" + new string('a', 64);
    private static readonly byte[] s_channel = [.. Convert.FromHexString(s_peer), 0, 0, 0, 0, 0, 0, 0, 5];
    private static readonly JsonObject s_quick = new() { ["holdfast-revive-delay"] = "0.01", ["holdfast-revive"] = "true" };

    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void RemoveFolder() => _folder.Dispose();

    [TestMethod]
    public async Task ARefusedChannelIsRevived()
    {
        using IntentStore log = RecoveredLog.Open(_folder.File("holdfast-intents.db"));
        await using ScriptedLightningd node = ScriptedLightningd.Start(_folder.FullName);
        await node.BeginAsync((JsonObject)s_quick.DeepClone());
        await node.CallAsync("listpeerchannels"); // the comparison at the start

        log.RecordRefusal(log.Begin(Sign(3, 1)), "policy-commitment-fee-range");
        JsonObject refusal = await node.NotificationAsync("holdfast_refusal");
        Assert.AreEqual(s_peer + "/5", refusal["channel"]!.ToString());
        Assert.AreEqual("policy-commitment-fee-range", refusal["tag"]!.ToString());
        JsonObject disconnect = await node.CallAsync("disconnect");
        Assert.AreEqual(s_peer, disconnect["id"]!.ToString());
        Assert.IsTrue(disconnect["force"]!.GetValue<bool>());
        Assert.AreEqual(s_peer, (await node.CallAsync("connect"))["id"]!.ToString());

        // The channel is back: the next commitment succeeds, and the row of refusals is over.
        log.Complete(log.Begin(Sign(3, 2)), [1], [], ClosedIntent.StoredFirst);
        JsonObject status;
        do
        {
            status = (JsonObject)(await node.AskAsync("holdfast-status", []))["result"]!;
        }
        while (status["reviving"]!.AsArray().Count > 0);
        Assert.AreEqual("policy-commitment-fee-range", status["refusals"]![0]!["tag"]!.ToString());
    }

    [TestMethod]
    public async Task ADisconnectThatFailsIsSaidAndTheNextRefusalIsTriedAgain()
    {
        using IntentStore log = RecoveredLog.Open(_folder.File("holdfast-intents.db"));
        await using ScriptedLightningd node = ScriptedLightningd.Start(_folder.FullName);
        node.Failing["disconnect"] = "Peer not connected";
        await node.BeginAsync((JsonObject)s_quick.DeepClone());
        await node.CallAsync("listpeerchannels");
        for (byte i = 0; i < 2; i++)
        {
            log.RecordRefusal(log.Begin(Sign(3, i)), "policy-commitment-fee-range");
            await node.CallAsync("disconnect");
        }
    }

    [TestMethod]
    public async Task StatusShowsWhatTheSignerIsWaitingFor()
    {
        await using ScriptedLightningd node = ScriptedLightningd.Start(_folder.FullName);
        await node.BeginAsync([]);
        JsonNode status = (await node.AskAsync("holdfast-status", []))["result"]!;
        Assert.IsNull(status["signer"]);
        Assert.AreNotEqual("", status["signer_trouble"]!.ToString(), "no holdfast-hsmd runs there");
        using (NoticeBoard board = new(_folder.FullName, _ => { }, TimeProvider.System))
        {
            board.DeviceAway("unplugged");
            using (board.Asking([0, 5]))
            {
                board.Held([0, 5], HsmdAnswer.Failed("device-away", "it is not there", null));
                status = (await node.AskAsync("holdfast-status", []))["result"]!;
            }
        }

        Assert.AreEqual(5, status["signer"]!["held"]!["message"]!.GetValue<int>());
        Assert.AreEqual("it is not there", status["signer"]!["held"]!["sentence"]!.ToString());
        Assert.AreEqual("unplugged", status["signer"]!["device_trouble"]!.ToString());
        Assert.AreEqual("", status["signer_trouble"]!.ToString());
    }

    [TestMethod]
    public async Task TheManifestNamesCommandsOptionsAndNotifications()
    {
        await using ScriptedLightningd node = ScriptedLightningd.Start(_folder.FullName);
        JsonNode manifest = (await node.BeginAsync([]))["result"]!;
        CollectionAssert.AreEqual(
            (string[])["holdfast-status", "holdfast-doctor", .. TowerRpc.Methods.Concat(ApprovalRpc.Methods).Select(method => method.Method)],
            manifest["rpcmethods"]!.AsArray().Select(method => method!["name"]!.ToString()).ToArray());
        CollectionAssert.Contains(manifest["subscriptions"]!.AsArray().Select(topic => topic!.ToString()).ToArray(), "log");
        Assert.AreEqual(5, manifest["options"]!.AsArray().Count);
        Assert.AreEqual(2, manifest["notifications"]!.AsArray().Count);
        JsonObject unknown = await node.AskAsync("holdfast-nonsense", []);
        Assert.AreEqual(-32601, unknown["error"]!["code"]!.GetValue<int>());
    }

    [TestMethod]
    public async Task AfterAReasonThatPassesTheChannelGoesOnAndTheRowIsOver()
    {
        using IntentStore log = RecoveredLog.Open(_folder.File("holdfast-intents.db"));
        await using ScriptedLightningd node = ScriptedLightningd.Start(_folder.FullName);
        await node.BeginAsync((JsonObject)s_quick.DeepClone());
        await node.CallAsync("listpeerchannels");
        log.Complete(log.Begin(Sign(6, 1)), [1], [], ClosedIntent.StoredFirst);
        for (int i = 1; i <= 3; i++)
        {
            // channeld after each reconnect: what was signed last is sent again, then the new content meets the limit.
            log.Complete(log.Begin(Sign(6, 1)), [1], [], ClosedIntent.StoredFirst);
            log.RecordRefusal(log.Begin(Sign(7, 1)), "policy-commitment-htlc-inflight-limit");
            await node.CallAsync("connect");
            JsonNode row = (await node.AskAsync("holdfast-status", []))["result"]!["reviving"]![0]!;
            Assert.AreEqual(i, row["refusals_in_a_row"]!.GetValue<int>());
        }

        // The owner raised the limit.
        log.Complete(log.Begin(Sign(7, 1)), [1], [], ClosedIntent.StoredFirst);
        JsonNode status;
        do
        {
            status = (await node.AskAsync("holdfast-status", []))["result"]!;
        }
        while (status["reviving"]!.AsArray().Count > 0);
        Assert.AreEqual(3, status["revivals"]!.GetValue<int>());
    }

    [TestMethod]
    public async Task APeerThatTheNodeDoesNotKeepIsConnectedAtAnAddressThatTheNodeHasShown()
    {
        using IntentStore log = RecoveredLog.Open(_folder.File("holdfast-intents.db"));
        await using ScriptedLightningd node = ScriptedLightningd.Start(_folder.FullName);
        node.Answers["listnodes"] = (JsonObject)JsonNode.Parse("""{"nodes":[{"addresses":[{"type":"ipv6","address":"fe80::1","port":9736}]}]}""")!;
        node.Answers["listpeers"] = (JsonObject)JsonNode.Parse("""{"peers":[{"netaddr":["127.0.0.1:19735"]}]}""")!;
        node.Failing["connect"] = "Unable to connect, no address known for peer";
        await node.BeginAsync((JsonObject)s_quick.DeepClone());
        await node.CallAsync("listpeerchannels");
        log.RecordRefusal(log.Begin(Sign(3, 1)), "policy-commitment-fee-range");
        await node.CallAsync("disconnect");
        Assert.AreEqual(1, (await node.CallAsync("connect")).Count);
        Assert.AreEqual("""{"id":"PEER","host":"fe80::1","port":9736}""".Replace("PEER", s_peer), (await node.CallAsync("connect")).ToJsonString());
        Assert.AreEqual("""{"id":"PEER","host":"127.0.0.1","port":19735}""".Replace("PEER", s_peer), (await node.CallAsync("connect")).ToJsonString());
        Assert.AreEqual(1, (await node.AskAsync("holdfast-status", []))["result"]!["revivals"]!.GetValue<int>());
    }

    [TestMethod]
    public async Task AConnectThatHangsHoldsUpNoOtherPeerAndNoNotice()
    {
        string other = "03" + new string('b', 64);
        using IntentStore log = RecoveredLog.Open(_folder.File("holdfast-intents.db"));
        await using ScriptedLightningd node = ScriptedLightningd.Start(_folder.FullName);
        node.Hangs = call => call["method"]!.ToString() == "connect" && call["params"]!["id"]!.ToString() == s_peer;
        await node.BeginAsync((JsonObject)s_quick.DeepClone());
        await node.CallAsync("listpeerchannels");
        log.RecordRefusal(log.Begin(Sign(3, 1)), "policy-commitment-fee-range");
        Assert.AreEqual(s_peer, (await node.CallAsync("connect"))["id"]!.ToString());

        Intent second = new([.. Convert.FromHexString(other), 0, 0, 0, 0, 0, 0, 0, 6], nameof(MessageId.SignCounterpartyCommitment), Sign(3, 1).Request);
        await node.NotificationAsync("holdfast_refusal");
        log.RecordRefusal(log.Begin(second), "policy-commitment-fee-range");
        Assert.AreEqual(other + "/6", (await node.NotificationAsync("holdfast_refusal"))["channel"]!.ToString());
        Assert.AreEqual(other, (await node.CallAsync("connect"))["id"]!.ToString());
    }

    [TestMethod]
    public async Task CheckAnswersForOurCommands()
    {
        await using ScriptedLightningd node = ScriptedLightningd.Start(_folder.FullName);
        Assert.IsTrue((await node.BeginAsync([]))["result"]!["cancheck"]!.GetValue<bool>());
        JsonObject good = await node.AskAsync("check", new JsonObject { ["command_to_check"] = "holdfast-status" });
        Assert.AreEqual("holdfast-status", good["result"]!["command_to_check"]!.ToString());
        JsonObject tooMany = await node.AskAsync("check", new JsonObject { ["command_to_check"] = "holdfast-doctor", ["x"] = 1 });
        Assert.AreEqual(-32602, tooMany["error"]!["code"]!.GetValue<int>());
    }

    [TestMethod]
    public async Task TextsFromPeersThatAreNoCleanJsonEndNothing()
    {
        await using ScriptedLightningd node = ScriptedLightningd.Start(_folder.FullName);
        await node.BeginAsync([]);
        await node.SendRawAsync([.. "{\"method\":\"log\",\"params\":{\"log\":{\"log\":\""u8, 0xff, 0xfe, .. "\",\"log\":\"\\ud800\"}}}\n\n[1]\n\n{\"method\":{},\"params\":[]}"u8]);
        Assert.IsNotNull((await node.AskAsync("holdfast-status", []))["result"]);
    }

    [TestMethod]
    public async Task SpliceSignedGoesOnWithRealSignaturesOrEndsWithASentence()
    {
        await using ScriptedLightningd node = ScriptedLightningd.Start(_folder.FullName);
        await node.BeginAsync([]);
        string clean = Convert.ToBase64String("psbt without a placeholder"u8);
        string withheld = Convert.ToBase64String([1, 2, .. SignTxReply.PlaceholderInPsbt, 3]);
        JsonObject untouched = await node.AskAsync("rpc_command", Hook(new JsonObject { ["psbt"] = clean }));
        Assert.AreEqual("continue", untouched["result"]!["result"]!.ToString());
        JsonObject alone = await node.AskAsync("rpc_command", Hook(new JsonObject { ["psbt"] = withheld }));
        StringAssert.Contains(alone["result"]!["return"]!["error"]!["message"]!.ToString(), "does not answer");

        JsonObject answer = new() { ["psbt"] = "cmVhbA==" };
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(_folder.File(SignerControl.FileName)));
        listener.Listen();
        Task hsmd = Task.Run(async () =>
        {
            for (int i = 0; i < 3; i++)
            {
                using Socket socket = await listener.AcceptAsync();
                await using NetworkStream stream = new(socket);
                JsonStream json = new(stream, stream);
                Assert.AreEqual(withheld, (await json.ReadAsync(default))!["psbt"]!.ToString());
                await json.WriteAsync(answer, default);
            }
        });
        JsonObject byName = (JsonObject)(await node.AskAsync("rpc_command", Hook(new JsonObject { ["psbt"] = withheld, ["sign_first"] = true })))["result"]!["replace"]!;
        Assert.AreEqual("cmVhbA==", byName["params"]!["psbt"]!.ToString());
        Assert.IsTrue(byName["params"]!["sign_first"]!.GetValue<bool>());
        Assert.AreEqual("splice_signed 2.0 7", byName["method"] + " " + byName["jsonrpc"] + " " + byName["id"]);
        JsonObject inList = (JsonObject)(await node.AskAsync("rpc_command", Hook(new JsonArray(withheld, "channel"))))["result"]!["replace"]!;
        Assert.AreEqual("""["cmVhbA==","channel"]""", inList["params"]!.ToJsonString());
        answer = new JsonObject { ["error"] = "a rule says no" };
        JsonObject refused = await node.AskAsync("rpc_command", Hook(new JsonObject { ["psbt"] = withheld }));
        StringAssert.Contains(refused["result"]!["return"]!["error"]!["message"]!.ToString(), "a rule says no");
        await hsmd;

        static JsonObject Hook(JsonNode parameters) =>
            new() { ["rpc_command"] = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 7, ["method"] = "splice_signed", ["params"] = parameters } };
    }

    [TestMethod]
    public async Task AtItsStartItWarnsWhenTheNodeForgotAPaymentThatTheSignerSigned()
    {
        using (IntentStore log = RecoveredLog.Open(_folder.File("holdfast-intents.db")))
        {
            log.Complete(log.Begin(Sign(7, 9)), [1], [], ClosedIntent.StoredFirst);
        }

        await using ScriptedLightningd node = ScriptedLightningd.Start(_folder.FullName);
        node.PeerChannels = [Channel(htlcs: [])];
        await node.BeginAsync([]);
        JsonObject warning = await node.NotificationAsync("log");
        Assert.AreEqual("warn", warning["level"]!.ToString());
        StringAssert.Contains(warning["message"]!.ToString(), "commitment 7");

        JsonNode doctor = (await node.AskAsync("holdfast-doctor", []))["result"]!;
        Assert.IsFalse(doctor["safe"]!.GetValue<bool>());
        Assert.AreEqual("NodeBehind", doctor["findings"]![0]!["finding"]!.ToString());

        node.PeerChannels = [Channel(htlcs: [Payment(9)])];
        doctor = (await node.AskAsync("holdfast-doctor", []))["result"]!;
        Assert.IsTrue(doctor["safe"]!.GetValue<bool>());
        Assert.AreEqual("InStep", doctor["findings"]![0]!["finding"]!.ToString());
    }

    /// <summary>A payment moves on between the look into the log and the answer of the node: nobody has forgotten anything.</summary>
    [TestMethod]
    public async Task ALogThatIsOlderThanTheNodesAnswerIsReadAgain()
    {
        using IntentStore log = RecoveredLog.Open(_folder.File("holdfast-intents.db"));
        log.Complete(log.Begin(Sign(7, 9)), [1], [], ClosedIntent.StoredFirst);
        await using ScriptedLightningd node = ScriptedLightningd.Start(_folder.FullName);
        node.PeerChannels = [Channel(htlcs: [Payment(9)])];
        await node.BeginAsync([]);
        Assert.AreEqual("InStep", (await node.AskAsync("holdfast-doctor", []))["result"]!["findings"]!.AsArray().Single()!["finding"]!.ToString());
        bool isFirst = true;
        node.WhileListing = () =>
        {
            if (isFirst)
            {
                isFirst = false;
                log.Complete(log.Begin(Sign(8, 10)), [1], [], ClosedIntent.StoredFirst);
                node.PeerChannels = [Channel(htlcs: [Payment(10)])];
            }
        };
        Assert.AreEqual("InStep", (await node.AskAsync("holdfast-doctor", []))["result"]!["findings"]!.AsArray().Single()!["finding"]!.ToString());
    }

    [TestMethod]
    public async Task AChannelInTheNodesOwnOrderIsWarnedAboutAndShown()
    {
        using (IntentStore log = RecoveredLog.Open(_folder.File("holdfast-intents.db")))
        {
            log.Complete(log.Begin(Sign(6, 9)), [1], [], ClosedIntent.StoredFirst);
            log.Complete(log.Begin(Sign(7, 9)), [1], []); // the device was shown its book, and the signature was asked for at once
        }

        await using ScriptedLightningd node = ScriptedLightningd.Start(_folder.FullName);
        node.PeerChannels = [Channel(htlcs: [Payment(9)])];
        await node.BeginAsync([]);
        JsonObject warning = await node.NotificationAsync("log");
        Assert.AreEqual("warn", warning["level"]!.ToString());
        StringAssert.Contains(warning["message"]!.ToString(), "the node's own order");
        JsonNode doctor = (await node.AskAsync("holdfast-doctor", []))["result"]!;
        Assert.IsTrue(doctor["safe"]!.GetValue<bool>());
        Assert.AreEqual("NodesOwnOrder", doctor["findings"]!.AsArray().Single()!["finding"]!.ToString());
        Assert.AreEqual("node", await OrderAsync(node));

        using (IntentStore log = RecoveredLog.Open(_folder.File("holdfast-intents.db")))
        {
            log.Complete(log.Begin(Sign(8, 9)), [1], [], ClosedIntent.StoredFirst);
        }

        while (await OrderAsync(node) != "write-ahead")
        {
            // The plugin looks into the log a little later.
            await Task.Delay(10);
        }

        static async Task<string> OrderAsync(ScriptedLightningd node) =>
            ((JsonObject)(await node.AskAsync("holdfast-status", []))["result"]!["orders"]!).Single().Value!.ToString();
    }

    [TestMethod]
    public async Task TheDoctorNamesOpenIntentsAndRefusedContents()
    {
        using IntentStore log = RecoveredLog.Open(_folder.File("holdfast-intents.db"));
        log.RecordRefusal(log.Begin(Sign(7, 1)), "policy-commitment-retry-same");
        log.Begin(Sign(8, 1));
        await using ScriptedLightningd node = ScriptedLightningd.Start(_folder.FullName);
        await node.BeginAsync([]);
        JsonNode doctor = (await node.AskAsync("holdfast-doctor", []))["result"]!;
        CollectionAssert.AreEquivalent(
            new[] { "IntentOpen", "ContentRefused" }, doctor["findings"]!.AsArray().Select(finding => finding!["finding"]!.ToString()).ToArray());

        node.Failing["listpeerchannels"] = "shutting down";
        StringAssert.Contains((await node.AskAsync("holdfast-doctor", []))["error"]!["message"]!.ToString(), "shutting down");
    }

    /// <summary>As lightningd starts its plugins: without arguments, and with one in its developer mode (plugin.c, plugin_send_getmanifest).</summary>
    [DataTestMethod]
    [DataRow("")]
    [DataRow("--developer")]
    public void TheProgramAnswersHoweverLightningdStartsIt(string argument)
    {
        System.Diagnostics.ProcessStartInfo start = new(Programs.Of("holdfast-plugin"), argument)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = _folder.FullName,
        };
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(start)!;
        process.StandardInput.Write("""{"jsonrpc":"2.0","id":1,"method":"getmanifest","params":{}}""" + "\n\n");
        process.StandardInput.Close();
        StringAssert.Contains(process.StandardOutput.ReadToEnd(), "holdfast-status");
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode);
    }

    [TestMethod]
    public async Task ALostDeviceIsNotifiedOnceAndSoIsItsReturn()
    {
        await using ScriptedLightningd node = ScriptedLightningd.Start(_folder.FullName);
        await node.BeginAsync([]);
        await node.NotifyAsync("log", Line("lightningd", DeviceWatch.LostLine)); // a line that only quotes it
        await node.NotifyAsync("log", Line("hsmd", DeviceWatch.LostLine + ": unplugged."));
        await node.NotifyAsync("log", Line("hsmd", DeviceWatch.LostLine + ": still."));
        await node.NotifyAsync("log", Line("hsmd", DeviceWatch.BackLine + " on /dev/ttyUSB0."));
        Assert.IsFalse((await node.NotificationAsync("holdfast_device"))["answers"]!.GetValue<bool>());
        Assert.IsTrue((await node.NotificationAsync("holdfast_device"))["answers"]!.GetValue<bool>());
        Assert.IsTrue((await node.AskAsync("holdfast-status", []))["result"]!["device_answers"]!.GetValue<bool>());
    }

    [TestMethod]
    public void TheLinesAboutTheDeviceAreThoseOfHoldfastHsmd()
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "Firmware.sln")))
        {
            root = root.Parent;
        }

        string source = File.ReadAllText(Path.Combine(root.FullName, "host/HsmdBridge/SignerSource.cs"));
        StringAssert.Contains(source, "\"" + DeviceWatch.LostLine);
        StringAssert.Contains(source, "\"" + DeviceWatch.BackLine);
        Assert.AreEqual(ControlSocket.FileName, SignerControl.FileName);
    }

    private static JsonObject Line(string source, string text) =>
        new() { ["log"] = new JsonObject { ["level"] = "broken", ["time"] = "0", ["source"] = source, ["log"] = text } };

    private static JsonObject Channel(JsonArray htlcs) => new()
    {
        ["peer_id"] = s_peer,
        ["state"] = "CHANNELD_NORMAL",
        ["funding_txid"] = Convert.ToHexStringLower([.. Enumerable.Range(0, 32).Reverse().Select(i => (byte)i)]),
        ["htlcs"] = htlcs,
    };

    private static JsonObject Payment(byte fill) => new() { ["direction"] = "out", ["payment_hash"] = Convert.ToHexStringLower(Hash(fill)) };

    private static byte[] Hash(byte fill) => [.. Enumerable.Repeat(fill, 32)];

    private static Intent Sign(ulong number, byte payment) => new(s_channel, nameof(MessageId.SignCounterpartyCommitment), new SignCounterpartyCommitment
    {
        ChannelId = new byte[16],
        FundingPrefix = 0x00010203,
        Commitment =
        {
            Number = number,
            Point = new byte[33],
            FeeratePerKw = 253,
            ToHolderSat = 1,
            ToCounterpartySat = 2,
            Htlcs = [new Htlc { AmountMsat = 1000, PaymentHash = Hash(payment), Expiry = 500 }],
        },
        IsAhead = true,
    }.Encode());
}
