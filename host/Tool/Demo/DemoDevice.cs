using System.Security.Cryptography;
using Holdfast.DeviceLink;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;
using Holdfast.SimulatedSigner;

namespace Holdfast.Tool.Demo;

/// <summary>One request as the device saw it, and what it answered.</summary>
/// <param name="Reply">Body of the ok reply; null when a rule refused.</param>
internal sealed record TapeEntry(byte[] Request, byte[]? Reply, string Tag, string Sentence)
{
    public MessageId Id => (MessageId)Request[0];
}

/// <summary>
/// A simulated device behind a real pseudo terminal, with the host's real serial path in front of it, and a tape of everything that was
/// asked. When power is cut, somebody plugs it in again a moment later.
/// </summary>
internal sealed class DemoDevice : IDisposable
{
    private const int ReplugMs = 150;

    private readonly DeviceServer _server;
    private readonly Thread _owner;
    private readonly List<TapeEntry> _tape = [];
    private readonly DemoPayments _payments;
    private volatile bool _isClosing;

    public DemoDevice(SecretKind kind, byte[] secret, Func<string, bool>? presses = null)
    {
        Storage = new SimulatedStorage();
        Device = new SimulatedDevice(Storage, new SimulatedDeviceSettings());
        Device.Button.Presses = presses ?? (_ => true);
        PtyPair line = new();
        LineName = line.SlavePath;
        _server = new DeviceServer(Device, line);
        Client = new SignerClient(new SerialTransport(line.SlavePath), new SignerClientSettings
        {
            ReplyTimeoutMs = 400,
            ReopenDelay = TimeSpan.FromMilliseconds(50),
        });
        _payments = new DemoPayments(Client);
        Client.Exchanged += figures => BytesOnWire += figures.BytesToDevice + figures.BytesFromDevice;
        Client.Ask(new Provision { Kind = kind, Network = Network.Regtest, Secret = secret, HostHalf = RandomNumberGenerator.GetBytes(32) });
        _owner = new Thread(Replug) { IsBackground = true, Name = "owner" };
        _owner.Start();
    }

    public SimulatedStorage Storage { get; }

    public SimulatedDevice Device { get; }

    public SignerClient Client { get; }

    public string LineName { get; }

    public long BytesOnWire { get; private set; }

    public IReadOnlyList<TapeEntry> Tape => _tape;

    /// <summary>Commits in the life of this device's journal.</summary>
    public ulong JournalCommits() => Client.Ask(new Status()).JournalSequence;

    /// <summary>For the reference node: asks, and writes request and answer on the tape.</summary>
    public Reply Exchange(byte[] request)
    {
        try
        {
            Reply reply = _payments.Exchange(request);
            _tape.Add(new TapeEntry(request, reply.Body, "", ""));
            return reply;
        }
        catch (SignerRefusedException refusal)
        {
            _tape.Add(new TapeEntry(request, null, refusal.Tag, refusal.Sentence));
            throw new RefusedException(refusal.Tag, refusal.Sentence);
        }
    }

    /// <summary>
    /// Runs one request and tells how many storage operations lie between a device at rest and the operation that makes the request durable:
    /// the close of a journal head (firmware/Journal/FORMAT.md).
    /// </summary>
    public long OperationsUntilCommit(Action request)
    {
        Rest();
        List<StorageOperation> trace = [];
        long start = 0;
        Device.Hold(() =>
        {
            start = Storage.OperationCount;
            Storage.Trace = trace;
        });
        request();
        StorageOperation? commit = null;
        Device.Hold(() =>
        {
            commit = trace.First(operation => operation.Step == StorageStep.CloseExisting && operation.Path.EndsWith("/h", StringComparison.Ordinal));
            Storage.Trace = null;
        });
        return commit!.Number - start;
    }

    /// <summary>Pulls the plug in the moment in which the operation so many steps from now has become durable and before anything is said about it.</summary>
    public void CutPowerAfterCommit(long operationsFromNow)
    {
        Rest();
        Device.Hold(() => Storage.CutPowerAt(Storage.OperationCount + operationsFromNow, StorageOutcome.New));
    }

    /// <summary>Waits until the device has finished what it does after its replies.</summary>
    private void Rest()
    {
        long seen = -1;
        for (long now = 0; now != seen; Device.Hold(() => now = Storage.OperationCount))
        {
            seen = now;
            Thread.Sleep(60);
        }
    }

    public void Dispose()
    {
        _isClosing = true;
        _owner.Join();
        Client.Dispose();
        _server.Dispose();
    }

    private void Replug()
    {
        while (!_isClosing)
        {
            Thread.Sleep(20);
            if (!Device.IsOn)
            {
                Thread.Sleep(ReplugMs);
                Device.Boot();
            }
        }
    }
}
