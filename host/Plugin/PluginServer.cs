using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.HeldPayments;
using Holdfast.JitChannels;
using Holdfast.PostgresLog;

namespace Holdfast.Plugin;

/// <summary>
/// The plugin's end of lightningd's plugin protocol (Core Lightning, doc/developers-guide/plugin-development): getmanifest, init, the
/// plugin's commands, the hooks on `splice_signed` and, where payments are held, on `htlc_accepted`, and the notifications of the log and of blocks. What happens between them is
/// <see cref="Guardian"/>'s and <see cref="HeldHtlcs"/>'s.
/// </summary>
internal sealed class PluginServer(JsonStream lightningd, NodeConfiguration configured, Func<Settings, INode, Func<string, JsonObject, Task>, Guardian> makeGuardian)
{
    /// <summary>For tests: a write to the book of held payments is about to begin, or has just become durable.</summary>
    public Action<string>? Passing { get; init; }

    private const int MethodNotFound = -32601;
    private const int InvalidRequest = -32600;
    private const int InvalidParameters = -32602;
    private const int NotReady = -32002;

    /// <summary>lightningd's own "PLUGIN_ERROR" (common/jsonrpc_errors.h).</summary>
    private const int CommandError = -3;

    /// <summary>How many requests are answered at once; the rest waits, but holds up no notification and no HTLC.</summary>
    private const int AnswersMax = 32;

    private Guardian? _guardian;
    private HeldHtlcs? _holds;
    private JitOrders? _jit;

    /// <summary>Serves until lightningd closes stdin. Every request is answered by a task of its own, so that one that waits holds up no other.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using SemaphoreSlim free = new(AnswersMax);
        Task watching = Task.CompletedTask;
        try
        {
            while (await lightningd.ReadAsync(ending.Token) is { } value)
            {
                if (value is not JsonObject message)
                {
                    continue;
                }

                if (Method(message) == "init" && _guardian is null)
                {
                    _guardian = await InitAsync(message, ending.Token);
                    IEnumerable<Func<CancellationToken, Task>> watches = [_guardian.WatchAsync, .. _holds?.Watches ?? [], .. _jit?.Watches ?? []];
                    watching = Task.WhenAll(watches.Select(watch => WatchAsync(watch, ending)));
                }
                else if (Method(message) == HeldHtlcs.Hook && message["id"] is not null)
                {
                    _ = HookAsync(message, ending.Token); // it may wait for days, so it takes nobody's place
                }
                else if (JitOrders.IsHook(Method(message)) && message["id"] is not null)
                {
                    // An LSP's answer may be what all the commands wait for that are being carried out.
                    await lightningd.WriteAsync(Reply(message, _jit?.Answer(Method(message), message["params"], ending.Token) ?? SpliceHook.Continue), ending.Token);
                }
                else if (message["id"] is null)
                {
                    await TakeAsync(message);
                }
                else
                {
                    _ = AnswerInTurnAsync(message, free, ending.Token);
                }
            }
        }
        finally
        {
            await ending.CancelAsync();
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            for (int i = 0; i < AnswersMax; i++)
            {
                await free.WaitAsync(CancellationToken.None);
            }

            await (_holds?.HandlersEndedAsync() ?? Task.CompletedTask);
            _holds?.Dispose();
            _jit?.Dispose();
        }
    }

    /// <summary>A watch that breaks ends the plugin, and lightningd says so; one that stood still in silence would look like all is well.</summary>
    private static async Task WatchAsync(Func<CancellationToken, Task> watch, CancellationTokenSource ending)
    {
        try
        {
            await watch(ending.Token);
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
            IntentLogPath = await IntentLogAsync(Text(options, "holdfast-intent-log"), folder, NotifyAsync),
            ControlSocketPath = Path.Combine(folder, SignerControl.FileName),
            Revives = Text(options, "holdfast-revive") is not "false",
            ReviveDelay = Seconds(options, "holdfast-revive-delay", 1),
            ReviveDelayMax = Seconds(options, "holdfast-revive-delay-max", 3600),
            FeedsChain = Text(options, "holdfast-chain") is not "off",
            EndsBelief = Text(options, "holdfast-chain") switch
            {
                "feed" => false,
                "in-force" => true,
                _ => configuration?["network"]?.ToString() == "bitcoin",
            },
        };
        NodeRpc node = new(rpc);
        Guardian guardian = makeGuardian(settings, node, NotifyAsync);
        if (HeldHtlcs.AddTo(Manifest(), configured))
        {
            try
            {
                _jit = !JitOrders.IsOn(configured) ? null : await JitOrders.OpenAsync(
                    options as JsonObject ?? [], configuration?["network"]?.ToString() ?? "bitcoin", settings.BookPlace(JitOrders.BookFileName), node, guardian.Control,
                    (level, line) => _ = NotifyAsync("log", new JsonObject { ["level"] = level, ["message"] = line }), settings.Clock, cancellation);
                _holds = await HeldHtlcs.OpenAsync(
                    options as JsonObject ?? [], configuration?["network"]?.ToString() ?? "bitcoin", settings.BookPlace(HeldHtlcs.BookFileName), node,
                    new DeviceVault(guardian.Control.VaultAsync),
                    (level, line) => _ = NotifyAsync("log", new JsonObject { ["level"] = level, ["message"] = line }), settings.Clock, Passing, _jit?.Desk, cancellation);
                _jit?.Desk.Join(_holds.Desk);
            }
            catch (PluginRefusalException refusal)
            {
                await NotifyAsync("log", new JsonObject { ["level"] = "broken", ["message"] = refusal.Message });
                throw;
            }
        }

        await lightningd.WriteAsync(Reply(message, new JsonObject()), cancellation);
        return guardian;

        async Task NotifyAsync(string method, JsonObject parameters) =>
            await lightningd.WriteAsync(new JsonObject { ["jsonrpc"] = "2.0", ["method"] = method, ["params"] = parameters }, cancellation);
    }

    private async Task TakeAsync(JsonObject message)
    {
        if (Method(message) == "log" && _guardian is not null)
        {
            await _guardian.TakeLogAsync(message["params"]);
        }
        else if (Method(message) == "block_added")
        {
            _guardian?.TakeBlock();
            _holds?.TakeBlock(message["params"]);
        }
    }

    /// <summary>An HTLC that waits keeps nothing waiting but itself; when lightningd has the answer, the book says so.</summary>
    private async Task HookAsync(JsonObject message, CancellationToken cancellation)
    {
        try
        {
            JsonObject payload = message["params"] as JsonObject ?? [];
            HookAnswer answer = _holds == null ? HookAnswer.Continue : await _holds.AnswerAsync(payload, cancellation);
            await lightningd.WriteAsync(Reply(message, answer.ToJson()), cancellation);
            await (_holds?.AnsweredAsync(payload, cancellation) ?? Task.CompletedTask);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // lightningd is gone, and asks the next plugin.
        }
    }

    private async Task AnswerInTurnAsync(JsonObject message, SemaphoreSlim free, CancellationToken cancellation)
    {
        try
        {
            await free.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            return; // lightningd is gone
        }

        try
        {
            await AnswerAsync(message, cancellation);
        }
        finally
        {
            free.Release();
        }
    }

    private async Task AnswerAsync(JsonObject message, CancellationToken cancellation)
    {
        JsonObject reply;
        try
        {
            reply = (Method(message), _guardian) switch
            {
                ("getmanifest", _) => Reply(message, WholeManifest()),
                ("check", _) => Check(message),
                ("rpc_command", { } guardian) => Reply(message, await SpliceHook.AnswerAsync(message["params"], guardian.Control, cancellation)),
                ("rpc_command", null) => Reply(message, SpliceHook.Continue),
                (Guardian.StatusCommand, { } guardian) => Reply(message, guardian.Status()),
                (Guardian.DoctorCommand, { } guardian) => Reply(message, await guardian.ExamineAsync(cancellation)),
                (Guardian.StatusCommand or Guardian.DoctorCommand, null) => Error(message, NotReady, "init has not come yet"),
                (string tower, { } guardian) when TowerRpc.IsOurs(tower) => await TowerAsync(message, tower, guardian, cancellation),
                (string approval, { } guardian) when ApprovalRpc.IsOurs(approval) => await ApprovalAsync(message, approval, guardian, cancellation),
                (string early, null) when TowerRpc.IsOurs(early) || ApprovalRpc.IsOurs(early) => Error(message, NotReady, "init has not come yet"),
                (string hold, not null) when _holds is not null && HoldCommands.IsOurs(hold) => await HoldAsync(message, hold, _holds, cancellation),
                (string jit, not null) when _jit is not null && JitCommands.IsOurs(jit) => await JitAsync(message, jit, _jit, cancellation),
                _ => Error(message, MethodNotFound, "no method " + Method(message)),
            };
        }
        catch (NodeRpcException error)
        {
            reply = Error(message, NotReady, error.Message);
        }
        catch (OperationCanceledException)
        {
            return; // lightningd is gone
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or FormatException or ArgumentException)
        {
            reply = Error(message, InvalidRequest, "the parameters have a wrong type: " + wrong.Message);
        }

        try
        {
            await lightningd.WriteAsync(reply, cancellation);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // lightningd is gone.
        }
    }

    private static async Task<JsonObject> TowerAsync(JsonObject message, string method, Guardian guardian, CancellationToken cancellation)
    {
        ((string Command, JsonObject Arguments)? call, string wrong) = TowerRpc.Read(method, message["params"]);
        if (call is not { } tower)
        {
            return Error(message, InvalidParameters, wrong);
        }

        (JsonNode? result, string sentence) = await guardian.Control.TowerAsync(tower.Command, tower.Arguments, cancellation);
        return result is null ? Error(message, CommandError, sentence) : Reply(message, result);
    }

    private static async Task<JsonObject> ApprovalAsync(JsonObject message, string method, Guardian guardian, CancellationToken cancellation)
    {
        (byte[]? request, string wrong) = ApprovalRpc.Read(method, message["params"]);
        if (request is null)
        {
            return Error(message, InvalidParameters, wrong);
        }

        (byte[]? reply, string sentence) = await guardian.Control.OwnerAsync(request, cancellation);
        return reply is null ? Error(message, CommandError, sentence)
            : ApprovalRpc.Answer(method, reply) is { } answer ? Reply(message, answer)
            : Error(message, CommandError, "holdfast-hsmd answered with something else");
    }

    private static async Task<JsonObject> HoldAsync(JsonObject message, string method, HeldHtlcs holds, CancellationToken cancellation)
    {
        try
        {
            return Reply(message, await holds.RunCommandAsync(method, message["params"], cancellation));
        }
        catch (FormatException wrong)
        {
            return Error(message, InvalidParameters, wrong.Message);
        }
        catch (HoldRefusalException no)
        {
            JsonObject error = Error(message, CommandError, no.Message);
            error["error"]!["data"] = new JsonObject { ["state"] = no.State?.ToString(), ["tag"] = no.Tag };
            return error;
        }
        catch (Holdfast.IntentLog.IntentStoreException failed)
        {
            return Error(message, CommandError, "the book of held payments: " + failed.Message);
        }
    }

    private static async Task<JsonObject> JitAsync(JsonObject message, string method, JitOrders jit, CancellationToken cancellation)
    {
        (JsonObject? named, string wrong) = NamedParameters.Read(method, JitCommands.ParametersOf(method), message["params"]);
        if (named is null)
        {
            return Error(message, InvalidParameters, wrong);
        }

        try
        {
            return Reply(message, await jit.RunCommandAsync(method, named, cancellation));
        }
        catch (FormatException no)
        {
            return Error(message, InvalidParameters, no.Message);
        }
        catch (JitRefusalException no)
        {
            JsonObject error = Error(message, CommandError, no.Message);
            error["error"]!["data"] = new JsonObject { ["tag"] = no.Tag };
            return error;
        }
        catch (Holdfast.IntentLog.IntentStoreException failed)
        {
            return Error(message, CommandError, "the book of channel orders: " + failed.Message);
        }
    }

    /// <summary>`lightning-cli check COMMAND …`.</summary>
    private static JsonObject Check(JsonObject message)
    {
        JsonNode? parameters = message["params"];
        (string? command, int others) = parameters switch
        {
            JsonObject named => (named["command_to_check"]?.ToString(), named.Count - 1),
            JsonArray { Count: > 0 } listed => (listed[0]?.ToString(), listed.Count - 1),
            _ => (null, 0),
        };
        if (command is not null && (TowerRpc.IsOurs(command) || ApprovalRpc.IsOurs(command) || HoldCommands.IsOurs(command) || JitCommands.IsOurs(command)))
        {
            JsonNode rest = parameters!.DeepClone();
            if (rest is JsonObject named)
            {
                named.Remove("command_to_check");
            }
            else
            {
                rest.AsArray().RemoveAt(0);
            }

            string wrong = JitCommands.IsOurs(command) ? NamedParameters.Read(command, JitCommands.ParametersOf(command), rest).Sentence
                : HoldCommands.IsOurs(command) ? HoldCommands.Wrong(command, rest)
                : ApprovalRpc.IsOurs(command) ? ApprovalRpc.Read(command, rest).Sentence
                : TowerRpc.Read(command, rest).Sentence;
            return wrong.Length > 0 ? Error(message, InvalidParameters, wrong) : Reply(message, new JsonObject { ["command_to_check"] = command });
        }

        return command is not (Guardian.StatusCommand or Guardian.DoctorCommand) ? Error(message, MethodNotFound, "no method " + command)
            : others > 0 ? Error(message, InvalidParameters, command + " takes no parameters")
            : Reply(message, new JsonObject { ["command_to_check"] = command });
    }

    /// <summary>A path, or an address that can be used.</summary>
    private static async Task<string> IntentLogAsync(string? wish, string folder, Func<string, JsonObject, Task> notify)
    {
        string log = wish is { Length: > 0 } ? wish : "holdfast-intents.db";
        if (!PostgresPlace.IsAddress(log))
        {
            return Path.GetFullPath(log, folder);
        }

        try
        {
            PostgresPlace.Parse(log);
            return log;
        }
        catch (FormatException wrong)
        {
            await notify("log", new JsonObject { ["level"] = "broken", ["message"] = "holdfast-intent-log: " + wrong.Message });
            throw new PluginRefusalException("holdfast-intent-log: " + wrong.Message);
        }
    }

    private JsonObject WholeManifest()
    {
        JsonObject manifest = Manifest();
        HeldHtlcs.AddTo(manifest, configured);
        JitOrders.AddTo(manifest, configured);
        return manifest;
    }

    private static string Method(JsonObject message) => (message["method"] as JsonValue)?.ToString() ?? string.Empty;

    private static JsonObject Manifest() => new()
    {
        ["options"] = new JsonArray(
            Option("holdfast-intent-log", "string", "holdfast-intents.db", "The intent log of holdfast-hsmd: a file in the node's directory, or a postgres:// address."),
            Option("holdfast-revive", "string", "true", "Disconnect a peer after the signer refused something on its channel, so that the channel starts again."),
            Option("holdfast-revive-delay", "string", "1", "Seconds before the first forced disconnect. The time doubles with every refusal in a row."),
            Option("holdfast-revive-delay-max", "string", "3600", "The longest time between forced disconnects, in seconds."),
            Option("holdfast-chain", "string", "auto", "Show the signer the block chain: auto, feed, in-force or off.")),
        ["rpcmethods"] = new JsonArray(
        [
            Method(Guardian.StatusCommand, "Show open intents, the last refusals, and which channels are being restarted."),
            Method(Guardian.DoctorCommand, "Say for each channel whether node and signer agree, whether it is safe to continue, and what to do."),
            .. TowerRpc.Methods.Concat(ApprovalRpc.Methods).Select(method => (JsonNode)Method(method.Method, method.Description, method.Usage)),
        ]),
        ["subscriptions"] = new JsonArray("log", "block_added"),
        ["notifications"] = new JsonArray(new JsonObject { ["method"] = Guardian.RefusalTopic }, new JsonObject { ["method"] = Guardian.DeviceTopic }),
        ["hooks"] = new JsonArray(new JsonObject { ["name"] = "rpc_command", ["filters"] = new JsonArray(SpliceHook.Command) }),
        ["dynamic"] = true,
        ["cancheck"] = true,
    };

    private static JsonObject Option(string name, string type, string standard, string description) =>
        new() { ["name"] = name, ["type"] = type, ["default"] = standard, ["description"] = description };

    private static JsonObject Method(string name, string description, string usage = "") =>
        new JsonObject { ["name"] = name, ["usage"] = usage, ["description"] = description };

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
