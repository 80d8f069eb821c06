using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Holdfast.Crypto;
using Holdfast.HostUnit.HeldPayments;
using Holdfast.HostUnit.Plugin;
using Holdfast.JitChannels.Offers;
using Holdfast.JitChannels.Paths;
using Holdfast.Lightning;
using Holdfast.Plugin;
using Holdfast.Protocol;
using static Holdfast.HostUnit.HeldPayments.HeldNode;

namespace Holdfast.HostUnit.JitChannels;

/// <summary>The real plugin between a scripted lightningd, an LSP of our own, and the bridge with a simulated device.</summary>
[TestClass]
[UnsupportedOSPlatform("windows")]
public sealed class JitPluginTests
{
    private readonly TemporaryFolder _folder = new("regtest"); // the plugin reads the configuration above it as well

    [TestCleanup]
    public void RemoveFolder() => _folder.Dispose();

    [TestMethod]
    public async Task OffRegistersNothing()
    {
        await File.WriteAllTextAsync(_folder.File("config"), "network=regtest\n");
        await using ScriptedLightningd node = ScriptedLightningd.Start(_folder.FullName);
        string manifest = Result(await node.AskAsync("getmanifest", [])).ToJsonString();
        Assert.IsFalse(manifest.Contains("jit", StringComparison.Ordinal) || manifest.Contains("custommsg", StringComparison.Ordinal) || manifest.Contains("openchannel", StringComparison.Ordinal));
        Assert.AreEqual("continue", Result(await node.AskAsync("openchannel", []))["result"]!.ToString(), "a node that asks all the same goes on");
    }

    [TestMethod]
    public async Task AnOrderIsBoughtAndAnsweredAndItsChannelApproved()
    {
        using PaidDevice device = new();
        using FakeHsmd hsmd = new(_folder.FullName, line => Task.FromResult(device.Answer(line)));
        byte[] id = device.NodeId;
        FakeLsp lsp = new(id, TimeProvider.System);
        await using ScriptedLightningd node = await BeginAsync(_folder, "jit-channels=true", id, "holdfast-plugin.dll");
        lsp.Answers = (peer, message) =>
            _ = node.SendAsync("custommsg", new JsonObject { ["peer_id"] = Hex(peer), ["payload"] = Hex(message) });
        TaskCompletionSource<JsonObject> sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
        node.Computes = call =>
        {
            JsonNode parameters = call["params"]!;
            switch (call["method"]!.ToString())
            {
                case "sendcustommsg":
                    lsp.TakeAsync(Convert.FromHexString(parameters["node_id"]!.ToString()), Convert.FromHexString(parameters["msg"]!.ToString()), CancellationToken.None).Wait();
                    return [];
                case "createonion":
                    sent.TrySetResult((JsonObject)parameters.DeepClone());
                    return new JsonObject { ["onion"] = "00" };
                case "signinvoice":
                    return new JsonObject { ["bolt11"] = parameters["invstring"]!.DeepClone() };
                default:
                    return null;
            }
        };

        JsonObject manifest = Result(await node.AskAsync("getmanifest", []));
        Assert.AreEqual(
            """[{"name":"htlc_accepted"},{"name":"custommsg","filters":[37913]},{"name":"openchannel"},{"name":"onion_message_recv_secret","before":["offers"]}]""",
            new JsonArray([.. manifest["hooks"]!.AsArray().Skip(1).Select(hook => hook!.DeepClone())]).ToJsonString());

        string name = Hex(FakeLsp.NodeId);
        JsonObject fees = Result(await node.AskAsync("holdfast-jit-fees", new JsonObject { ["lsp"] = name + "@127.0.0.1:9735", ["amount"] = "100000000msat" }));
        Assert.AreEqual(2_000_000UL, fees["menu"]![0]!["fee_msat"]!.GetValue<ulong>());
        StringAssert.Contains(fees["menu"]![0]!["words"]!.ToString(), "The payer pays 100,000 sat; the LSP keeps at most 2,000 sat of it for the channel, and at least 98,000 sat arrive.");
        Assert.IsTrue(fees["menu"]![0]!["chosen"]!.GetValue<bool>());
        StringAssert.Contains(Error(await node.AskAsync("holdfast-jit-offer", new JsonObject { ["lsp"] = name, ["amount"] = 100_000_000, ["fee_max_msat"] = 1_999_999 })), "more than the 1999999 msat");
        StringAssert.Contains(Error(await node.AskAsync("holdfast-jit-offer", new JsonObject { ["lsp"] = "me" })), "named by its node id");
        StringAssert.Contains(Error(await node.AskAsync("holdfast-jit-offer", new JsonObject { ["lsb"] = name })), "no parameter lsb");

        JsonObject invoice = Result(await node.AskAsync("holdfast-jit-invoice", new JsonObject { ["lsp"] = name, ["amount"] = 100_000_000, ["description"] = "tea" }));
        Assert.AreEqual(1, Bolt11Reading.Of(invoice["bolt11"]!.ToString()).Hints.Count);
        JsonObject offer = Result(await node.AskAsync("holdfast-jit-offer", new JsonObject { ["lsp"] = name, ["amount"] = 100_000_000 }));
        Assert.AreEqual("open", offer["state"]!.ToString());
        Assert.AreEqual(2, Result(await node.AskAsync("holdfast-jit-orders", []))["orders"]!.AsArray().Count);

        JsonObject channel = new() { ["openchannel"] = JitWorld.Channel() };
        Assert.AreEqual("""{"result":"continue","mindepth":0}""", Result(await node.AskAsync("openchannel", (JsonObject)channel.DeepClone())).ToJsonString());
        channel["openchannel"]!["id"] = Hex(id);
        Assert.AreEqual("""{"result":"continue"}""", Result(await node.AskAsync("openchannel", (JsonObject)channel.DeepClone())).ToJsonString());
        Assert.AreEqual("continue", Result(await node.AskAsync("onion_message_recv_secret", new JsonObject { ["onion_message"] = new JsonObject { ["pathsecret"] = new string('0', 64) } }))["result"]!.ToString());

        byte[] stream = await RequestedAsync(node, sent, offer["bolt12"]!.ToString(), id, device);
        Bolt12Invoice read = Bolt12Invoice.Read(stream, ChainHash.Of(Network.Regtest), []);
        CollectionAssert.AreEqual(id, read.PayeeBy(JitWorld.Curve));
        Assert.AreEqual(100_000_000UL, read.AmountMsat);

        Result(await node.AskAsync("holdfast-jit-forget", new JsonObject { ["order"] = offer["order"]!.GetValue<uint>() }));
        Assert.AreEqual("forgotten by the owner", Result(await node.AskAsync("holdfast-jit-orders", []))["orders"]![1]!["note"]!.ToString());
        StringAssert.Contains(Error(await node.AskAsync("holdfast-jit-forget", new JsonObject { ["order"] = 99 })), "no open order 99");
    }

    /// <summary>A payer sends a request along the path of the offer; the invoice comes back to the payer's own path.</summary>
    private static async Task<byte[]> RequestedAsync(ScriptedLightningd node, TaskCompletionSource<JsonObject> sent, string text, byte[] id, PaidDevice device)
    {
        Offer offer = Offer.Read(text, JitWorld.Curve);
        BlindedPath way = BlindedPath.ReadAll(offer.Fields[16]!, JitWorld.Curve).Single();
        (byte[]? plain, byte[] key) = ReferenceCurve.Open(FakeLsp.NodeSecret, way.PathKey, way.Hops[0].Data);
        CollectionAssert.AreEqual(id, TlvFields.Read(plain!)[4]);
        byte[] shared = device.Ecdh(key);
        byte[] secret = TlvFields.Read(Holdfast.Towers.ChaChaPoly.Open(System.Security.Cryptography.HMACSHA256.HashData("rho"u8, shared), new byte[12], [], way.Hops[1].Data))[6]!;

        byte[] payer = Sha256.Hash("payer"u8.ToArray());
        TlvFields request = offer.Fields.Where(_ => true);
        request[0] = [1];
        request[80] = ChainHash.Of(Network.Regtest);
        request[88] = JitWorld.Curve.PublicKey(payer);
        request[240] = JitWorld.Curve.SignSchnorr(MessageHash.Bolt12("invoice_request"u8.ToArray(), "signature"u8.ToArray(), Bolt12Merkle.Root(request.ToArray())), payer, new byte[32]);
        BlindedPath back = PathBlinder.Blind(JitWorld.Curve, [JitWorld.Curve.PublicKey(payer)], [[6, 1, 9]]);
        JsonObject message = new()
        {
            ["pathsecret"] = Hex(secret),
            ["invoice_request"] = Hex(request.ToArray()),
            ["reply_blindedpath"] = new JsonObject
            {
                ["first_node_id"] = Hex(back.First),
                ["first_path_key"] = Hex(back.PathKey),
                ["hops"] = new JsonArray((JsonNode)new JsonObject { ["blinded_node_id"] = Hex(back.Hops[0].NodeId), ["encrypted_recipient_data"] = Hex(back.Hops[0].Data) }),
            },
        };
        Assert.AreEqual("resolve", Result(await node.AskAsync("onion_message_recv_secret", new JsonObject { ["onion_message"] = message }))["result"]!.ToString());
        JsonObject onion = await sent.Task;
        byte[] sized = Convert.FromHexString(onion["hops"]!.AsArray()[^1]!["payload"]!.ToString());
        return TlvFields.Read(sized[(sized[0] < 0xfd ? 1 : 3)..])[66] ?? throw new AssertFailedException("no invoice in " + Hex(sized));
    }

    private static string Error(JsonObject reply) => reply["error"]?["message"]?.ToString() ?? throw new AssertFailedException(reply.ToJsonString());

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
