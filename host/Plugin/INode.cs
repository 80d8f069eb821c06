using System.Text.Json.Nodes;

namespace Holdfast.Plugin;

/// <summary>The node's own commands.</summary>
internal interface INode
{
    /// <summary>Calls a command and returns its result.</summary>
    /// <exception cref="NodeRpcException">The node answered with an error, or not at all.</exception>
    Task<JsonNode> CallAsync(string method, JsonObject parameters, CancellationToken cancellation);
}

/// <summary>A command of the node failed.</summary>
internal sealed class NodeRpcException(string message, Exception? cause = null) : Exception(message, cause);
