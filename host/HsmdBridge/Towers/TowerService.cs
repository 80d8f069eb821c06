using System.Text.Json.Nodes;
using Holdfast.Bridge;
using Holdfast.Bridge.Towers;
using Holdfast.DeviceLink;
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

    private TowerService(TowerStore store, TowerKeeper keeper, SignerClient device, HsmdSettings settings, StatusSocket status)
    {
        _store = store;
        Keeper = keeper;
        _client = new TowerClient(
            store,
            new DeviceTowerSigner(device, keeper.DeviceHasKeys),
            new TcpTowerDialer(settings.TowerProxy, settings.IsTowerProxyAlwaysUsed),
            new TowerClientSettings { Log = line => status.Log(StatusLevel.Unusual, line) });
        _commands = new TowerCommands(store, _client);
    }

    public IStateKeeper Keeper { get; }

    /// <summary>Null, and a line in the node's log, when the file cannot be used and no tower was ever added there.</summary>
    /// <exception cref="SettingException">There are towers, and the file cannot be used: going on would leave states without backups.</exception>
    public static TowerService? Open(SignerClient device, HsmdSettings settings, StatusSocket status)
    {
        try
        {
            TowerStore store = TowerStore.Open(settings.TowerStorePath);
            return new TowerService(store, new TowerKeeper(store, (line, peer) => status.Log(StatusLevel.Unusual, line, peer)), device, settings, status);
        }
        catch (TowerStoreException failure) when (File.Exists(settings.TowerStorePath))
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
            return new JsonObject { ["result"] = _commands.Run(command, arguments) };
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
}
