using System.Text.Json.Nodes;
using Holdfast.HostUnit.ChainFeed;
using Holdfast.Plugin;

namespace Holdfast.HostUnit.Plugin;

/// <summary>The real program between a scripted lightningd with blocks and a simulated device behind the bridge's control socket.</summary>
[TestClass]
public sealed class PluginChainTests
{
    private readonly TemporaryFolder _folder = new();
    private readonly ScriptedBlocks _blocks = new((uint)DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 12_000);
    private readonly FedSigner _signer = new();

    [TestCleanup]
    public void End()
    {
        _signer.Dispose();
        _folder.Dispose();
    }

    [TestMethod]
    public async Task ThePluginFeedsTheDeviceAndProvesTheFunding()
    {
        _blocks.Mine(18);
        _blocks.Mine(1, 0, _signer.Funding);
        using LineServer socket = new(_folder.File(SignerControl.FileName), Answer);
        await using ScriptedLightningd node = Start();
        JsonObject manifest = await node.BeginAsync(new JsonObject { ["holdfast-chain"] = "in-force" });
        Assert.IsTrue(manifest["result"]!["subscriptions"]!.AsArray().Any(topic => topic!.ToString() == "block_added"));
        JsonNode chain = await UntilAsync(node, status => status["in_force"]?.GetValue<bool>() == true);
        Assert.AreEqual(19, chain["height"]!.GetValue<int>());

        lock (_signer)
        {
            Assert.IsFalse(_signer.Check());
        }

        lock (_blocks)
        {
            _blocks.Mine(1);
        }

        await node.NotifyAsync("block_added", new JsonObject { ["block_added"] = new JsonObject { ["height"] = 20 } });
        await UntilAsync(node, status => status["height"]!.GetValue<int>() == 20);
        bool isBuried = false;
        while (!isBuried)
        {
            lock (_signer)
            {
                isBuried = _signer.Check();
            }

            await Task.Delay(5);
        }

        lock (_signer)
        {
            Assert.AreEqual("", _signer.Lock());
        }
    }

    [TestMethod]
    public async Task OffMeansOffAndFeedNeverSaysThatItIsTheEnd()
    {
        _blocks.Mine(5);
        using LineServer socket = new(_folder.File(SignerControl.FileName), Answer);
        await using (ScriptedLightningd off = Start())
        {
            await off.BeginAsync(new JsonObject { ["holdfast-chain"] = "off" });
            Assert.IsNull((await off.AskAsync("holdfast-status", []))["result"]!["chain"]);
        }

        foreach (string option in new[] { "feed", "auto" })
        {
            await using ScriptedLightningd node = Start();
            await node.BeginAsync(new JsonObject { ["holdfast-chain"] = option });
            JsonNode chain = await UntilAsync(node, status => status["height"]?.GetValue<int>() == 5);
            Assert.IsFalse(chain["in_force"]!.GetValue<bool>(), "a test network, unless the owner says so");
        }
    }

    private static async Task<JsonNode> UntilAsync(ScriptedLightningd node, Predicate<JsonNode> isIt)
    {
        while (true)
        {
            // The plugin answers before it has begun to feed the chain; until then it has nothing to say about it.
            JsonNode? chain = (await node.AskAsync("holdfast-status", []))["result"]!["chain"];
            if (chain != null && isIt(chain))
            {
                return chain;
            }

            await Task.Delay(5);
        }
    }

    private ScriptedLightningd Start()
    {
        ScriptedLightningd node = ScriptedLightningd.Start(_folder.FullName);
        node.Computes = request =>
        {
            lock (_blocks)
            {
                return request["method"]!.ToString() switch
                {
                    "getinfo" => new JsonObject { ["blockheight"] = _blocks.Height },
                    "getrawblockbyheight" => Block(request["params"]!["height"]!.GetValue<int>()),
                    _ => null,
                };
            }
        };
        return node;
    }

    private JsonNode Answer(JsonObject request)
    {
        lock (_signer)
        {
            return _signer.Ask(request);
        }
    }

    private JsonObject Block(int height)
    {
        byte[]? block = _blocks.BlockAsync(height, default).Result;
        return new JsonObject { ["blockhash"] = null, ["block"] = block == null ? null : Convert.ToHexStringLower(block) };
    }
}
