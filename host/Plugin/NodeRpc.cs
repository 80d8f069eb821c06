using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.Plugin;

/// <summary>lightningd's RPC socket ("lightning-rpc"): one connection per call, so that a call that hangs holds up nobody else.</summary>
internal sealed class NodeRpc(string socketPath) : INode
{
    /// <inheritdoc/>
    public async Task<JsonNode> CallAsync(string method, JsonObject parameters, CancellationToken cancellation)
    {
        try
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellation);
            await using NetworkStream stream = new(socket);
            JsonStream json = new(stream, stream);
            await json.WriteAsync(
                new JsonObject { ["jsonrpc"] = "2.0", ["id"] = "holdfast", ["method"] = method, ["params"] = parameters.DeepClone() }, cancellation);
            JsonNode reply = await json.ReadAsync(cancellation) ?? throw new NodeRpcException(method + ": the node closed the connection");
            return reply["result"] ?? throw new NodeRpcException(method + ": " + (reply["error"]?["message"]?.ToString() ?? "no result"));
        }
        catch (Exception error) when (error is SocketException or IOException or JsonException)
        {
            throw new NodeRpcException(method + ": " + error.Message, error);
        }
    }
}
