using System.Text.Json.Nodes;
using Holdfast.ChainFeed;
using Holdfast.HostUnit.ChainFeed;
using Holdfast.Plugin;

namespace Holdfast.HostUnit.Plugin;

/// <summary>What the plugin makes of the bridge's lines about payments that came back on chain.</summary>
[TestClass]
public sealed class SignerControlTests
{
    [TestMethod]
    public async Task PaymentsThatAreWantedComeOverTheSocket()
    {
        using TemporaryFolder folder = new();
        using ClosedNode node = new("03-unilateral-timeout-B");
        string path = folder.File(SignerControl.FileName);
        using LineServer bridge = new(path, node.Ask);
        SignerControl control = new(path);
        WantedTimeout wanted = (await AnsweredAsync(() => control.WantedTimeoutsAsync(default))).Single();
        Assert.AreEqual((await node.WantedTimeoutsAsync(default)).Single().Output, wanted.Output);
        Assert.AreEqual(140u, wanted.Request.Expiry);
        Assert.IsTrue((await AnsweredAsync(() => control.ProveTimeoutAsync(wanted.Request.Encode(), default)))!.Length > 0, "without transactions nothing is proven");
    }

    [TestMethod]
    public async Task WhatCannotBeReadIsSaid()
    {
        using TemporaryFolder folder = new();
        string path = folder.File(SignerControl.FileName);
        JsonNode answer = new JsonObject();
        using LineServer bridge = new(path, _ => answer.DeepClone());
        SignerControl control = new(path);
        Assert.IsNull(await AnsweredAsync(() => control.ProveTimeoutAsync([57], default)), "no word is a yes");
        const string Output = "0000000000000000000000000000000000000000000000000000000000000000:1";
        foreach (string wrong in new[]
        {
            "{}", """{"error":"the signer does not answer"}""", """{"timeouts":7}""", """{"timeouts":[null]}""", """{"timeouts":[{"output":"?","request":"39"}]}""",
            $$"""{"timeouts":[{"output":"{{Output}}","request":"39"}]}""", $$"""{"timeouts":[{"output":"{{Output}}","request":""}]}""",
            """{"timeouts":[{}]}""", """{"timeouts":["?"]}""",
        })
        {
            answer = JsonNode.Parse(wrong)!;
            await Assert.ThrowsAsync<ChainFeedException>(() => control.WantedTimeoutsAsync(default), wrong);
        }

        answer = JsonNode.Parse("""{"error":"the signer does not answer"}""")!;
        await Assert.ThrowsAsync<ChainFeedException>(() => control.ProveTimeoutAsync([57], default));
    }

    // On a machine that stands still for a while nobody answers in time; then the plugin asks again, and so does this.
    private static async Task<T> AnsweredAsync<T>(Func<Task<T>> ask)
    {
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (ChainFeedException away) when (away.Message.Contains("holdfast-hsmd does not answer", StringComparison.Ordinal))
            {
                await Task.Delay(5);
            }
        }
    }
}
