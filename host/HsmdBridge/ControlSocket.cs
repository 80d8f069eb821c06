using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.DeviceLink;
using Holdfast.HsmdBridge.Towers;
using Holdfast.NodeRequests;
using Holdfast.Watchtowers;

namespace Holdfast.HsmdBridge;

/// <summary>
/// Where holdfast-plugin reaches this program: the Unix socket <c>holdfast-hsmd.sock</c> in the node's directory, open to the node's own user only.
/// One JSON object in a line goes in, one comes out, and the connection ends. The requests are
/// <list type="bullet">
/// <item><c>{"method":"hello"}</c>: the plugin is loaded; answers <c>{}</c>;</item>
/// <item><c>{"method":"complete-splice","psbt":BASE64}</c>: answers <c>{"psbt":BASE64}</c>, or <c>{"error":SENTENCE}</c>;</item>
/// <item><c>{"method":"read-psbt","psbt":BASE64}</c>: answers <c>{"text":[SENTENCE,…]}</c>, what it does, with <c>"error":SENTENCE</c> where it cannot be signed;</item>
/// <item><c>{"method":"sign-psbt","psbt":BASE64,"second-opinion":BOOLEAN}</c>: answers <c>{"psbt":BASE64}</c> with the wallet's signatures, or <c>{"error":SENTENCE}</c>; with
/// <c>true</c> only if this program has a second opinion;</item>
/// <item><c>{"method":"tower","command":NAME,"arguments":{…}}</c>: one of <see cref="TowerCommands"/>; answers <c>{"result":{…}}</c>, or <c>{"error":SENTENCE}</c>.</item>
/// <item><c>{"method":"owner","message":HEX}</c>: one of the device's requests about limits (8, 9), payees (10, 11) and approvals (60 to 63);
/// answers <c>{"reply":HEX}</c>, or <c>{"error":SENTENCE}</c>;</item>
/// <item><c>{"method":"chain","message":HEX}</c>: one of the device's requests about the chain, 80 to 84; answers <c>{"reply":HEX}</c>, or <c>{"error":SENTENCE}</c>;</item>
/// <item><c>{"method":"vault","message":HEX}</c>: one of the device's requests about its vault, 64 to 72; answers <c>{"reply":HEX}</c>, or <c>{"error":SENTENCE,"tag":TAG}</c>
/// when the device says that it has not done it (the tag is empty unless a rule refused), or <c>{"error":SENTENCE}</c> when nobody knows;</item>
/// <item><c>{"method":"sign-bolt12-invoice","stream":HEX}</c>: an invoice for a promise of the vault; answers <c>{"signature":HEX}</c>, or an error as for the vault;</item>
/// <item><c>{"method":"wanted-proofs"}</c>: answers <c>{"outpoints":["TXID:INDEX",…]}</c>, the fundings for which a channel waits;</item>
/// <item><c>{"method":"wanted-timeouts"}</c>: answers <c>{"timeouts":[{"output":"TXID:INDEX","request":HEX},…]}</c>, payments of channels that ended on chain; the request is a
/// ProveTimeout (57) without its two transactions;</item>
/// <item><c>{"method":"prove-timeout","message":HEX}</c>: one of these, with them; answers <c>{}</c>, or <c>{"refusal":SENTENCE}</c>;</item>
/// <item><c>{"method":"picture"}</c>: answers with what the node asked lately and what the device says of itself (<see cref="NodeSession.Picture"/>), for the dashboard.</item>
/// </list>
/// The socket belongs to the node's user, and nothing here loosens what the device promises: it judges every signature by the same rules, checks headers and
/// proofs itself, and what allows more takes its button. What is stricter takes none, so whoever has the socket can stop channels.
/// </summary>
internal sealed class ControlSocket : IDisposable
{
    /// <summary>Name of the socket in the node's directory.</summary>
    public const string FileName = "holdfast-hsmd.sock";

    private const int LineBytesMax = 1 << 20;
    private const int ConnectionsMax = 8;
    private const int WaitingMax = 128;
    private const int PatienceMs = 5_000;

    private readonly NodeSession _session;
    private readonly TowerService? _towers;
    private readonly Socket _listener;
    private readonly SemaphoreSlim _free = new(ConnectionsMax);

    private ControlSocket(NodeSession session, TowerService? towers, Socket listener)
    {
        _session = session;
        _towers = towers;
        _listener = listener;
        _ = AcceptAsync();
    }

    /// <summary>Opens the socket in the current directory; null when that is impossible, which costs the plugin's help and nothing else.</summary>
    public static ControlSocket? Open(NodeSession session, TowerService? towers, StatusSocket status)
    {
        Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            // A socket that an earlier process left behind. There is one hsmd at a time: the intent log has one holder.
            File.Delete(FileName);
            listener.Bind(new UnixDomainSocketEndPoint(FileName));

            // Nobody can connect before Listen, so nobody connects with looser rights than these.
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(FileName, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            listener.Listen(WaitingMax);
            return new ControlSocket(session, towers, listener);
        }
        catch (Exception error) when (error is SocketException or IOException or UnauthorizedAccessException)
        {
            listener.Dispose();
            status.Log(StatusLevel.Broken, "The socket for holdfast-plugin cannot be created (" + FileName + "): " + error.Message);
            return null;
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        try
        {
            File.Delete(FileName);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next start removes it.
        }
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            await _free.WaitAsync();
            try
            {
                Socket client = await _listener.AcceptAsync();
                _ = Task.Run(() => Serve(client));
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private void Serve(Socket client)
    {
        try
        {
            using (client)
            {
                client.ReceiveTimeout = PatienceMs;
                client.SendTimeout = PatienceMs;
                if (ReadLine(client) is byte[] line)
                {
                    client.Send([.. Answer(_session, line, _towers), (byte)'\n']);
                }
            }
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // Whoever asked does not wait any more.
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>The answer to one line, whatever it is; without its end.</summary>
    internal static byte[] Answer(NodeSession session, byte[] line, TowerService? towers = null) => JsonBytes(Decide(session, line, towers));

    private static JsonObject Decide(NodeSession session, byte[] line, TowerService? towers)
    {
        try
        {
            JsonNode? request = JsonNode.Parse(line);
            switch ((request as JsonObject)?["method"]?.ToString())
            {
                case "hello":
                    session.HasPlugin = true;
                    return [];
                case "complete-splice":
                    session.HasPlugin = true;
                    (byte[]? psbt, string sentence) = session.CompleteSplice(PsbtOf(request));
                    return psbt == null ? Error(sentence) : new JsonObject { ["psbt"] = Convert.ToBase64String(psbt) };
                case "read-psbt":
                    return Told(session.ReadPsbt(PsbtOf(request)));
                case "sign-psbt" when request!["second-opinion"]?.GetValue<bool>() == true && !session.HasSecondOpinion:
                    return Error("a second opinion is asked for (HOLDFAST_SECOND_OPINION), and the running holdfast-hsmd has none; set second-opinion in holdfast.conf");
                case "sign-psbt":
                    return Told(session.SignPsbt(PsbtOf(request)));
                case "tower":
                    return towers == null
                        ? Error("watchtowers cannot be used: the node's log says why")
                        : towers.Answer(request!["command"]?.ToString() ?? string.Empty, request["arguments"] as JsonObject ?? []);
                case "chain":
                    return Passed(session.AskChain(Message(request)));
                case "owner":
                    return Passed(session.AskOwner(Message(request)));
                case "vault":
                    (byte[]? released, string why, string? tag) = session.AskVault(Message(request));
                    return released != null ? Passed((released, why)) : tag != null ? new JsonObject { ["error"] = why, ["tag"] = tag } : Error(why);
                case "sign-bolt12-invoice":
                    (byte[]? signature, string reason, string? rule) = session.SignBolt12Invoice(Convert.FromHexString(request!["stream"]?.ToString() ?? string.Empty));
                    return signature != null ? new JsonObject { ["signature"] = Convert.ToHexStringLower(signature) }
                        : rule != null ? new JsonObject { ["error"] = reason, ["tag"] = rule } : Error(reason);
                case "wanted-proofs":
                    return new JsonObject { ["outpoints"] = new JsonArray([.. session.WantedProofs.Now().Select(outpoint => (JsonNode)outpoint)]) };
                case "wanted-timeouts":
                    return new JsonObject { ["timeouts"] = new JsonArray([.. session.WantedTimeouts.Now().Select(Timeout)]) };
                case "prove-timeout":
                    string refusal = session.ProveTimeout(Message(request));
                    return refusal.Length == 0 ? [] : new JsonObject { ["refusal"] = refusal };
                case "picture":
                    return session.Picture();
                default:
                    return Error("no such method");
            }
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException or ArgumentException or InvalidOperationException)
        {
            return Error("not a request: " + wrong.Message);
        }
        catch (Exception away) when (away is LinkLostException or OperationCanceledException)
        {
            return Error("the signer does not answer: " + away.Message);
        }
        catch (Exception no) when (no is not OutOfMemoryException)
        {
            // Whoever asked reads a sentence in any case: an intent log that cannot be written, an answer of the device that cannot be read.
            return Error(no.Message);
        }
    }

    private static byte[] PsbtOf(JsonNode? request) => Convert.FromBase64String(request?["psbt"]?.ToString() ?? string.Empty);

    private static JsonObject Told(PsbtAnswer answer)
    {
        JsonObject told = answer.Psbt != null ? new JsonObject { ["psbt"] = Convert.ToBase64String(answer.Psbt) }
            : new JsonObject { ["text"] = new JsonArray([.. answer.Text.Select(line => (JsonNode)line)]) };
        if (answer.Trouble.Length > 0)
        {
            told["error"] = answer.Trouble;
        }

        return told;
    }

    private static byte[] Message(JsonNode? request) => Convert.FromHexString(request?["message"]?.ToString() ?? string.Empty);

    private static JsonObject Passed((byte[]? Reply, string Trouble) answer) =>
        answer.Reply == null ? Error(answer.Trouble) : new JsonObject { ["reply"] = Convert.ToHexStringLower(answer.Reply) };

    private static JsonNode Timeout((string Output, byte[] Request) wanted) =>
        new JsonObject { ["output"] = wanted.Output, ["request"] = Convert.ToHexStringLower(wanted.Request) };

    private static JsonObject Error(string sentence) => new() { ["error"] = sentence };

    private static byte[] JsonBytes(JsonObject value)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter writer = new(bytes))
        {
            value.WriteTo(writer);
        }

        return bytes.ToArray();
    }

    /// <summary>One line without its end; null when there is none, or it is longer than any request.</summary>
    private static byte[]? ReadLine(Socket client)
    {
        byte[] buffer = new byte[4096];
        int length = 0;
        while (true)
        {
            int count = client.Receive(buffer, length, buffer.Length - length, SocketFlags.None);
            int end = Array.IndexOf(buffer, (byte)'\n', length, count);
            if (end >= 0)
            {
                return buffer[..end];
            }

            length += count;
            if (count == 0 || length == LineBytesMax)
            {
                return null;
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(2 * length, LineBytesMax));
            }
        }
    }
}
