using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Holdfast.Tool.Commands;

/// <summary>The socket of a running holdfast-hsmd in the node's directory (host/HsmdBridge/ControlSocket.cs says what may be asked).</summary>
internal static class NodeSocket
{
    private const string Name = "holdfast-hsmd.sock";

    /// <summary>A tower that is asked to delete something may be slow, and the owner presses a button.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    /// <summary>The node's directory, unless a command names another one.</summary>
    public static string DefaultFolder => Environment.GetEnvironmentVariable("HOLDFAST_NODE") is { Length: > 0 } named
        ? named
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".lightning", "bitcoin");

    /// <summary>Null when no holdfast-hsmd listens there; an empty object when it does not answer.</summary>
    /// <exception cref="IOException">It was too slow, or ended meanwhile.</exception>
    public static JsonObject? Ask(string folder, JsonObject request)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = (int)s_patience.TotalMilliseconds };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(Path.Combine(folder, Name)));
        }
        catch (Exception nobody) when (nobody is SocketException or ArgumentException)
        {
            return null;
        }

        using NetworkStream stream = new(socket);
        stream.Write(Encoding.UTF8.GetBytes(request.ToJsonString() + "\n"));
        using StreamReader reader = new(stream);
        return JsonNode.Parse(reader.ReadToEnd()) as JsonObject ?? [];
    }
}
