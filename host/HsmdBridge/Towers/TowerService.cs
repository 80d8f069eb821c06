using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Holdfast.DeviceLink;
using Holdfast.IntentLog;
using Holdfast.NodeRequests;
using Holdfast.NodeRequests.Towers;
using Holdfast.Watchtowers;
using Holdfast.Watchtowers.Storage;

namespace Holdfast.HsmdBridge.Towers;

/// <summary>
/// All that this program does about watchtowers: the file, the client that talks to them in the background, and the owner's commands. It runs here because the
/// line to the device is here; lightningd's requests never wait for it, except that what a backup needs is written down before they are answered.
/// </summary>
internal sealed class TowerService : IDisposable
{
    private const int EndMs = 1_000;

    private readonly TowerStore _store;
    private readonly TowerClient _client;
    private readonly TowerCommands _commands;
    private readonly TowerKeeper _keeper;
    private readonly NodeSession _session;
    private readonly StatusSocket _status;

    private TowerService(TowerStore store, SignerClient device, NodeSession session, HsmdSettings settings, StatusSocket status)
    {
        _store = store;
        _session = session;
        _status = status;
        TowerKeeper keeper = new(store, (line, peer) => status.Log(StatusLevel.Unusual, line, peer));
        keeper.TurnedOn += () => Task.Run(CatchUp);
        _keeper = keeper;
        session.States = keeper;
        _client = new TowerClient(
            store,
            new DeviceTowerSigner(device, keeper.DeviceHasKeys),
            new TcpTowerDialer(settings.TowerProxy, settings.IsTowerProxyAlwaysUsed),
            new TowerClientSettings { Log = line => status.Log(StatusLevel.Unusual, line) });
        _commands = new TowerCommands(store, _client);
    }

    /// <summary>Null, and a line in the node's log, when the file cannot be used and no tower was ever added there.</summary>
    /// <exception cref="SettingException">There are towers, and the file cannot be used: going on would leave states without backups.</exception>
    public static TowerService? Open(SignerClient device, NodeSession session, HsmdSettings settings, StatusSocket status)
    {
        try
        {
            return new TowerService(TowerStore.Open(settings.TowerPlace), device, session, settings, status);
        }
        catch (TowerStoreException failure) when (settings.AreTowersInDatabase || File.Exists(settings.TowerStorePath))
        {
            throw new SettingException(failure.Message);
        }
        catch (TowerStoreException failure)
        {
            status.Log(StatusLevel.Broken, "No watchtowers: " + failure.Message);
            return null;
        }
    }

    /// <summary>One command of the owner: <c>{"result":{…}}</c> or <c>{"error":SENTENCE}</c>.</summary>
    public JsonObject Answer(string command, JsonObject arguments)
    {
        try
        {
            JsonObject result = _commands.Run(command, arguments);
            if (command == "list")
            {
                result["waiting"] = new JsonArray([.. _keeper.WaitingChannels.Select(Describe)]);
            }

            return new JsonObject { ["result"] = result };
        }
        catch (Exception no) when (no is TowerCommandException or TowerStoreException)
        {
            return new JsonObject { ["error"] = no.Message };
        }
    }

    public void Dispose()
    {
        // A request that is on the line to the device ends with the line.
        _client.DisposeAsync().AsTask().Wait(EndMs);
        _store.Dispose();
    }

    private static JsonNode Describe(TowerKeeper.Waiting waiting) => new JsonObject
    {
        ["channel"] = Convert.ToHexStringLower(waiting.Channel.AsSpan(0, 33)) + "/" + BinaryPrimitives.ReadUInt64BigEndian(waiting.Channel.AsSpan(33)),
        ["commitment"] = waiting.Number,
        ["seconds"] = (long)(DateTimeOffset.UtcNow - waiting.Since).TotalSeconds,
        ["sentence"] = waiting.Sentence,
    };

    private void CatchUp()
    {
        try
        {
            _status.Log(
                StatusLevel.Unusual,
                "The first watchtower has answered. States that were revoked before now cannot be backed up, because the data for it no longer exists.");
            _session.CatchUpWithTowers();
        }
        catch (Exception later) when (later is StateNotKeptException or SignerException or LinkLostException or RequestBreaksDeviceException or IntentStoreException)
        {
            _status.Log(StatusLevel.Unusual, "The newest states of some channels are prepared for watchtowers later, with each channel's next state: " + later.Message);
        }
        catch (OperationCanceledException)
        {
            // The end of the program.
        }
    }
}
