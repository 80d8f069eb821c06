using System.Globalization;
using System.Text.Json.Nodes;
using Holdfast.HeldPayments;
using Holdfast.IntentLog;
using Holdfast.JitChannels;
using Holdfast.JitChannels.Book;
using Holdfast.JitChannels.Lsps;
using Holdfast.JitChannels.Paths;
using Holdfast.Protocol;

namespace Holdfast.Plugin;

/// <summary>
/// Channels that an LSP opens when a payment comes (host/JitChannels): the commands, and the hooks on messages of LSPs, on channels that are opened and
/// on onion messages. It exists only when the owner's configuration
/// says so.
/// </summary>
internal sealed class JitOrders : IDisposable
{
    public const string MessageHook = "custommsg";
    public const string ChannelHook = "openchannel";
    public const string OnionHook = "onion_message_recv_secret";
    public const string BookFileName = "holdfast-jit.db";

    private const string Switch = "jit-channels";

    /// <summary>Blocks that a payment must have left beyond the guard of held payments.</summary>
    private const int TimeBlocks = 20;

    private static readonly TimeSpan s_lspPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_stepInterval = TimeSpan.FromSeconds(1);

    private static readonly (string Name, string Standard, string Description)[] s_options =
    [
        (Switch, "false", "Orders for channels that an LSP opens when a payment comes (LSPS2), and their offers and invoices."),
        ("jit-fee-max-msat", "0", "Buy nothing that costs more than this; 0: the device's limit alone counts."),
        ("jit-fee-max-ppm", "0", "Buy nothing that costs more than this share of the payment, in parts per million; 0: the device's limit alone counts."),
        ("jit-trust-lsp", "false", "Buy also from an LSP that wants the preimage before it publishes the funding of the channel."),
    ];

    private readonly JitBook _book;
    private readonly LspLink _link;
    private readonly JitCommands _commands;
    private readonly OfferMail _mail;
    private readonly TimeProvider _clock;

    private JitOrders(JitBook book, JitDesk desk, LspLink link, JitCommands commands, OfferMail mail, TimeProvider clock)
    {
        (_book, Desk, _link, _commands, _mail, _clock) = (book, desk, link, commands, mail, clock);
    }

    public JitDesk Desk { get; }

    public static bool IsOn(NodeConfiguration configuration) => configuration[Switch] is not (null or "false" or "0");

    /// <summary>Adds to the manifest what the configuration asks for; nothing when it asks for nothing.</summary>
    public static bool AddTo(JsonObject manifest, NodeConfiguration configuration)
    {
        bool isMentioned = s_options.Any(option => configuration[option.Name] != null);
        foreach ((string name, string standard, string description) in isMentioned ? s_options : [])
        {
            manifest["options"]!.AsArray().Add((JsonNode)new JsonObject { ["name"] = name, ["type"] = "string", ["default"] = standard, ["description"] = description });
        }

        if (!IsOn(configuration))
        {
            return false;
        }

        foreach ((string method, string usage, string description) in JitCommands.Methods)
        {
            manifest["rpcmethods"]!.AsArray().Add((JsonNode)new JsonObject { ["name"] = method, ["usage"] = usage, ["description"] = description });
        }

        JsonArray hooks = manifest["hooks"]!.AsArray();
        hooks.Add((JsonNode)new JsonObject { ["name"] = MessageHook, ["filters"] = new JsonArray((JsonNode)LspLink.MessageType) });
        hooks.Add((JsonNode)new JsonObject { ["name"] = ChannelHook });

        // lightningd's own plugin would answer that it does not know the offer.
        hooks.Add((JsonNode)new JsonObject { ["name"] = OnionHook, ["before"] = new JsonArray((JsonNode)"offers") });
        return true;
    }

    /// <param name="log">Level and sentence.</param>
    /// <exception cref="PluginRefusalException">Something is missing or does not fit together.</exception>
    public static async Task<JitOrders> OpenAsync(
        JsonObject options, string network, DatabasePlace place, INode node, SignerControl signer, Action<string, string> log, TimeProvider clock, CancellationToken cancellation)
    {
        JsonObject configs = await HeldHtlcs.ConfigsAsync(node, cancellation);
        bool isMain = network == "bitcoin";
        int cltvDelta = HeldHtlcs.Number(configs["cltv-delta"]?["value_int"]?.ToString(), "cltv-delta", isMain ? 34 : 6, 1, 2016);
        int guard = HeldHtlcs.Number(
            Text(options, "htlc-handler-guard"), "htlc-handler-guard", HoldSettings.GuardOf(cltvDelta), HoldSettings.GuardMinOf(cltvDelta), 1008);
        JitSettings settings = new()
        {
            Currency = HeldHtlcs.CurrencyOf(network),
            Chain = isMain ? null : ChainHash.Of(NetworkOf(network)),
            NodeId = await NodeIdAsync(node, cancellation),
            OwnDelayBlocks = HeldHtlcs.Number(configs["watchtime-blocks"]?["value_int"]?.ToString(), "watchtime-blocks", isMain ? 144 : 6, 1, 65535),
            FinalDelta = guard + TimeBlocks,
            FeeMsatMax = Amount(options, "jit-fee-max-msat", ulong.MaxValue),
            FeePpmMax = (uint)Amount(options, "jit-fee-max-ppm", 1_000_000),
            TrustsLsps = Text(options, "jit-trust-lsp") is "true" or "1",
        };
        try
        {
            JitBook book = JitBook.Open(place);
            LspLink link = new(PeerWire.Through(node.CallAsync), s_lspPatience, clock);
            JitDesk desk = new(book, new DeviceJitVault(signer.VaultAsync, signer.SignBolt12InvoiceAsync), new LspClient(link, clock), node.CallAsync, settings, clock, log);
            OfferMail mail = new(desk, new OnionMessenger(node.CallAsync, settings.NodeId), log);
            return new JitOrders(book, desk, link, new JitCommands(desk, settings, node.CallAsync, clock), mail, clock);
        }
        catch (IntentStoreException failed)
        {
            throw new PluginRefusalException("the book of channel orders: " + failed.Message);
        }
    }

    public void Dispose() => _book.Dispose();

    /// <summary>What is due, until cancelled.</summary>
    public IEnumerable<Func<CancellationToken, Task>> Watches => [WatchAsync];

    private async Task WatchAsync(CancellationToken cancellation)
    {
        using PeriodicTimer timer = new(s_stepInterval, _clock);
        do
        {
            await Desk.StepAsync(cancellation);
        }
        while (await timer.WaitForNextTickAsync(cancellation));
    }

    public static bool IsHook(string method) => method is MessageHook or ChannelHook or OnionHook;

    /// <summary>The answer to a hook, at once. Whatever goes wrong here, the node goes on as if nobody had been asked.</summary>
    public JsonObject Answer(string hook, JsonNode? payload, CancellationToken cancellation)
    {
        JsonObject answer = new() { ["result"] = "continue" };
        try
        {
            switch (hook)
            {
                case MessageHook:
                    PeerWire.Take(payload, _link);
                    break;
                case OnionHook when _mail.Take(payload, cancellation):
                    answer["result"] = "resolve";
                    break;
                case ChannelHook:
                    JsonNode? channel = payload?[ChannelHook];
                    if (channel is JsonObject opened && Desk.Approve(opened) != null)
                    {
                        answer["mindepth"] = 0;
                    }

                    break;
            }
        }
        catch (IntentStoreException failed)
        {
            Console.Error.WriteLine("holdfast-plugin: the book of channel orders: " + failed.Message);
        }

        return answer;
    }

    public Task<JsonObject> RunCommandAsync(string method, JsonObject named, CancellationToken cancellation) => _commands.RunAsync(method, named, cancellation);

    private static async Task<byte[]> NodeIdAsync(INode node, CancellationToken cancellation)
    {
        try
        {
            string? id = (await node.CallAsync("getinfo", [], cancellation))["id"]?.ToString();
            return id is { Length: 66 } && id.All(char.IsAsciiHexDigit) ? Convert.FromHexString(id) : throw new PluginRefusalException("the node does not say its id");
        }
        catch (NodeRpcException failed)
        {
            throw new PluginRefusalException("the node does not say its id: " + failed.Message);
        }
    }

    private static Network NetworkOf(string network) => network switch
    {
        "bitcoin" => Network.Bitcoin,
        "signet" => Network.Signet,
        "regtest" => Network.Regtest,
        "testnet" => Network.Testnet,
        "testnet4" => Network.Testnet4,
        _ => throw new PluginRefusalException("jit-channels does not know the network " + network),
    };

    private static ulong Amount(JsonObject options, string name, ulong most) => Text(options, name) is not { Length: > 0 } text ? 0
        : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong amount) && amount <= most ? amount
        : throw new PluginRefusalException($"{name} is a number up to {most}, and not {text}");

    private static string? Text(JsonObject options, string name) => (options[name] as JsonValue)?.ToString();
}
