using Holdfast.DeviceLink;
using Holdfast.Protocol;
using Holdfast.Scenarios;

namespace Holdfast.HardwareInLoop;

/// <summary>
/// Whatever answers on a line: a board, an interpreter, a simulator in another process. A blank device is given the test seed and the test half, which are in
/// this file for everybody to see; a device that is somebody's is unlocked with that person's half, and left alone when the half does not fit.
/// </summary>
internal sealed class LineDevice : IScenarioDevice, IDisposable
{
    private static readonly byte[] s_testSeed = [.. Enumerable.Repeat((byte)0x11, 32)];
    private static readonly byte[] s_testHalf = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    private readonly Action? _cutPower;
    private ulong _dbid;

    /// <param name="cutPower">Cuts and gives back the power, or resets; null when nobody can.</param>
    public LineDevice(string address, Action? cutPower)
    {
        _cutPower = cutPower;
        Client = new SignerClient(TransportAddress.Parse(address), new SignerClientSettings { ReplyTimeoutMs = 1000 });
        Client.Exchanged += Latencies.Add;
        HelloReply device = Client.Connect();
        if (device.State == DeviceState.Blank)
        {
            Client.Ask(new Provision { Kind = SecretKind.Raw, Network = Network.Regtest, Secret = s_testSeed, HostHalf = s_testHalf });
            Client.UseHostHalf(s_testHalf);
            Client.Connect();

            // Conversations are about other rules, and nobody keeps tables of payments beside them: the owner switches the rules about payments off, with the button.
            Client.Ask(new SetLimits { Changes = [new LimitChangeFields { Number = 19, Value = 0 }] });
        }
        else
        {
            bool isOwners = Environment.GetEnvironmentVariable("HOLDFAST_HOST_HALF") is { Length: > 0 };
            Client.UseHostHalf(isOwners ? HostHalfFile.Read(HostHalfFile.DefaultPath) : s_testHalf);
        }

        try
        {
            Device = Client.Connect();
        }
        catch (SignerNotReadyException locked) when (locked.Code == ErrorCode.WrongHostHalf)
        {
            Client.Dispose();
            Assert.Inconclusive($"the device on {address} is provisioned and not with the test half: it is somebody's. Name their half's file in HOLDFAST_HOST_HALF.");
        }
    }

    public SignerClient Client { get; }

    /// <summary>What the device said of itself.</summary>
    public HelloReply Device { get; } = new();

    public LatencyTable Latencies { get; } = new();

    public bool CanCutPower => _cutPower != null;

    public ICollection<byte[]> Channels { get; } = [];

    /// <summary>Asks on one thread and cuts on another, at an instant that the scheduler and a random pause choose.</summary>
    public void CutPowerWhile(Action ask)
    {
        Task cut = Task.Run(() =>
        {
            Thread.Sleep(Random.Shared.Next(60));
            _cutPower!();
        });
        ask();
        cut.GetAwaiter().GetResult();
    }

    /// <summary>Milliseconds since 2025: above every number that an earlier run used and forgot.</summary>
    public ulong NewDbid()
    {
        ulong now = (ulong)(DateTime.UtcNow - new DateTime(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc)).TotalMilliseconds;
        _dbid = Math.Max(now, _dbid + 1);
        return _dbid;
    }

    public void LetUnpairedIn(Action<SignerClient> visit)
    {
        Client.HangUp();
        using SignerClient stranger = new(TransportAddress.Parse(Client.LineName), new SignerClientSettings());
        visit(stranger);
    }

    public void Dispose() => Client.Dispose();
}
