using System.Globalization;
using Holdfast.ReferenceTower;
using Holdfast.Watchtowers;
using Holdfast.Watchtowers.Storage;

namespace Holdfast.HostUnit.Watchtowers;

/// <summary>
/// The descriptors of this process, as Linux lists them: after the client is ended at any of its steps, none leads to the tower any more, and none to the file once the
/// store is closed. Those of other tests in the same process lead to other ports and folders.
/// </summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class TowerDescriptorTests
{
    private static readonly string[] s_requests = ["book", "reserve", "connect", "finish", "receive", "create", "backup", "update", "forget"];

    [TestMethod]
    public async Task EndedAtEachRequestOfTheDevice()
    {
        int mostConnected = 0;
        foreach (string request in s_requests)
        {
            mostConnected = Math.Max(mostConnected, await EndAsync(request, null));
        }

        Assert.IsTrue(mostConnected > 0, "no connection was ever seen: the test counts nothing");
    }

    [TestMethod]
    public async Task EndedAtEachStepOfATower()
    {
        int mostConnected = 0;
        foreach (TowerMoment moment in Enum.GetValues<TowerMoment>())
        {
            mostConnected = Math.Max(mostConnected, await EndAsync(null, moment));
        }

        Assert.IsTrue(mostConnected > 0, "no connection was ever seen: the test counts nothing");
    }

    /// <returns>How many connections to the tower were open just before the end.</returns>
    private static async Task<int> EndAsync(string? request, TowerMoment? moment)
    {
        using TemporaryFolder folder = new();
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Tower tower = new([.. Enumerable.Repeat((byte)0x31, 32)])
        {
            Manners = new TowerManners { At = (now, _) => now == moment && reached.TrySetResult() ? TowerDeed.StaysSilent : TowerDeed.GoesOn },
        };
        await using TowerListener listener = new(tower);
        ManagedTowerSigner signer = new() { Hangs = name => name == request && reached.TrySetResult() };
        int connected;
        using (TowerStore store = TowerStore.Open(folder.File("towers.db")))
        {
            store.SetTerms(2, 2500);
            store.AddTower(tower.PublicKey, new TowerAddress("127.0.0.1", listener.Port));
            await using TowerClient client = new(store, signer, new TcpTowerDialer(null, false), new TowerClientSettings());
            foreach (ulong number in new ulong[] { 0, 1, 2 })
            {
                store.AddSigned(TowerWorld.Channel(1), BlobType.Anchors, TowerWorld.State(1, number));
                store.Revoke(TowerWorld.Channel(1), number, new byte[32]);
            }

            await reached.Task;
            connected = Connections(listener.Port).Count;
            Assert.AreNotEqual(0, Files(folder).Count, "the file is open");
        }

        string where = request ?? moment.ToString()!;
        Assert.AreEqual(string.Empty, string.Join(" ", Connections(listener.Port)), where + ": connections");
        Assert.AreEqual(string.Empty, string.Join(" ", Files(folder)), where + ": files");
        return connected;
    }

    /// <summary>Sockets of this process whose other end is this port.</summary>
    private static List<string> Connections(int port)
    {
        HashSet<string> sockets = [];
        foreach (string table in new[] { "/proc/self/net/tcp", "/proc/self/net/tcp6" }.Where(File.Exists))
        {
            foreach (string[] row in File.ReadLines(table).Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            {
                if (int.Parse(row[2].Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture) == port)
                {
                    sockets.Add("socket:[" + row[9] + "]");
                }
            }
        }

        return [.. Descriptors().Where(sockets.Contains)];
    }

    private static List<string> Files(TemporaryFolder folder) => [.. Descriptors().Where(target => target.StartsWith(folder.FullName, StringComparison.Ordinal))];

    /// <summary>What each descriptor leads to. One that another test closes meanwhile leads nowhere.</summary>
    private static List<string> Descriptors()
    {
        List<string> targets = [];
        foreach (string descriptor in Directory.GetFileSystemEntries("/proc/self/fd"))
        {
            try
            {
                targets.Add(new FileInfo(descriptor).LinkTarget ?? string.Empty);
            }
            catch (IOException)
            {
                // Closed since the list was made.
            }
        }

        return targets;
    }
}
