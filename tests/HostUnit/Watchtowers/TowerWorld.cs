using System.Collections.Concurrent;
using System.Security.Cryptography;
using Holdfast.HostUnit.IntentLog;
using Holdfast.ReferenceTower;
using Holdfast.Watchtowers.Storage;
using Holdfast.Watchtowers;

namespace Holdfast.HostUnit.Watchtowers;

/// <summary>A client with its file, its device and towers that can be reached without a socket. Killed and started again as often as a test wants.</summary>
internal sealed class TowerWorld : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly TemporaryFolder _folder = new();
    private TowerClient? _client;

    public TowerWorld()
    {
        Store = OpenStore();
    }

    public MemoryNet Net { get; } = new();

    public ManagedTowerSigner Signer { get; } = new();

    public VirtualTime Time { get; } = new() { Patience = Patience };

    public TowerStore Store { get; private set; }

    public ConcurrentQueue<string> Log { get; } = new();

    public TowerClient Client => _client!;

    public string StorePath => _folder.File("towers.db");

    public static byte[] Channel(byte number) => [2, .. Enumerable.Repeat(number, 40)];

    /// <summary>A tower on a host of that name; a new one unless told.</summary>
    public Tower AddTower(string host, TowerManners? manners = null)
    {
        Tower tower = new(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(host))) { Manners = manners ?? new TowerManners() };
        Net.Put(host, tower);
        Store.AddTower(tower.PublicKey, new TowerAddress(host, 9911));
        return tower;
    }

    /// <summary>Signs and revokes these numbers of one channel.</summary>
    public void Revoke(byte channel, params IEnumerable<ulong> numbers)
    {
        foreach (ulong number in numbers)
        {
            Store.AddSigned(Channel(channel), BlobType.Anchors, State(channel, number));
            Store.Revoke(Channel(channel), number, SHA256.HashData([channel, (byte)number]));
        }
    }

    public static RevokedState State(byte channel, ulong number) => new(
        SHA256.HashData([channel])[..16], 0, number, SHA256.HashData([channel, 99, (byte)number, (byte)(number >> 8)]), 1, 50_000, new byte[16], []);

    public static byte[] Hint(byte channel, ulong number) => SHA256.HashData(State(channel, number).Txid)[..16];

    public void Start(TowerClientSettings? settings = null)
    {
        _client = new TowerClient(Store, Signer, Net, (settings ?? new TowerClientSettings()) with { Time = Time, Patience = Patience, Log = Log.Enqueue });
    }

    /// <summary>As kill -9 would, as far as a process that goes on can: no step after the current one, and the file opened anew.</summary>
    public async Task KillAsync()
    {
        await Client.DisposeAsync();
        _client = null;
        Store.Dispose();
        Store = OpenStore();
    }

    public async ValueTask DisposeAsync()
    {
        if (_client != null)
        {
            await _client.DisposeAsync();
        }

        Store.Dispose();
        _folder.Dispose();
    }

    /// <summary>Waits until it is so. Every change comes from somebody else's task; a test that waits in vain is ended by the test run.</summary>
    public static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            await Task.Delay(5);
        }
    }

    /// <summary>Lets every wait pass, except for a tower's answer, until it is so.</summary>
    public async Task PassUntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            Time.PassAll();
            await Task.Delay(5);
        }
    }

    /// <summary>The hints of all updates that a tower has accepted.</summary>
    public static HashSet<string> Hints(Tower tower) => [.. tower.Book.Sessions.Values.SelectMany(session => session.Updates).Select(update => Convert.ToHexString(update.Hint))];

    public static bool HasAll(Tower tower, byte channel, params IEnumerable<ulong> numbers) =>
        numbers.All(number => Hints(tower).Contains(Convert.ToHexString(Hint(channel, number))));

    private TowerStore OpenStore() => TowerStore.Open(Places.Of(StorePath), Time);
}
