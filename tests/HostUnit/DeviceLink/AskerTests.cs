using System.Net;
using System.Net.Sockets;
using Holdfast.DeviceLink;
using Holdfast.Protocol;
using Holdfast.SimulatedSigner;

namespace Holdfast.HostUnit.DeviceLink;

/// <summary>Who waits for a request, and how long: withdrawn before the first byte, finished afterwards, given up after a time, ended when it breaks the device.</summary>
[TestClass]
public class AskerTests
{
    [TestMethod]
    public void RequestWhoseAskerIsGoneIsNeverSent()
    {
        LedgerFirmware.Ledger ledger = new();
        SimulatedDevice device = LedgerFirmware.NewDevice(ledger);
        device.CutPower();
        using SignerClient client = NewClient(ledger, new InProcessTransport(device) { BootsByItself = false });
        bool isGone = false;
        client.Troubled += _ =>
        {
            isGone = true;
            device.Boot();
        };

        Assert.ThrowsExactly<RequestWithdrawnException>(() => client.Exchange(NewChannel(7), new Asker { IsGone = () => isGone }));
        client.Exchange(NewChannel(8));
        CollectionAssert.AreEqual(new ulong[] { 8 }, ledger.Asked);
    }

    [TestMethod]
    public void RequestThatWasSentIsFinishedWhoeverIsGone()
    {
        LedgerFirmware.Ledger ledger = new();
        bool isGone = false;
        ledger.OnBooked = _ => isGone = true;
        using SignerClient client = NewClient(ledger, new InProcessTransport(LedgerFirmware.NewDevice(ledger)));
        client.Exchange(NewChannel(7), new Asker { IsGone = () => isGone });
        CollectionAssert.AreEqual(new ulong[] { 7 }, ledger.Booked);
    }

    [TestMethod]
    public void DeviceThatIsAwayForTooLongLosesOneRequestAndItSaysThatNothingWasSent()
    {
        LedgerFirmware.Ledger ledger = new();
        SimulatedDevice device = LedgerFirmware.NewDevice(ledger);
        device.CutPower();
        using SignerClient client = NewClient(ledger, new InProcessTransport(device) { BootsByItself = false });
        LinkLostException lost = Assert.ThrowsExactly<LinkLostException>(
            () => client.Exchange(NewChannel(7), new Asker { AwayMax = TimeSpan.FromMilliseconds(50) }));
        Assert.IsFalse(lost.WasSent);
        device.Boot();
        client.Exchange(NewChannel(8));
        CollectionAssert.AreEqual(new ulong[] { 8 }, ledger.Asked);
    }

    [TestMethod]
    public void LightningdsOwnRequestGoesBeforeThoseThatWait()
    {
        TicketQueue queue = new();
        List<string> served = [];
        List<Thread> threads = [];
        TicketQueue.Turn held = queue.Enter();
        foreach (string name in (string[])["channel 1", "channel 2", "lightningd"])
        {
            int before = threads.Count;
            Thread thread = new(() =>
            {
                using TicketQueue.Turn turn = queue.Enter(goesFirst: name == "lightningd");
                served.Add(name);
            });
            thread.Start();
            threads.Add(thread);
            SpinWait.SpinUntil(() => queue.Waiting == before + 1);
        }

        held.Dispose();
        threads.ForEach(thread => thread.Join());
        CollectionAssert.AreEqual(new[] { "lightningd", "channel 1", "channel 2" }, served);
    }

    /// <summary>Sent 23,436 times in 15 seconds before: the request that crashes the device ends, the next one is answered.</summary>
    [TestMethod]
    public void RequestThatCrashesTheDeviceEndsAfterFiveReboots()
    {
        LedgerFirmware.Ledger ledger = new();
        SimulatedDevice device = LedgerFirmware.NewDevice(ledger);
        bool hasCrashed = false;
        ledger.OnBooked = dbid => hasCrashed = dbid == 13;
        using SignerClient client = NewClient(ledger, new CrashingTransport(device, () => hasCrashed, () => hasCrashed = false));

        Assert.ThrowsExactly<RequestBreaksDeviceException>(() => client.Exchange(NewChannel(13)));
        Assert.AreEqual(5, ledger.Asked.Count);
        client.Exchange(NewChannel(14));
        Assert.AreEqual(14UL, ledger.Asked[^1]);
    }

    [TestMethod]
    public void ReplyThatCannotBeReadEndsItsRequestAfterFiveTimes()
    {
        LedgerFirmware.Ledger ledger = new() { Garbles = true };
        using SignerClient client = NewClient(ledger, new InProcessTransport(LedgerFirmware.NewDevice(ledger)));
        Assert.ThrowsExactly<RequestBreaksDeviceException>(() => client.Exchange(NewChannel(13)));
        ledger.Garbles = false;
        client.Exchange(NewChannel(14));
    }

    /// <summary>The other end never answers the connection, as behind a firewall: the system alone would try for two minutes.</summary>
    [TestMethod]
    public void ConnectingIsCancelledWithTheRequest()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start(0);
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        List<Socket> queue = [];
        for (int i = 0; i < 4; i++)
        {
            // Fills the queue of the listener, who accepts nobody; what comes then is not answered.
            Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
            _ = socket.ConnectAsync(IPAddress.Loopback, port);
            queue.Add(socket);
        }

        using TcpTransport transport = new("127.0.0.1", port);
        using CancellationTokenSource cancellation = new(TimeSpan.FromMilliseconds(200));
        Assert.ThrowsExactly<OperationCanceledException>(() => transport.Open(cancellation.Token));
        queue.ForEach(socket => socket.Dispose());
    }

    private static byte[] NewChannel(ulong dbid) => new NewChannel { Peer = new byte[33], Dbid = dbid }.Encode();

    private static SignerClient NewClient(LedgerFirmware.Ledger ledger, ITransport transport) => new(transport, new SignerClientSettings
    {
        HostHalf = ledger.HostHalf,
        ReopenDelay = TimeSpan.FromMilliseconds(1),
        ReopenDelayMax = TimeSpan.FromMilliseconds(2),
        Time = StandingClock.Instance,
    });

    /// <summary>A line to a device that reboots before its answer leaves it.</summary>
    private sealed class CrashingTransport(SimulatedDevice device, Func<bool> hasCrashed, Action rebooted) : ITransport
    {
        private readonly InProcessTransport _inner = new(device);

        public string Name => "crashing";

        public void Open(CancellationToken cancellation = default) => _inner.Open(cancellation);

        public int Read(Span<byte> buffer, int timeoutMs)
        {
            int count = _inner.Read(buffer, timeoutMs);
            if (!hasCrashed())
            {
                return count;
            }

            device.Reboot();
            rebooted();
            return 0;
        }

        public void Write(ReadOnlySpan<byte> bytes) => _inner.Write(bytes);

        public void Close() => _inner.Close();

        public void Dispose() => _inner.Dispose();
    }
}
