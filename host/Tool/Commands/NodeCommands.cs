using System.CommandLine;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.Tool.Commands;

/// <summary>The commands that holdfast-plugin gives a running node, asked on the node's own socket (`lightning-rpc` in its directory).</summary>
internal static class NodeCommands
{
    private const string SocketName = "lightning-rpc";

    public static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Option<DirectoryInfo?> CreateNode() => new("--node")
    {
        Description = "The node's directory. The default is HOLDFAST_NODE, or .lightning/bitcoin in the home directory.",
        Recursive = true,
    };

    public static Option<bool> CreateJson() => new("--json") { Description = "Print one JSON object.", Recursive = true };

    /// <param name="unknown">What to say when the node does not have the command.</param>
    /// <exception cref="OwnerRequestException">The node does not do it.</exception>
    public static JsonObject Ask(string? folder, string method, JsonObject parameters, string unknown)
    {
        folder ??= NodeSocket.DefaultFolder;
        if (!File.Exists(Path.Combine(folder, SocketName)))
        {
            throw new OwnerRequestException($"no node listens in {folder}: there is no {SocketName}. Name the folder of a running node with --node");
        }

        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(Path.Combine(folder, SocketName)));
        }
        catch (Exception nobody) when (nobody is SocketException or ArgumentException)
        {
            throw new OwnerRequestException("no node listens in " + folder + ": " + nobody.Message);
        }

        using NetworkStream stream = new(socket);
        stream.Write(Encoding.UTF8.GetBytes(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = "holdfast", ["method"] = method, ["params"] = parameters }.ToJsonString() + "\n\n"));
        using StreamReader reader = new(stream);
        StringBuilder text = new();
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            text.Append(line).Append('\n'); // the node ends its answer with an empty line
        }

        JsonNode? reply = text.Length == 0 ? null : JsonNode.Parse(text.ToString());
        string trouble = reply?["error"]?["message"]?.ToString() ?? "the node did not answer";
        string tag = reply?["error"]?["data"]?["tag"]?.ToString() ?? string.Empty;
        return reply?["result"] as JsonObject ?? throw new OwnerRequestException(
            reply?["error"]?["code"]?.ToString() == "-32601" ? unknown : trouble + (tag.Length > 0 ? $" (holdfast explain {tag})" : string.Empty));
    }
}
