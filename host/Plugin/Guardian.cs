using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Holdfast.Doctor;
using Holdfast.IntentLog;

namespace Holdfast.Plugin;

/// <summary>
/// Watches the intent log and keeps channels alive: a refused channel is revived by a forced disconnect with growing patience; refusals and a
/// lost device are said in the node's log and as notifications; at the start node and signer are compared. It asks the node for nothing
/// but `disconnect`, `connect`, `listpeers`, `listnodes` and `listpeerchannels`, and `getinfo` and `getrawblockbyheight` for the signer's chain, and it never
/// writes to the log.
/// </summary>
internal sealed class Guardian(Settings settings, INode node, Func<string, JsonObject, Task> notify)
{
    public const string StatusCommand = "holdfast-status";
    public const string DoctorCommand = "holdfast-doctor";
    public const string RefusalTopic = "holdfast_refusal";
    public const string DeviceTopic = "holdfast_device";

    private const int CompareAttemptsMax = 10;

    private readonly Reviver _reviver = new(settings.ReviveDelay, settings.ReviveDelayMax);
    private readonly IntentWatch _intents = new(settings.IntentLog);
    private readonly DeviceWatch _device = new();
    private ChainKeeper? _chain;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task> _reviving = [];
    private long _revivals;
    private bool _isCompared;

    /// <summary>Watches until cancelled; compares once, as soon as the log can be read.</summary>
    public async Task WatchAsync(CancellationToken cancellation)
    {
        await Control.HelloAsync(cancellation);
        if (settings.FeedsChain)
        {
            _chain = new ChainKeeper(settings, new NodeBlocks(node, settings.CallPatience, settings.Clock), Control, Control, LogAsync);
        }

        Task chain = _chain?.RunAsync(cancellation) ?? Task.Delay(Timeout.Infinite, cancellation);

        // Neither of them ends by itself: the first that does is a defect, and ends the plugin.
        await await Task.WhenAny(chain, WatchIntentsAsync(cancellation));
    }

    /// <summary>The node has added a block.</summary>
    public void TakeBlock() => _chain?.TakeBlock();

    private async Task WatchIntentsAsync(CancellationToken cancellation)
    {
        using PeriodicTimer timer = new(settings.PollInterval, settings.Clock);
        do
        {
            await StepAsync(cancellation);
            if (!_isCompared && _intents.View is not null)
            {
                _isCompared = true;
                await WarnAtStartAsync(cancellation);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellation));
    }

    /// <summary>One look at the log, and the disconnects that are due.</summary>
    public async Task StepAsync(CancellationToken cancellation)
    {
        IReadOnlyList<string> due;
        List<(ChannelKey Channel, ClosedIntent Refused)> refusals = [];
        lock (_lock)
        {
            foreach (ClosedIntent closed in _intents.Look())
            {
                if (ChannelKey.Parse(closed.Intent.Channel) is not { } channel)
                {
                    continue;
                }

                if (closed.Outcome == IntentOutcome.Refused)
                {
                    refusals.Add((channel, closed));
                    _reviver.Refused(channel.Peer, RequestMark.Of(channel, closed.Intent), settings.Clock.GetUtcNow());
                }
                else if (closed.Outcome == IntentOutcome.Completed)
                {
                    _reviver.Succeeded(channel.Peer, RequestMark.Of(channel, closed.Intent));
                }
            }

            due = settings.Revives ? _reviver.TakeDue(settings.Clock.GetUtcNow()) : [];
        }

        foreach ((ChannelKey channel, ClosedIntent refused) in refusals)
        {
            await notify(RefusalTopic, new JsonObject { ["channel"] = channel.ToString(), ["request"] = refused.Intent.Kind, ["tag"] = refused.Note });
            await LogAsync("warn", $"the signer refused {refused.Intent.Kind} on {channel}: {refused.Note}");
        }

        foreach (string peer in due)
        {
            // A task of its own: a peer that cannot be reached must not hold up the notices, or the other peers.
            _reviving[peer] = ReviveAsync(peer, _reviving.GetValueOrDefault(peer, Task.CompletedTask), cancellation);
        }

        foreach (string peer in _reviving.Where(entry => entry.Value.IsCompleted).Select(entry => entry.Key).ToArray())
        {
            _reviving.Remove(peer);
        }
    }

    /// <summary>One line of the node's log.</summary>
    public async Task TakeLogAsync(JsonNode? notification)
    {
        bool changed;
        lock (_lock)
        {
            changed = _device.Takes(notification, settings.Clock.GetUtcNow());
        }

        if (changed)
        {
            await notify(DeviceTopic, new JsonObject { ["answers"] = _device.Answers });
        }
    }

    /// <summary>holdfast-hsmd itself.</summary>
    public SignerControl Control { get; } = new(settings.ControlSocketPath);

    public JsonObject Status()
    {
        lock (_lock)
        {
            IntentView? view = _intents.View;
            JsonObject status = new()
            {
                ["intent_log"] = settings.IntentLogPath,
                ["intent_log_trouble"] = _intents.Trouble,
                ["device_answers"] = _device.Answers,
                ["signer"] = BridgeStateFile.Read(settings.StateFolder, out string signerTrouble),
                ["signer_trouble"] = signerTrouble,
                ["pending"] = view?.Pending.Count ?? 0,
                ["signer_sequence"] = view?.LastReceipt is { Length: >= 8 } receipt ? BinaryPrimitives.ReadUInt64BigEndian(receipt) : null,
                ["orders"] = new JsonObject(view is null ? [] : Comparison.Orders(view).Select(order => KeyValuePair.Create(order.Key, (JsonNode?)order.Value))),
                ["refusals"] = new JsonArray([.. (view?.Audit ?? []).Where(closed => closed.Outcome == IntentOutcome.Refused).Take(20).Select(Refusal)]),
                ["reviving"] = new JsonArray([.. _reviver.Rows.Select(Row)]),
                ["chain"] = _chain?.Status(),
                ["revivals"] = Interlocked.Read(ref _revivals),
            };
            return status;
        }

        static JsonNode Refusal(ClosedIntent closed) => new JsonObject
        {
            ["channel"] = ChannelKey.Parse(closed.Intent.Channel)?.ToString() ?? "wallet",
            ["request"] = closed.Intent.Kind,
            ["tag"] = closed.Note,
            ["at"] = closed.Closed.ToUnixTimeSeconds(),
        };

        JsonNode Row((string Peer, int Refusals, DateTimeOffset? Due) row) => new JsonObject
        {
            ["peer"] = row.Peer,
            ["refusals_in_a_row"] = row.Refusals,
            ["next_disconnect_seconds"] = row.Due is { } due ? Math.Max(0, Math.Ceiling((due - settings.Clock.GetUtcNow()).TotalSeconds)) : null,
        };
    }

    /// <exception cref="NodeRpcException">The node does not list its channels.</exception>
    public async Task<JsonObject> ExamineAsync(CancellationToken cancellation)
    {
        IReadOnlyList<Diagnosis> found = await CompareAsync(cancellation);
        return new JsonObject
        {
            ["safe"] = found.All(diagnosis => diagnosis.IsSafe),
            ["findings"] = new JsonArray([.. found.Select(diagnosis => (JsonNode)new JsonObject
            {
                ["channel"] = diagnosis.Channel,
                ["finding"] = diagnosis.Finding.ToString(),
                ["sentence"] = diagnosis.Sentence,
                ["safe"] = diagnosis.IsSafe,
                ["exits"] = new JsonArray([.. diagnosis.Exits.Select(exit => (JsonNode)exit)]),
            })]),
        };
    }

    private async Task WarnAtStartAsync(CancellationToken cancellation)
    {
        try
        {
            foreach (Diagnosis diagnosis in (await CompareAsync(cancellation)).Where(diagnosis => diagnosis.Finding != Finding.InStep))
            {
                bool isNews = diagnosis.IsSafe && diagnosis.Finding != Finding.NodesOwnOrder;
                await LogAsync(isNews ? "info" : "warn", diagnosis.Channel + ": " + diagnosis.Sentence + " Safe ways out: " + string.Join("; ", diagnosis.Exits) + ".");
            }
        }
        catch (NodeRpcException error)
        {
            await LogAsync("warn", "node and signer could not be compared: " + error.Message);
        }
    }

    /// <summary>
    /// The node's picture stands between two of the log that agree: while payments move, an older log would show commitments that the node has left behind.
    /// </summary>
    private async Task<IReadOnlyList<Diagnosis>> CompareAsync(CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            IntentView? before = Log();
            JsonNode channels = await node.CallAsync("listpeerchannels", [], cancellation);
            IntentView? after = Log();
            if (before is null || after is null)
            {
                return [];
            }

            if (attempt == CompareAttemptsMax || Newest(before) == Newest(after))
            {
                return [.. TowerExamination.OfNode(Path.GetDirectoryName(settings.ControlSocketPath) ?? string.Empty), .. Comparison.Of(after, channels)];
            }
        }

        IntentView? Log()
        {
            lock (_lock)
            {
                return _intents.Now();
            }
        }

        static (long, long) Newest(IntentView log) => (log.Audit.Select(closed => closed.Id).DefaultIfEmpty().Max(), log.Pending.Select(open => open.Id).DefaultIfEmpty().Max());
    }

    private async Task ReviveAsync(string peer, Task before, CancellationToken cancellation)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using CancellationTokenSource patience = new(settings.CallPatience, settings.Clock);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            IReadOnlyList<PeerAddress> addresses = await PeerAddress.FindAsync(node, peer, limit.Token);
            await node.CallAsync("disconnect", new JsonObject { ["id"] = peer, ["force"] = true }, limit.Token);
            Interlocked.Increment(ref _revivals);
            await ConnectAsync(peer, addresses, limit.Token);
            await LogAsync("info", "disconnected and connected " + peer + ", so that its channel starts again after a refusal");
        }
        catch (NodeRpcException error)
        {
            // The peer may have gone by itself, or cannot be reached; lightningd goes on trying to reconnect to it.
            await LogAsync("info", "restarting the channel with " + peer + ": " + error.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            await LogAsync("info", "restarting the channel with " + peer + ": the node did not answer in time");
        }
    }

    /// <summary>First as the node likes it, which covers peers whose address it keeps itself; then at each address that it has shown before.</summary>
    private async Task ConnectAsync(string peer, IReadOnlyList<PeerAddress> addresses, CancellationToken cancellation)
    {
        NodeRpcException? failure = null;
        foreach (JsonObject where in addresses.Select(address => address.ToConnect(peer)).Prepend(new JsonObject { ["id"] = peer }))
        {
            try
            {
                await node.CallAsync("connect", where, cancellation);
                return;
            }
            catch (NodeRpcException error)
            {
                failure ??= error;
            }
        }

        throw failure!;
    }

    private Task LogAsync(string level, string message) => notify("log", new JsonObject { ["level"] = level, ["message"] = message });
}
