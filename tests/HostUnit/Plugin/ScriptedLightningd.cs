using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Holdfast.Plugin;

namespace Holdfast.HostUnit.Plugin;

/// <summary>
/// A lightningd that plays its part of the plugin protocol: it starts the real program, talks JSON-RPC over its stdin and stdout, and answers
/// on its RPC socket from a script. Every call and every notification can be waited for.
/// </summary>
internal sealed class ScriptedLightningd : IAsyncDisposable
{
    private static readonly CancellationToken s_patience = CancellationToken.None;

    private readonly Process _plugin;
    private readonly JsonStream _toPlugin;
    private readonly Socket _listener;
    private readonly Channel<JsonObject> _calls = Channel.CreateUnbounded<JsonObject>();
    private readonly Channel<JsonObject> _notifications = Channel.CreateUnbounded<JsonObject>();
    private readonly Dictionary<int, TaskCompletionSource<JsonObject>> _waiting = [];
    private readonly Task _reading;
    private readonly Task _serving;
    private int _nextId;
    private bool _hasEnded;

    private ScriptedLightningd(string folder, string program, string[] arguments)
    {
        Folder = folder;
        _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(folder, "lightning-rpc")));
        _listener.Listen();
        _serving = ServeAsync();
        string[] run = program.EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", "exec", program, .. arguments] : [program, .. arguments];
        _plugin = Process.Start(new ProcessStartInfo(run[0], run[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = folder, // as lightningd does
        })!;
        _toPlugin = new JsonStream(_plugin.StandardOutput.BaseStream, _plugin.StandardInput.BaseStream);
        _reading = ReadAsync();
    }

    public string Folder { get; }

    /// <summary>What `listpeerchannels` answers.</summary>
    public JsonArray PeerChannels { get; set; } = [];

    /// <summary>What happens elsewhere while the node lists its channels.</summary>
    public Action? WhileListing { get; set; }

    /// <summary>What other commands answer; an empty object where nothing is said.</summary>
    public Dictionary<string, JsonObject> Answers { get; } = [];

    /// <summary>What a command answers that depends on its parameters; null where nothing is said.</summary>
    public Func<JsonObject, JsonObject?> Computes { get; set; } = _ => null;

    /// <summary>Calls whose parameters say so hang: they are never answered.</summary>
    public Func<JsonObject, bool> Hangs { get; set; } = _ => false;

    /// <summary>Commands that fail with this message.</summary>
    public Dictionary<string, string> Failing { get; } = [];

    /// <param name="program">Another program than the plugin, beside the tests.</param>
    public static ScriptedLightningd Start(string folder, string? program = null, params string[] arguments) =>
        new(folder, program == null ? Programs.Of("holdfast-plugin") : Path.Combine(AppContext.BaseDirectory, program), arguments);

    /// <summary>getmanifest, then init with these options.</summary>
    public async Task<JsonObject> BeginAsync(JsonObject options)
    {
        JsonObject manifest = await AskAsync("getmanifest", new JsonObject { ["allow-deprecated-apis"] = false });
        await AskAsync("init", new JsonObject
        {
            ["options"] = options,
            ["configuration"] = new JsonObject { ["lightning-dir"] = Folder, ["rpc-file"] = "lightning-rpc", ["startup"] = true, ["network"] = "regtest" },
        });
        return manifest;
    }

    /// <summary>The whole reply, result or error.</summary>
    public async Task<JsonObject> AskAsync(string method, JsonObject parameters) => await await BeginAskAsync(method, parameters);

    /// <summary>When this is done the question is on its way; then the task in it waits for the reply.</summary>
    public async Task<Task<JsonObject>> BeginAskAsync(string method, JsonObject parameters)
    {
        int id = Interlocked.Increment(ref _nextId);
        TaskCompletionSource<JsonObject> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_waiting)
        {
            if (_hasEnded)
            {
                throw new InvalidOperationException("the plugin ended");
            }

            _waiting[id] = answer;
        }

        await _toPlugin.WriteAsync(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method, ["params"] = parameters }, s_patience);
        return answer.Task;
    }

    /// <summary>Asks, and does not wait for the answer.</summary>
    public async Task SendAsync(string method, JsonObject parameters) => _ = (await BeginAskAsync(method, parameters)).ContinueWith(_ => { }, TaskScheduler.Default);

    /// <summary>The plugin is gone from one moment to the next.</summary>
    public async Task KillAsync()
    {
        _plugin.Kill();
        await _plugin.WaitForExitAsync();
    }

    /// <summary>A signal by its name, as `kill` takes it.</summary>
    public async Task SignalAsync(string name)
    {
        using Process kill = Process.Start("/bin/sh", ["-c", $"kill -{name} {_plugin.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>The plugin ends by itself.</summary>
    public async Task<int> ExitCodeAsync()
    {
        await _plugin.WaitForExitAsync();
        return _plugin.ExitCode;
    }

    public Task NotifyAsync(string method, JsonObject parameters) =>
        _toPlugin.WriteAsync(new JsonObject { ["jsonrpc"] = "2.0", ["method"] = method, ["params"] = parameters }, s_patience);

    /// <summary>Bytes that are no request and no notification.</summary>
    public async Task SendRawAsync(byte[] bytes)
    {
        await _plugin.StandardInput.BaseStream.WriteAsync(bytes);
        await _plugin.StandardInput.BaseStream.FlushAsync();
    }

    /// <summary>The plugin's next call of this command.</summary>
    public Task<JsonObject> CallAsync(string method) => FirstAsync(_calls, method);

    /// <summary>The plugin's next notification of this topic.</summary>
    public Task<JsonObject> NotificationAsync(string method) => FirstAsync(_notifications, method);

    public async ValueTask DisposeAsync()
    {
        try
        {
            _plugin.StandardInput.Close();
        }
        catch (IOException)
        {
            // It was killed.
        }

        await _plugin.WaitForExitAsync();
        await _reading;
        _listener.Dispose();
        await _serving;
        _plugin.Dispose();
    }

    private static async Task<JsonObject> FirstAsync(Channel<JsonObject> channel, string method)
    {
        await foreach (JsonObject message in channel.Reader.ReadAllAsync())
        {
            if (message["method"]!.ToString() == method)
            {
                return (JsonObject)message["params"]!;
            }
        }

        throw new InvalidOperationException("the plugin ended without " + method);
    }

    private async Task ReadAsync()
    {
        while (await _toPlugin.ReadAsync(CancellationToken.None) is JsonObject message)
        {
            if (message["id"] is not { } id)
            {
                _notifications.Writer.TryWrite(message);
                continue;
            }

            TaskCompletionSource<JsonObject>? answer;
            lock (_waiting)
            {
                _waiting.Remove(id.GetValue<int>(), out answer);
            }

            answer!.SetResult(message);
        }

        _notifications.Writer.Complete();
        _calls.Writer.TryComplete();
        lock (_waiting)
        {
            _hasEnded = true;
            foreach (TaskCompletionSource<JsonObject> answer in _waiting.Values)
            {
                answer.TrySetException(new InvalidOperationException("the plugin ended"));
            }
        }
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptAsync();
                NetworkStream stream = new(socket, ownsSocket: true);
                JsonStream json = new(stream, stream);
                if (await json.ReadAsync(CancellationToken.None) is not JsonObject request)
                {
                    continue; // the plugin ended meanwhile
                }

                string method = request["method"]!.ToString();
                JsonObject reply = new() { ["jsonrpc"] = "2.0", ["id"] = request["id"]!.DeepClone() };
                if (Hangs(request))
                {
                    _calls.Writer.TryWrite(request);
                    continue;
                }

                if (Failing.TryGetValue(method, out string? error))
                {
                    reply["error"] = new JsonObject { ["code"] = -1, ["message"] = error };
                }
                else
                {
                    if (method == "listpeerchannels")
                    {
                        WhileListing?.Invoke();
                    }

                    reply["result"] = method == "listpeerchannels"
                        ? new JsonObject { ["channels"] = PeerChannels.DeepClone() }
                        : Computes(request) ?? (Answers.TryGetValue(method, out JsonObject? answer) ? answer.DeepClone() : new JsonObject());
                }

                _calls.Writer.TryWrite(request);
                try
                {
                    await json.WriteAsync(reply, CancellationToken.None);
                    await stream.DisposeAsync();
                }
                catch (IOException)
                {
                    // The plugin does not wait for this answer any more.
                }
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // Disposed: the node is gone.
        }
    }
}
