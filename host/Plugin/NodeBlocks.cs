using System.Text.Json.Nodes;
using Holdfast.ChainFeed;

namespace Holdfast.Plugin;

/// <summary>Blocks from the node's own backend, the plugin that lightningd itself has them from (`getrawblockbyheight`, by default bcli's).</summary>
internal sealed class NodeBlocks(INode node, TimeSpan patience, TimeProvider clock) : INodeBlocks
{
    /// <inheritdoc/>
    public async Task<int> HeightAsync(CancellationToken cancellation)
    {
        JsonNode information = await AskAsync("getinfo", [], cancellation);
        return information["blockheight"] is JsonValue value && value.TryGetValue(out int height) && height >= 0
            ? height
            : throw new ChainFeedException("getinfo: no block height");
    }

    /// <inheritdoc/>
    public async Task<byte[]?> BlockAsync(int height, CancellationToken cancellation)
    {
        JsonNode reply = await AskAsync("getrawblockbyheight", new JsonObject { ["height"] = height }, cancellation);
        if (reply["block"] is not JsonValue block)
        {
            return null; // the backend has no such block yet
        }

        try
        {
            return Convert.FromHexString(block.ToString());
        }
        catch (FormatException wrong)
        {
            throw new ChainFeedException("getrawblockbyheight: " + wrong.Message, wrong);
        }
    }

    private async Task<JsonNode> AskAsync(string method, JsonObject parameters, CancellationToken cancellation)
    {
        using CancellationTokenSource wait = new(patience, clock);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, wait.Token);
        try
        {
            return await node.CallAsync(method, parameters, limit.Token);
        }
        catch (NodeRpcException failure)
        {
            throw new ChainFeedException(failure.Message, failure);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new ChainFeedException(method + ": the node did not answer in time", late);
        }
    }
}
