using Holdfast.DeviceLink;
using Holdfast.Protocol;
using Holdfast.SimulatedSigner;

namespace Holdfast.Scenarios;

/// <summary>A simulated signer, fresh and provisioned, in this process: with a line made of method calls, or behind a real one.</summary>
public sealed class SimulatedScenarioDevice : IScenarioDevice, IDisposable
{
    private static readonly byte[] s_hostHalf = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    private readonly SimulatedDevice _device;
    private readonly Func<ITransport> _newLine;
    private readonly DeviceServer? _server;
    private readonly Random _random;
    private ulong _dbid;

    private SimulatedScenarioDevice(SimulatedDevice device, Func<ITransport> newLine, DeviceServer? server, int seed)
    {
        _device = device;
        _newLine = newLine;
        _server = server;
        _random = new Random(seed);
        Client = new SignerClient(newLine(), Settings);
        Client.Ask(new Provision { Kind = SecretKind.Raw, Network = Network.Regtest, Secret = [.. Enumerable.Repeat((byte)0x11, 32)], HostHalf = s_hostHalf });
        Client.Connect();

        // Conversations are about other rules, and nobody keeps tables of payments beside them, so the owner switches the rules about payments off, with the button.
        _device.Button.Presses = _ => true;
        Client.Ask(new SetLimits { Changes = [new LimitChangeFields { Number = 19, Value = 0 }] });
        _device.Button.Presses = _ => false;
    }

    public SignerClient Client { get; }

    public bool CanCutPower => true;

    public ICollection<byte[]> Channels { get; } = [];

    /// <summary>One, and one more for every cut that hit.</summary>
    public int Boots => _device.Boots;

    private static SignerClientSettings Settings => new()
    {
        HostHalf = null,
        ReplyTimeoutMs = 1000,
        ReopenDelay = TimeSpan.FromMilliseconds(1),
        ReopenDelayMax = TimeSpan.FromMilliseconds(5),
    };

    public static SimulatedScenarioDevice InProcess(int seed = 1)
    {
        SimulatedDevice device = new(new SimulatedStorage(), new SimulatedDeviceSettings { EntropySeed = 1, HasManualClock = true });
        return new SimulatedScenarioDevice(device, () => new InProcessTransport(device), null, seed);
    }

    public static SimulatedScenarioDevice BehindPty(int seed = 1)
    {
        SimulatedDevice device = new(new SimulatedStorage(), new SimulatedDeviceSettings());
        PtyPair pair = new();
        return new SimulatedScenarioDevice(device, () => new SerialTransport(pair.SlavePath), new DeviceServer(device, pair) { BootsAgainAfterCut = true }, seed);
    }

    public static SimulatedScenarioDevice BehindTcp(int seed = 1)
    {
        SimulatedDevice device = new(new SimulatedStorage(), new SimulatedDeviceSettings());
        TcpListenerTransport listener = new();
        return new SimulatedScenarioDevice(
            device, () => new TcpTransport("localhost", listener.Port), new DeviceServer(device, listener) { BootsAgainAfterCut = true }, seed);
    }

    /// <summary>Cuts in a storage operation that is close to where the request will work, with an outcome that the operation allows.</summary>
    public void CutPowerWhile(Action ask)
    {
        _device.Hold(() => _device.Storage.CutPowerAt(
            _device.Storage.OperationCount + _random.Next(8),
            operation => operation.Outcomes[_random.Next(operation.Outcomes.Count)]));
        ask();
        _device.Hold(() => _device.Storage.CutPowerAt(-1, StorageOutcome.Old));
    }

    public ulong NewDbid() => ++_dbid;

    public void LetUnpairedIn(Action<SignerClient> visit)
    {
        Client.HangUp();
        using SignerClient stranger = new(_newLine(), Settings);
        visit(stranger);
    }

    public void Dispose()
    {
        Client.Dispose();
        _server?.Dispose();
    }
}
