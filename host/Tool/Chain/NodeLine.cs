using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.ChainFeed;
using Holdfast.Tool.Commands;

namespace Holdfast.Tool.Chain;

/// <summary>The signer of a running node, through its holdfast-hsmd.</summary>
internal sealed class NodeLine(string folder) : ISignerChain
{
    public Task<byte[]> ExchangeAsync(byte[] message, CancellationToken cancellation)
    {
        JsonObject reply = Ask(new JsonObject { ["method"] = "chain", ["message"] = Convert.ToHexStringLower(message) });
        return Task.FromResult(Convert.FromHexString(reply["reply"]?.ToString() ?? throw new ChainFeedException(reply["error"]?.ToString() ?? "holdfast-hsmd did not answer")));
    }

    public Task<IReadOnlyList<FundingOutpoint>> WantedAsync(CancellationToken cancellation)
    {
        JsonArray outpoints = Ask(new JsonObject { ["method"] = "wanted-proofs" })["outpoints"] as JsonArray ?? throw new ChainFeedException("holdfast-hsmd did not answer");
        return Task.FromResult<IReadOnlyList<FundingOutpoint>>([.. outpoints.Select(outpoint => FundingOutpoint.Parse(outpoint!.ToString()))]);
    }

    private JsonObject Ask(JsonObject request)
    {
        try
        {
            return NodeSocket.Ask(folder, request) ?? throw new ChainFeedException("no holdfast-hsmd runs in " + folder);
        }
        catch (JsonException wrong)
        {
            throw new ChainFeedException("holdfast-hsmd did not answer", wrong);
        }
    }
}
