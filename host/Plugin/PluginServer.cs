using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.Plugin;

/// <summary>
/// The plugin's end of lightningd's plugin protocol (Core Lightning, doc/developers-guide/plugin-development): getmanifest, init, our two
/// commands, and the "log" notification. What happens between them is <see cref="Guardian"/>'s.
/// </summary>
internal sealed class PluginServer(JsonStream lightningd, Func<Settings, INode, Func<string, JsonObject, Task>, Guardian> makeGuardian)
{
    private const int MethodNotFound = -32601;
    private const int NotReady = -32002;

    private Guardian? _guardian;

    /// <summary>Serves until lightningd closes stdin.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task watching = Task.CompletedTask;
        try
        {
            while (await lightningd.ReadAsync(ending.Token) is JsonObject message)
            {
                if (message["method"]?.ToString() == "init" && _guardian is null)
                {
                    _guardian = await InitAsync(message, ending.Token);
                    watching = WatchAsync(_guardian, ending);
                }
                else if (message["id"] is null)
                {
                    await TakeAsync(message, ending.Token);
                }
                else
                {
                    await AnswerAsync(message, ending.Token);
                }
            }
        }
        finally
        {
            await ending.CancelAsync();
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>A watch that breaks ends the plugin, and lightningd says so; one that stood still in silence would look like all is well.</summary>
    private static async Task WatchAsync(Guardian guardian, CancellationTokenSource ending)
    {
        try
        {
            await guardian.WatchAsync(ending.Token);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("holdfast-plugin: " + error);
            Environment.Exit(1);
        }
    }

    private async Task<Guardian> InitAsync(JsonObject message, CancellationToken cancellation)
    {
        JsonNode? options = message["params"]?["options"];
        JsonNode? configuration = message["params"]?["configuration"];
        string folder = configuration?["lightning-dir"]?.ToString() ?? ".";
        string rpc = Path.Combine(folder, configuration?["rpc-file"]?.ToString() ?? "lightning-rpc");
        Settings settings = new()
        {
            IntentLogPath = Path.GetFullPath(Text(options, "holdfast-intent-log") is { Length: > 0 } path ? path : "holdfast-intents.db", folder),
            Revives = Text(options, "holdfast-revive") is not "false",
            ReviveDelay = Seconds(options, "holdfast-revive-delay", 1),
            ReviveDelayMax = Seconds(options, "holdfast-revive-delay-max", 3600),
        };
        Guardian guardian = makeGuardian(settings, new NodeRpc(rpc), NotifyAsync);
        await lightningd.WriteAsync(Reply(message, new JsonObject()), cancellation);
        return guardian;

        async Task NotifyAsync(string method, JsonObject parameters) =>
            await lightningd.WriteAsync(new JsonObject { ["jsonrpc"] = "2.0", ["method"] = method, ["params"] = parameters }, cancellation);
    }

    private async Task TakeAsync(JsonObject message, CancellationToken cancellation)
    {
        if (message["method"]?.ToString() == "log" && _guardian is not null)
        {
            await _guardian.TakeLogAsync(message["params"]);
        }

        cancellation.ThrowIfCancellationRequested();
    }

    private async Task AnswerAsync(JsonObject message, CancellationToken cancellation)
    {
        string method = message["method"]?.ToString() ?? string.Empty;
        JsonObject reply;
        try
        {
            reply = (method, _guardian) switch
            {
                ("getmanifest", _) => Reply(message, Manifest()),
                ("holdfast-status", { } guardian) => Reply(message, guardian.Status()),
                ("holdfast-doctor", { } guardian) => Reply(message, await guardian.ExamineAsync(cancellation)),
                ("holdfast-status" or "holdfast-doctor", null) => Error(message, NotReady, "init has not come yet"),
                _ => Error(message, MethodNotFound, "no method " + method),
            };
        }
        catch (NodeRpcException error)
        {
            reply = Error(message, NotReady, error.Message);
        }

        await lightningd.WriteAsync(reply, cancellation);
    }

    private static JsonObject Manifest() => new()
    {
        ["options"] = new JsonArray(
            Option("holdfast-intent-log", "string", "holdfast-intents.db", "The intent log of holdfast-hsmd; relative to the node's directory."),
            Option("holdfast-revive", "string", "true", "Disconnect a peer after the signer refused something on its channel, so that the channel starts again."),
            Option("holdfast-revive-delay", "string", "1", "Seconds before the first forced disconnect; doubles with every refusal in a row."),
            Option("holdfast-revive-delay-max", "string", "3600", "Seconds between forced disconnects at most.")),
        ["rpcmethods"] = new JsonArray(
            Method("holdfast-status", "What the signer's intent log holds, what was refused, and which channels are being revived."),
            Method("holdfast-doctor", "Do node and signer agree about each channel, is it safe to go on, and which are the safe ways out?")),
        ["subscriptions"] = new JsonArray("log"),
        ["notifications"] = new JsonArray(new JsonObject { ["method"] = Guardian.RefusalTopic }, new JsonObject { ["method"] = Guardian.DeviceTopic }),
        ["hooks"] = new JsonArray(),
        ["dynamic"] = true,
    };

    private static JsonObject Option(string name, string type, string standard, string description) =>
        new() { ["name"] = name, ["type"] = type, ["default"] = standard, ["description"] = description };

    private static JsonObject Method(string name, string description) =>
        new() { ["name"] = name, ["usage"] = string.Empty, ["description"] = description };

    private static JsonObject Reply(JsonObject request, JsonNode result) =>
        new() { ["jsonrpc"] = "2.0", ["id"] = request["id"]?.DeepClone(), ["result"] = result };

    private static JsonObject Error(JsonObject request, int code, string sentence) =>
        new() { ["jsonrpc"] = "2.0", ["id"] = request["id"]?.DeepClone(), ["error"] = new JsonObject { ["code"] = code, ["message"] = sentence } };

    private static string? Text(JsonNode? options, string name) => options?[name] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False => value.GetValue<bool>() ? "true" : "false",
        JsonNode other => other.ToString(),
    };

    private static TimeSpan Seconds(JsonNode? options, string name, int standard) =>
        TimeSpan.FromSeconds(double.TryParse(Text(options, name), out double seconds) && seconds is > 0 and < 1e7 ? seconds : standard);
}
