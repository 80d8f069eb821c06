using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Holdfast.HeldPayments;
using Holdfast.HeldPayments.Book;
using Holdfast.HeldPayments.Handlers;
using Holdfast.IntentLog;

namespace Holdfast.Plugin;

/// <summary>The plugin cannot do what it is configured for, so it does not start. The message is a sentence for the owner.</summary>
internal sealed class PluginRefusalException(string message) : Exception(message);

/// <summary>
/// Held payments in this plugin: the hook on `htlc_accepted` and the commands of hold invoices. It exists only when the owner's configuration names a handler or turns hold
/// invoices on; otherwise lightningd does not even know that the plugin could.
/// </summary>
internal sealed class HeldHtlcs : IDisposable
{
    public const string Hook = "htlc_accepted";
    public const string BookFileName = HeldView.FileName;

    private const string HandlerOption = "htlc-handler";
    private const string InvoicesOption = "hold-invoices";

    /// <summary>lightningd can have no more HTLCs than channels times 483; what is above this is told to come again.</summary>
    private const int CallsMax = 1 << 16;

    private static readonly TimeSpan s_stepInterval = TimeSpan.FromSeconds(1);

    private static readonly (string Name, string Standard, string Description)[] s_options =
    [
        (HandlerOption, "", "What judges incoming HTLCs: the whole path of a program, or unix: and the path of a socket."),
        ("htlc-handler-timeout", "10", "Seconds in which the handler has to give its verdict."),
        ("htlc-handler-jobs", "8", "How many HTLCs the handler judges at once."),
        ("htlc-handler-queue", "64", "How many HTLCs wait for the handler. More are told to come again."),
        ("htlc-handler-guard", "", "A payment that nobody has settled is cancelled this many blocks before it expires. The default is (cltv-delta + 1) / 2 + 3."),
        ("htlc-handler-scope", "held", "What the handler judges: held (payments of hold invoices), final (all payments to this node) or all (forwards as well)."),
        (InvoicesOption, "false", "Hold invoices, also without a handler."),
    ];

    private readonly HeldBook _book;
    private readonly HoldDesk _desk;
    private readonly HoldCommands _commands;
    private readonly TimeProvider _clock;

    /// <summary>
    /// systemd and a terminal end every process of a service at once. If this one went before lightningd, lightningd would fail the payments that wait. It ends when lightningd
    /// closes its stdin, or by SIGKILL, which is what lightningd itself uses.
    /// </summary>
    private readonly PosixSignalRegistration[] _signals =
        [.. new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, context => context.Cancel = true))];

    private int _calls;

    private HeldHtlcs(HeldBook book, HoldDesk desk, HoldCommands commands, TimeProvider clock)
    {
        _book = book;
        _desk = desk;
        _commands = commands;
        _clock = clock;
    }

    /// <summary>Adds to the manifest what the configuration asks for; nothing when it asks for nothing.</summary>
    /// <returns>Whether payments are to be held.</returns>
    public static bool AddTo(JsonObject manifest, NodeConfiguration configuration)
    {
        bool isMentioned = s_options.Any(option => configuration[option.Name] != null);
        foreach ((string name, string standard, string description) in isMentioned ? s_options : [])
        {
            manifest["options"]!.AsArray().Add((JsonNode)new JsonObject { ["name"] = name, ["type"] = "string", ["default"] = standard, ["description"] = description });
        }

        if (!IsOn(configuration[HandlerOption], configuration[InvoicesOption]) && !JitOrders.IsOn(configuration))
        {
            return false;
        }

        foreach ((string method, string usage, string description) in HoldCommands.Methods)
        {
            manifest["rpcmethods"]!.AsArray().Add((JsonNode)new JsonObject { ["name"] = method, ["usage"] = usage, ["description"] = description });
        }

        manifest["hooks"]!.AsArray().Add((JsonNode)new JsonObject { ["name"] = Hook });
        manifest["dynamic"] = false; // payments wait in it
        return true;
    }

    /// <summary>Opens the book, and looks whether everything that is configured is there.</summary>
    /// <param name="log">Level and sentence.</param>
    /// <exception cref="PluginRefusalException">Something is missing or does not fit together.</exception>
    public static async Task<HeldHtlcs> OpenAsync(
        JsonObject options, string network, DatabasePlace place, INode node, IVault vault, Action<string, string> log, TimeProvider clock, Action<string>? passing,
        IExtraFees? extraFees, CancellationToken cancellation)
    {
        JsonObject configs = await ConfigsAsync(node, cancellation);
        if (configs["experimental-lsps-client"]?["set"]?.ToString() == "true")
        {
            throw new PluginRefusalException("holding payments and experimental-lsps-client both answer for incoming HTLCs: use one of them");
        }

        int cltvDelta = Number(configs["cltv-delta"]?["value_int"]?.ToString(), "cltv-delta", network == "bitcoin" ? 34 : 6, 1, 2016);
        int guard = Number(Text(options, "htlc-handler-guard"), "htlc-handler-guard", HoldSettings.GuardOf(cltvDelta), HoldSettings.GuardMinOf(cltvDelta), 1008);
        if (!(configs["important-plugin"]?.ToJsonString() ?? string.Empty).Contains("holdfast-plugin", StringComparison.Ordinal))
        {
            log("unusual", "payments are held, and holdfast-plugin is not loaded with important-plugin=: if it ends, waiting payments fail, and lightningd goes on without it");
        }

        try
        {
            HeldBook book = HeldBook.Open(place, clock);
            book.Passing = passing;
            HoldSettings settings = new() { GuardBlocks = guard, Scope = ScopeOf(options) };
            HoldDesk desk = new(book, vault, PoolOf(options, log, clock), settings, clock, log, extraFees);
            HoldInvoices invoices = new(desk, vault, node.CallAsync, CurrencyOf(network), clock);
            desk.TakeHeight(await HeightAsync(node, cancellation));
            return new HeldHtlcs(book, desk, new HoldCommands(desk, invoices, guard), clock);
        }
        catch (IntentStoreException failed)
        {
            throw new PluginRefusalException("the book of held payments: " + failed.Message);
        }
    }

    /// <summary>Where the payments wait.</summary>
    public HoldDesk Desk => _desk;

    public void Dispose()
    {
        _desk.Dispose();
        _book.Dispose();
        Array.ForEach(_signals, signal => signal.Dispose());
    }

    /// <summary>No handler outlives the plugin.</summary>
    public Task HandlersEndedAsync() => _desk.HandlersEndedAsync();

    /// <summary>Each does what is due, until cancelled. The guard does not wait for the device.</summary>
    public IEnumerable<Func<CancellationToken, Task>> Watches =>
        [cancellation => RepeatAsync(_desk.StepAsync, cancellation), cancellation => RepeatAsync(_desk.AskDeviceAsync, cancellation)];

    private async Task RepeatAsync(Func<CancellationToken, Task> work, CancellationToken cancellation)
    {
        using PeriodicTimer timer = new(s_stepInterval, _clock);
        do
        {
            await work(cancellation);
        }
        while (await timer.WaitForNextTickAsync(cancellation));
    }

    /// <summary>The node has added a block.</summary>
    public void TakeBlock(JsonNode? parameters)
    {
        if (long.TryParse(((parameters?["block_added"] ?? parameters?["block"])?["height"] as JsonValue)?.ToString(), CultureInfo.InvariantCulture, out long height))
        {
            _desk.TakeHeight(height);
        }
    }

    /// <summary>
    /// The answer to one call of the hook, when it is decided. An error in its place would end lightningd, and `continue` could accept what was to be held: whatever goes wrong
    /// here fails the HTLC for now, unless its payment is settled already.
    /// </summary>
    public async Task<HookAnswer> AnswerAsync(JsonObject payload, CancellationToken cancellation)
    {
        try
        {
            return Interlocked.Increment(ref _calls) > CallsMax ? _desk.AnswerInTrouble(payload) : await _desk.HookAsync(payload, cancellation);
        }
        catch (Exception wrong) when (wrong is not OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("holdfast-plugin: " + wrong);
            return _desk.AnswerInTrouble(payload);
        }
        finally
        {
            Interlocked.Decrement(ref _calls);
        }
    }

    /// <summary>lightningd has been told.</summary>
    public Task AnsweredAsync(JsonObject payload, CancellationToken cancellation) => _desk.AnsweredAsync(payload, cancellation);

    public Task<JsonObject> RunCommandAsync(string method, JsonNode? parameters, CancellationToken cancellation) => _commands.RunAsync(method, parameters, cancellation);

    private static bool IsOn(string? handler, string? invoices) => handler is { Length: > 0 } || invoices is not (null or "false" or "0");

    private static HandlerPool? PoolOf(JsonObject options, Action<string, string> log, TimeProvider clock)
    {
        if (Text(options, HandlerOption) is not { Length: > 0 } where)
        {
            return null;
        }

        TimeSpan limit = TimeSpan.FromSeconds(Number(Text(options, "htlc-handler-timeout"), "htlc-handler-timeout", 10, 1, 600));
        int atOnce = Number(Text(options, "htlc-handler-jobs"), "htlc-handler-jobs", 8, 1, 64);
        int queue = Number(Text(options, "htlc-handler-queue"), "htlc-handler-queue", 64, 0, 10_000);
        return where.StartsWith("unix:", StringComparison.Ordinal) ? new HandlerPool(new SocketHandler(where["unix:".Length..], clock), atOnce, queue, limit)
            : ScriptHandler.TroubleOf(where) is { } trouble ? throw new PluginRefusalException(trouble)
            : new HandlerPool(new ScriptHandler(where, line => log("info", "the handler says: " + line)), atOnce, queue, limit);
    }

    private static HandlerScope ScopeOf(JsonObject options) => Text(options, "htlc-handler-scope") switch
    {
        null or "" or "held" => HandlerScope.Held,
        "final" => HandlerScope.Final,
        "all" => HandlerScope.All,
        string other => throw new PluginRefusalException($"htlc-handler-scope is held, final or all, and not {other}"),
    };

    /// <summary>BOLT 11's name of the network's coin.</summary>
    public static string CurrencyOf(string network) => network switch { "bitcoin" => "bc", "signet" => "tbs", "regtest" => "bcrt", _ => "tb" };

    public static async Task<JsonObject> ConfigsAsync(INode node, CancellationToken cancellation)
    {
        try
        {
            return (await node.CallAsync("listconfigs", [], cancellation))["configs"] as JsonObject ?? [];
        }
        catch (NodeRpcException failed)
        {
            throw new PluginRefusalException("the node does not say how it is configured: " + failed.Message);
        }
    }

    /// <summary>0 when the node does not know it yet; the hook says it too.</summary>
    private static async Task<long> HeightAsync(INode node, CancellationToken cancellation)
    {
        try
        {
            return long.TryParse((await node.CallAsync("getinfo", [], cancellation))["blockheight"]?.ToString(), CultureInfo.InvariantCulture, out long height) ? height : 0;
        }
        catch (NodeRpcException)
        {
            return 0;
        }
    }

    private static string? Text(JsonObject options, string name) => (options[name] as JsonValue)?.ToString();

    public static int Number(string? text, string name, int standard, int least, int most) =>
        string.IsNullOrEmpty(text) ? standard
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most ? number
            : throw new PluginRefusalException($"{name} is a number from {least} to {most}, and not {text}");
}
