using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Plugin;

namespace Holdfast.HostUnit.Plugin;

/// <summary>The bridge's control socket: one line in, one out. It serves until the test ends, whatever becomes of one connection.</summary>
internal sealed class LineServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Func<JsonObject, JsonNode> _answers;

    public LineServer(string path, Func<JsonObject, JsonNode> answers)
    {
        _answers = answers;
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
        _ = Task.Run(ServeAsync);
    }

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        while (true)
        {
            using Socket client = await _listener.AcceptAsync();
            try
            {
                await AnswerAsync(client);
            }
            catch (Exception gone) when (gone is IOException or JsonException)
            {
                // The plugin ended before it had its answer.
            }
        }
    }

    private async Task AnswerAsync(Socket client)
    {
        await using NetworkStream stream = new(client);
        JsonStream json = new(stream, stream);
        JsonNode? answer = await json.ReadAsync(default) is JsonObject request ? _answers(request) : null;
        await json.WriteAsync(answer ?? new JsonObject(), default);
    }
}
