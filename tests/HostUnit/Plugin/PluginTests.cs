using System.Text.Json.Nodes;
using Holdfast.IntentLog;
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
        using IntentStore log = IntentStore.Open(_folder.File("holdfast-intents.db"));
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
        log.Complete(log.Begin(Sign(3, 2)), [1], []);
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
        using IntentStore log = IntentStore.Open(_folder.File("holdfast-intents.db"));
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
    public async Task TheManifestNamesCommandsOptionsAndNotifications()
    {
        await using ScriptedLightningd node = ScriptedLightningd.Start(_folder.FullName);
        JsonNode manifest = (await node.BeginAsync([]))["result"]!;
        CollectionAssert.AreEqual(new[] { "holdfast-status", "holdfast-doctor" }, manifest["rpcmethods"]!.AsArray().Select(method => method!["name"]!.ToString()).ToArray());
        CollectionAssert.Contains(manifest["subscriptions"]!.AsArray().Select(topic => topic!.ToString()).ToArray(), "log");
        Assert.AreEqual(4, manifest["options"]!.AsArray().Count);
        Assert.AreEqual(2, manifest["notifications"]!.AsArray().Count);
        JsonObject unknown = await node.AskAsync("holdfast-nonsense", []);
        Assert.AreEqual(-32601, unknown["error"]!["code"]!.GetValue<int>());
    }

    [TestMethod]
    public async Task AtItsStartItWarnsWhenTheNodeForgotAPaymentThatTheSignerSigned()
    {
        using (IntentStore log = IntentStore.Open(_folder.File("holdfast-intents.db")))
        {
            log.Complete(log.Begin(Sign(7, 9)), [1], []);
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

    [TestMethod]
    public async Task TheDoctorNamesOpenIntentsAndRefusedContents()
    {
        using IntentStore log = IntentStore.Open(_folder.File("holdfast-intents.db"));
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
        FundingTag = 0x00010203,
        Number = number,
        Point = new byte[33],
        FeeratePerKw = 253,
        ToHolderSat = 1,
        ToCounterpartySat = 2,
        Htlcs = [new HtlcFields { AmountMsat = 1000, PaymentHash = Hash(payment), Expiry = 500 }],
    }.Encode());
}
