// A handler for holdfast-plugin that runs all the time and listens on a Unix socket: payments below a limit are held, all others are refused.
//
//   dotnet run SocketHandler.cs -- /run/holdfast/handler.sock 100000000
//   htlc-handler=unix:/run/holdfast/handler.sock        (in lightningd's configuration)
//
// Each connection is one HTLC: one line of JSON comes, the payload of the hook htlc_accepted; the verdict goes back; the connection ends.
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

string path = args[0];
ulong limitMsat = ulong.Parse(args[1]);
File.Delete(path);
using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
listener.Bind(new UnixDomainSocketEndPoint(path));
listener.Listen();
Console.WriteLine("listening on " + path);
while (true)
{
    _ = AnswerAsync(await listener.AcceptAsync());
}

async Task AnswerAsync(Socket client)
{
    try
    {
        await using NetworkStream stream = new(client, ownsSocket: true);
        using StreamReader reader = new(stream, leaveOpen: true);
        string verdict = Judge(await reader.ReadLineAsync() ?? string.Empty);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(verdict + "\n"));
    }
    catch (IOException gone)
    {
        Console.Error.WriteLine("the plugin did not wait: " + gone.Message);
    }
}

string Judge(string payload)
{
    try
    {
        using JsonDocument document = JsonDocument.Parse(payload);
        ulong amount = document.RootElement.GetProperty("onion").GetProperty("total_msat").GetUInt64();
        return amount < limitMsat ? """{"result":"hold"}""" : """{"result":"fail","failure_message":"400f"}""";
    }
    catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
    {
        return """{"result":"fail","failure_message":"400f"}""";
    }
}
