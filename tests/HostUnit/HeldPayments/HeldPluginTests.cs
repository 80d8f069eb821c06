using System.Runtime.Versioning;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.HeldPayments;
using Holdfast.HeldPayments.Book;
using Holdfast.HostUnit.Plugin;
using Holdfast.Lightning;
using Holdfast.Plugin;
using static Holdfast.HostUnit.HeldPayments.HeldNode;

namespace Holdfast.HostUnit.HeldPayments;

/// <summary>The real plugin between a scripted lightningd and the vault of a device that is played.</summary>
[TestClass]
[UnsupportedOSPlatform("windows")]
public sealed class HeldPluginTests
{
    private static readonly string s_own = "03" + new string('b', 64);

    private readonly TemporaryFolder _folder = new("regtest"); // the plugin reads the configuration above it as well

    [TestCleanup]
    public void RemoveFolder() => _folder.Dispose();

    /// <summary>H1: an owner who holds no payments has a node that does not know of it.</summary>
    [TestMethod]
    public async Task OffRegistersNothing()
    {
        string off = await ManifestAsync("network=regtest\n# htlc-handler=/x\n");
        Assert.IsFalse(off.Contains("htlc", StringComparison.Ordinal) || off.Contains("hold-invoices", StringComparison.Ordinal) || off.Contains("holdinvoice", StringComparison.Ordinal));
        foreach ((string configuration, bool isOn) in new[] { ("hold-invoices=false", false), ("hold-invoices", true), ("hold-invoices=true", true), ("htlc-handler=/x", true) })
        {
            JsonObject manifest = (JsonObject)JsonNode.Parse(await ManifestAsync(configuration))!;
            Remove("options", one => one["name"]!.ToString() is "hold-invoices" or ['h', 't', 'l', 'c', '-', ..]);
            Remove("rpcmethods", one => isOn && one["name"]!.ToString().EndsWith("holdinvoice", StringComparison.Ordinal) | one["name"]!.ToString() == "listholdinvoices");
            Remove("hooks", one => isOn && one["name"]!.ToString() == "htlc_accepted");
            Assert.AreEqual(!isOn, manifest["dynamic"]!.GetValue<bool>());
            manifest["dynamic"] = true;
            Assert.AreEqual(off, manifest.ToJsonString(), "what is added is all that changes");

            void Remove(string list, Predicate<JsonNode> isOurs)
            {
                JsonArray entries = manifest[list]!.AsArray();
                foreach (JsonNode? entry in entries.Where(one => isOurs(one!)).ToArray())
                {
                    entries.Remove(entry);
                }
            }
        }
    }

    [TestMethod]
    public void TheConfigurationIsReadAsLightningdReadsIt()
    {
        string network = Directory.CreateDirectory(_folder.File("regtest")).FullName;
        File.WriteAllText(_folder.File("config"), "htlc-handler=/one\n#htlc-handler-jobs=1\ninclude more\nhold-invoices\n");
        File.WriteAllText(_folder.File("more"), "htlc-handler-queue = 7\ninclude more\n");
        NodeConfiguration files = NodeConfiguration.Read(network, []);
        Assert.AreEqual("/one", files["htlc-handler"]);
        Assert.AreEqual("7", files["htlc-handler-queue"]);
        Assert.AreEqual(string.Empty, files["hold-invoices"]);
        Assert.IsNull(files["htlc-handler-jobs"]);
        File.WriteAllText(Path.Combine(network, "config"), "htlc-handler=/two\n");
        Assert.AreEqual("/two", NodeConfiguration.Read(network, [])["htlc-handler"]);
        Assert.AreEqual("/three", NodeConfiguration.Read(network, ["lightningd", "--htlc-handler=/three", "--daemon"])["htlc-handler"]);
        Assert.AreEqual("/four", NodeConfiguration.Read(network, ["lightningd", "--htlc-handler", "/four", "--daemon", "--conf", "more"])["htlc-handler"]);
        Assert.IsNull(NodeConfiguration.Read(network, ["lightningd", "--conf=other"])["hold-invoices"]);

        // As the unit of Core Lightning starts it; the other files count no more.
        NodeConfiguration named = NodeConfiguration.Read(network, ["lightningd", "--daemon", "--conf", _folder.File("more"), "--pid-file=/run/x"]);
        Assert.AreEqual("7", named["htlc-handler-queue"]);
        Assert.IsNull(named["htlc-handler"]);
        Assert.AreEqual(string.Empty, named["daemon"]);
    }

    [TestMethod]
    public async Task AHoldInvoiceIsHeldListedAndSettled()
    {
        using FakeHsmd hsmd = new(_folder.FullName);
        await using ScriptedLightningd node = await BeginAsync("hold-invoices=true");
        node.PeerChannels = [Channel(true, "7x1x0", 5_000_000), Channel(true, "8x1x0", 9_000_000)];
        JsonObject made = Result(await node.AskAsync("holdinvoice", new JsonObject { ["amount"] = 3_000, ["memo"] = "Kaffee ☕" }));
        string bolt11 = made["bolt11"]!.ToString();
        Invoice read = Invoice.Read(Encoding.ASCII.GetBytes(bolt11), "bcrt"u8.ToArray());
        Assert.AreEqual(3_000UL, read.AmountMsat);
        Assert.AreEqual(3_600UL, read.ExpirySeconds);
        Assert.AreEqual("Kaffee ☕", Encoding.UTF8.GetString(read.Description));
        string hash = Convert.ToHexStringLower(read.PaymentHash);
        Assert.AreEqual(hash, made["payment_hash"]!.ToString());

        InvoiceRow invoice = Row(hash);
        Task<JsonObject> first = await HookAsync(node, hsmd, HeldWorld.Payload(invoice, 0, 1_000, 3_000));
        Task<JsonObject> second = await HookAsync(node, hsmd, HeldWorld.Payload(invoice, 1, 2_000, 3_000));
        JsonObject listed = await UntilAsync(node, hash, "accepted");
        Assert.AreEqual(bolt11, listed["invoice"]!.ToString());
        CollectionAssert.IsSubsetOf(
            new[] { "id", "payment_hash", "invoice", "state", "created_at", "htlcs", "min_cltv" }, listed.Select(field => field.Key).ToArray());
        CollectionAssert.AreEqual(
            new[] { "id", "invoice_id", "state", "scid", "channel_id", "msat", "cltv_expiry", "created_at", "step" }, ((JsonObject)listed["htlcs"]![0]!).Select(field => field.Key).ToArray());

        JsonObject settled = Result(await node.AskAsync("settleholdinvoice", new JsonObject { ["payment_hash"] = hash }));
        string preimage = Convert.ToHexStringLower(hsmd.Vault.PreimageOf(read.PaymentHash));
        Assert.AreEqual(preimage, settled["preimage"]!.ToString());
        foreach (Task<JsonObject> part in new[] { first, second })
        {
            Assert.AreEqual($$"""{"result":"resolve","payment_key":"{{preimage}}"}""", Result(await part).ToJsonString());
        }

        await UntilAsync(node, hash, "paid");
        JsonObject no = (JsonObject)(await node.AskAsync("cancelholdinvoice", new JsonObject { ["payment_hash"] = hash }))["error"]!;
        Assert.AreEqual("Paid", no["data"]!["state"]!.ToString());
        StringAssert.Contains((await node.AskAsync("cancelholdinvoice", new JsonObject { ["hash"] = hash }))["error"]!["message"]!.ToString(), "no parameter hash");
        Assert.AreEqual("cancelholdinvoice", Result(await node.AskAsync("check", new JsonObject { ["command_to_check"] = "cancelholdinvoice", ["payment_hash"] = hash }))["command_to_check"]!.ToString());
    }

    /// <summary>H5 and H6 with the real process: killed while the payment waits, and after the device has released.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task AKilledPluginGoesOnWhereItWas(bool isReleased)
    {
        using FakeHsmd hsmd = new(_folder.FullName);
        string hash;
        InvoiceRow invoice;
        await using (ScriptedLightningd node = await BeginAsync("hold-invoices=true"))
        {
            hash = Result(await node.AskAsync("holdinvoice", new JsonObject { ["amount"] = 3_000 }))["payment_hash"]!.ToString();
            invoice = Row(hash);
            await HookAsync(node, hsmd, HeldWorld.Payload(invoice, 0, 3_000, 3_000));
            await UntilAsync(node, hash, "accepted");
            if (isReleased)
            {
                hsmd.Vault.LosesReplies = true; // the device acts, and the plugin does not learn of it
                Assert.IsNotNull((await node.AskAsync("settleholdinvoice", new JsonObject { ["payment_hash"] = hash }))["error"]);
                Assert.IsTrue(hsmd.Vault.IsReleased(invoice.PaymentHash));
            }

            await node.KillAsync();
        }

        hsmd.Vault.LosesReplies = false;
        File.Delete(_folder.File("lightning-rpc"));
        await using ScriptedLightningd again = await BeginAsync("hold-invoices=true");
        Task<JsonObject> replayed = await HookAsync(again, hsmd, HeldWorld.Payload(invoice, 0, 3_000, 3_000));
        if (!isReleased)
        {
            await UntilAsync(again, hash, "accepted");
            Result(await again.AskAsync("settleholdinvoice", new JsonObject { ["preimage"] = hash })); // clients of other plugins have one parameter
        }

        Assert.AreEqual("resolve", Result(await replayed)["result"]!.ToString());
    }

    /// <summary>H4: more HTLCs wait than the plugin answers commands at once, and everything else is answered.</summary>
    [TestMethod]
    public async Task WaitingHtlcsKeepNothingElseWaiting()
    {
        using FakeHsmd hsmd = new(_folder.FullName);
        await using ScriptedLightningd node = await BeginAsync("hold-invoices=true");
        string hash = Result(await node.AskAsync("holdinvoice", new JsonObject { ["amount"] = 0 }))["payment_hash"]!.ToString();
        InvoiceRow invoice = Row(hash);
        List<Task<JsonObject>> waiting = [];
        for (ulong i = 0; i < 100; i++)
        {
            waiting.Add(await HookAsync(node, hsmd, HeldWorld.Payload(invoice, i, 1_000, 100_000)));
        }

        await UntilAsync(node, hash, "accepted");
        Assert.IsNotNull(Result(await node.AskAsync("holdfast-status", []))["signer_trouble"]);
        JsonObject other = HeldWorld.Payload(invoice with { PaymentHash = new byte[32] }, 1, 1, 1);
        Assert.AreEqual("""{"result":"continue"}""", Result(await node.AskAsync("htlc_accepted", other)).ToJsonString());
        Assert.AreEqual("""{"result":"continue"}""", Result(await node.AskAsync("htlc_accepted", [])).ToJsonString());
        Assert.IsTrue(waiting.All(one => !one.IsCompleted));
        Result(await node.AskAsync("cancelholdinvoice", new JsonObject { ["payment_hash"] = hash }));
        Assert.IsTrue((await Task.WhenAll(waiting)).All(one => Result(one)["failure_message"]!.ToString() == "400f"));
    }

    /// <summary>The guard, by the node's notifications of blocks.</summary>
    [TestMethod]
    public async Task ABlockTooNearTheExpiryGivesThePaymentBack()
    {
        using FakeHsmd hsmd = new(_folder.FullName);
        await using ScriptedLightningd node = await BeginAsync("hold-invoices=true");
        InvoiceRow invoice = Row(Result(await node.AskAsync("holdinvoice", new JsonObject { ["amount"] = 3_000 }))["payment_hash"]!.ToString());
        Task<JsonObject> waiting = await HookAsync(node, hsmd, HeldWorld.Payload(invoice, 0, 3_000, 3_000));
        await UntilAsync(node, Convert.ToHexStringLower(invoice.PaymentHash), "accepted");
        await node.NotifyAsync("block_added", new JsonObject { ["block_added"] = new JsonObject { ["hash"] = "00", ["height"] = HeldWorld.Height + HeldWorld.FinalDelta - 6 } });
        Assert.AreEqual("400f", Result(await waiting)["failure_message"]!.ToString());
    }

    /// <summary>The guard does not wait for a device that is away, whatever else it is to be told.</summary>
    [TestMethod]
    public async Task ASilentDeviceHoldsUpNoGuard()
    {
        using FakeHsmd hsmd = new(_folder.FullName);
        await using ScriptedLightningd node = await BeginAsync("hold-invoices=true");
        string cancelled = Result(await node.AskAsync("holdinvoice", new JsonObject { ["amount"] = 3_000 }))["payment_hash"]!.ToString();
        InvoiceRow invoice = Row(Result(await node.AskAsync("holdinvoice", new JsonObject { ["amount"] = 3_000 }))["payment_hash"]!.ToString());
        TaskCompletionSource silent = new();
        hsmd.Vault.IsAway = true;
        await node.AskAsync("cancelholdinvoice", new JsonObject { ["payment_hash"] = cancelled });
        hsmd.Until = silent.Task; // and from now on it says nothing at all
        Task<JsonObject> waiting = await HookAsync(node, hsmd, HeldWorld.Payload(invoice, 0, 3_000, 3_000));
        await UntilAsync(node, Convert.ToHexStringLower(invoice.PaymentHash), "accepted");
        await node.NotifyAsync("block_added", new JsonObject { ["block_added"] = new JsonObject { ["hash"] = "00", ["height"] = HeldWorld.Height + HeldWorld.FinalDelta - 6 } });
        Assert.AreEqual("400f", Result(await waiting)["failure_message"]!.ToString());
        silent.SetResult();
    }

    /// <summary>H4: commands of the owner that wait for the device take no HTLC's place.</summary>
    [TestMethod]
    public async Task CommandsThatWaitHoldUpNoHtlc()
    {
        using FakeHsmd hsmd = new(_folder.FullName);
        await using ScriptedLightningd node = await BeginAsync("hold-invoices=true");
        InvoiceRow invoice = Row(Result(await node.AskAsync("holdinvoice", new JsonObject { ["amount"] = 3_000 }))["payment_hash"]!.ToString());
        TaskCompletionSource silent = new();
        hsmd.Until = silent.Task;
        List<Task<JsonObject>> commands = [];
        for (int i = 0; i < 40; i++)
        {
            commands.Add(await node.BeginAskAsync("holdinvoice", new JsonObject { ["amount"] = 3_000 }));
        }

        JsonObject other = HeldWorld.Payload(invoice with { PaymentHash = new byte[32] }, 1, 1, 1);
        Assert.AreEqual("""{"result":"continue"}""", Result(await node.AskAsync("htlc_accepted", other)).ToJsonString());
        silent.SetResult();
        Assert.IsTrue((await Task.WhenAll(commands)).All(one => one["result"] != null));
    }

    /// <summary>systemd ends all processes of a service at once; what waits would fail if the plugin went before lightningd.</summary>
    [TestMethod]
    [DataRow("TERM")]
    [DataRow("INT")]
    [DataRow("HUP")]
    public async Task OnlyLightningdEndsThePlugin(string signal)
    {
        using FakeHsmd hsmd = new(_folder.FullName);
        await using ScriptedLightningd node = await BeginAsync("hold-invoices=true");
        string hash = Result(await node.AskAsync("holdinvoice", new JsonObject { ["amount"] = 3_000 }))["payment_hash"]!.ToString();
        Task<JsonObject> waiting = await HookAsync(node, hsmd, HeldWorld.Payload(Row(hash), 0, 3_000, 3_000));
        await UntilAsync(node, hash, "accepted");
        await node.SignalAsync(signal);
        Result(await node.AskAsync("settleholdinvoice", new JsonObject { ["payment_hash"] = hash }));
        Assert.AreEqual("resolve", Result(await waiting)["result"]!.ToString());
    }

    [TestMethod]
    public async Task AScriptDecides()
    {
        string script = _folder.File("handler.sh");
        await File.WriteAllTextAsync(script, "#!/bin/sh\ncat > payload\necho '{\"result\":\"fail\",\"failure_message\":\"2002\"}'\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using FakeHsmd hsmd = new(_folder.FullName);
        await using ScriptedLightningd node = await BeginAsync("htlc-handler=" + script);
        InvoiceRow invoice = Row(Result(await node.AskAsync("holdinvoice", new JsonObject { ["amount"] = 3_000 }))["payment_hash"]!.ToString());
        JsonObject payload = HeldWorld.Payload(invoice, 0, 3_000, 3_000);
        Assert.AreEqual("""{"result":"fail","failure_message":"2002"}""", Result(await await HookAsync(node, hsmd, payload)).ToJsonString());
        Assert.AreEqual(payload.ToJsonString() + "\n", await File.ReadAllTextAsync(_folder.File("payload")));

        // H12: it disappears while the node runs.
        File.Delete(script);
        Assert.AreEqual("400f", Result(await await HookAsync(node, hsmd, HeldWorld.Payload(invoice, 1, 3_000, 3_000)))["failure_message"]!.ToString());
        string said;
        do
        {
            said = (await node.NotificationAsync("log"))["message"]!.ToString();
        }
        while (!said.Contains("does not exist", StringComparison.Ordinal));
    }

    /// <summary>
    /// H11: lightningd has no invoice of its own for what is held, so without the plugin a payment fails as unknown; and the log says when lightningd would go on without it.
    /// </summary>
    [TestMethod]
    [DataRow("""{"important-plugin":{"values_str":["/usr/bin/holdfast-plugin"]}}""", true)]
    [DataRow("""{"plugin":{"values_str":["/usr/bin/holdfast-plugin"]}}""", false)]
    [DataRow("""{"plugin":{"values_str":["/usr/bin/holdfast-plugin"]},"important-plugin":{"values_str":["/usr/bin/other"]}}""", false)]
    public async Task TheNodeKnowsNoHoldInvoiceAndThePluginIsImportant(string configs, bool isImportant)
    {
        using FakeHsmd hsmd = new(_folder.FullName);
        await File.WriteAllTextAsync(_folder.File("config"), "hold-invoices=true");
        await using ScriptedLightningd node = ScriptedLightningd.Start(_folder.FullName);
        node.Answers["listconfigs"] = new JsonObject { ["configs"] = JsonNode.Parse(configs) };
        List<string> asked = [];
        node.Computes = call =>
        {
            lock (asked)
            {
                asked.Add(call["method"]!.ToString());
            }

            return call["method"]!.ToString() == "signinvoice" ? new JsonObject { ["bolt11"] = call["params"]!["invstring"]!.DeepClone() } : null;
        };
        JsonObject manifest = Result(await node.AskAsync("getmanifest", []));
        Assert.IsFalse(manifest["dynamic"]!.GetValue<bool>(), "nobody can stop it alone");
        await node.AskAsync("init", HeldNode.Init(_folder, "hold-invoices=true"));
        string hash = Result(await node.AskAsync("holdinvoice", new JsonObject { ["amount"] = 3_000 }))["payment_hash"]!.ToString();
        Task<JsonObject> waiting = await HookAsync(node, hsmd, HeldWorld.Payload(Row(hash), 0, 3_000, 3_000));
        await UntilAsync(node, hash, "accepted");
        await node.AskAsync("cancelholdinvoice", new JsonObject { ["payment_hash"] = hash });
        await waiting;
        lock (asked)
        {
            CollectionAssert.DoesNotContain(asked, "invoice");
            Assert.AreEqual(1, asked.Count(method => method == "signinvoice"));
        }

        bool isWarned = false;
        for (string said = string.Empty; !said.StartsWith("the payment of " + hash, StringComparison.Ordinal) && !said.Contains("fails with 400f", StringComparison.Ordinal);)
        {
            said = (await node.NotificationAsync("log"))["message"]!.ToString();
            isWarned |= said.Contains("not loaded with important-plugin=", StringComparison.Ordinal);
        }

        Assert.AreEqual(!isImportant, isWarned);
    }

    /// <summary>H12, and the other reasons to stop at the start: the node's log has the sentence.</summary>
    [TestMethod]
    [DataRow("htlc-handler=/nowhere/handler", "", "does not exist")]
    [DataRow("htlc-handler=FOLDER/config", "", "is not executable")]
    [DataRow("htlc-handler=handler.sh", "", "whole path")]
    [DataRow("hold-invoices=true", "experimental-lsps-client", "use one of them")]
    [DataRow("hold-invoices=true\nhtlc-handler-guard=3", "", "htlc-handler-guard is a number from 4")]
    [DataRow("hold-invoices=true\nhtlc-handler-scope=some", "", "htlc-handler-scope is held, final or all")]
    [DataRow("htlc-handler=unix:/x\nhtlc-handler-jobs=0", "", "htlc-handler-jobs is a number")]
    public async Task ThePluginDoesNotStartHalf(string configuration, string otherOption, string sentence)
    {
        configuration = configuration.Replace("FOLDER", _folder.FullName, StringComparison.Ordinal);
        await File.WriteAllTextAsync(_folder.File("config"), configuration);
        await using ScriptedLightningd node = ScriptedLightningd.Start(_folder.FullName);
        if (otherOption.Length > 0)
        {
            node.Answers["listconfigs"] = new JsonObject { ["configs"] = new JsonObject { [otherOption] = new JsonObject { ["set"] = true } } };
        }

        await node.AskAsync("getmanifest", []);
        await node.SendAsync("init", HeldNode.Init(_folder, configuration));
        JsonObject said = [];
        while (said["level"]?.ToString() != "broken")
        {
            said = await node.NotificationAsync("log");
        }

        StringAssert.Contains(said["message"]!.ToString(), sentence);
        Assert.AreEqual(1, await node.ExitCodeAsync());
    }

    private static Task<Task<JsonObject>> HookAsync(ScriptedLightningd node, FakeHsmd hsmd, JsonObject payload)
    {
        IncomingHtlc htlc = IncomingHtlc.Parse(payload)!;
        hsmd.Vault.Seen.Add((Convert.ToHexString(htlc.PaymentHash), htlc.AmountMsat, htlc.Expiry));
        return node.BeginAskAsync("htlc_accepted", payload);
    }

    private static JsonObject Channel(bool isPrivate, string alias, long receivable) => new()
    {
        ["state"] = "CHANNELD_NORMAL",
        ["private"] = isPrivate,
        ["peer_connected"] = true,
        ["peer_id"] = s_own,
        ["receivable_msat"] = receivable,
        ["alias"] = new JsonObject { ["remote"] = alias },
        ["updates"] = new JsonObject { ["remote"] = new JsonObject { ["fee_base_msat"] = 1, ["fee_proportional_millionths"] = 10, ["cltv_expiry_delta"] = 6 } },
    };

    private InvoiceRow Row(string hash) => HeldNode.Row(_folder, hash);

    private async Task<string> ManifestAsync(string configuration)
    {
        await File.WriteAllTextAsync(_folder.File("config"), configuration);
        File.Delete(_folder.File("lightning-rpc"));
        await using ScriptedLightningd node = ScriptedLightningd.Start(_folder.FullName);
        return Result(await node.AskAsync("getmanifest", [])).ToJsonString();
    }

    private Task<ScriptedLightningd> BeginAsync(string configuration) => HeldNode.BeginAsync(_folder, configuration);
}
