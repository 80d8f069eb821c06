using System.Net.Sockets;
using Holdfast.DeviceLink;
using Holdfast.Protocol;
using Holdfast.SimulatedSigner;

namespace Holdfast.HostUnit.DeviceLink;

/// <summary>The real lines: pseudo terminals through the termios adapter of this project, and TCP.</summary>
[TestClass]
public class TransportTests
{
    private const int WaitMs = 120_000;

    [TestMethod]
    public void APseudoTerminalCarriesEveryByteUnchangedInBothDirections()
    {
        RequirePty();
        using PtyPair pair = new();
        using SerialTransport port = new(pair.SlavePath);
        port.Open();
        byte[] all = [.. Enumerable.Range(0, 256).Select(i => (byte)i), .. Enumerable.Range(0, 256).Select(i => (byte)(255 - i))];

        port.Write(all);
        CollectionAssert.AreEqual(all, ReadExactly(pair, all.Length));
        pair.Write(all);
        CollectionAssert.AreEqual(all, ReadExactly(port, all.Length));
        Assert.AreEqual(0, pair.Read(new byte[1], 0), "an echo");
    }

    [TestMethod]
    public void APortIsOnlyForOne()
    {
        RequirePty();
        using PtyPair pair = new();
        using SerialTransport first = new(pair.SlavePath);
        using SerialTransport second = new(pair.SlavePath);
        first.Open();

        StringAssert.Contains(Assert.ThrowsExactly<IOException>(() => second.Open()).Message, "in use");
        first.Close();
        second.Open();
    }

    [TestMethod]
    public void APulledCableIsAnIOException()
    {
        RequirePty();
        using PtyPair pair = new();
        using SerialTransport port = new(pair.SlavePath);
        port.Open();
        pair.Close();

        Assert.ThrowsExactly<IOException>(() => port.Read(new byte[1], WaitMs));
        Assert.ThrowsExactly<NothingWrittenException>(() => port.Write(new byte[1]));
        Assert.ThrowsExactly<IOException>(() => port.Open());
    }

    [TestMethod]
    public void AMissingPortIsSaidByName()
    {
        RequirePty();
        StringAssert.Contains(Assert.ThrowsExactly<IOException>(() => new SerialTransport("/dev/holdfast-missing").Open()).Message, "/dev/holdfast-missing");
        StringAssert.Contains(Assert.ThrowsExactly<IOException>(() => new SerialTransport("/dev/null").Open()).Message, "not a serial port");
    }

    [TestMethod]
    public void WithoutAHostThePseudoTerminalLosesWhatIsWritten()
    {
        RequirePty();
        using PtyPair pair = new();
        using (SerialTransport port = new(pair.SlavePath))
        {
            port.Open();
        }

        Assert.AreEqual(0, pair.Read(new byte[1], 0));
        pair.Write(new byte[100_000]);
        using SerialTransport again = new(pair.SlavePath);
        again.Open();
        pair.Write([1, 2, 3]);
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, ReadExactly(again, 3));
    }

    [TestMethod]
    public void TheClientFindsItsDeviceAgainAfterAReplug()
    {
        RequirePty();
        LedgerFirmware.Ledger ledger = new();
        SimulatedDevice device = NewRealTimeDevice(ledger);
        string link = Path.Combine(Path.GetTempPath(), "holdfast-" + Guid.NewGuid().ToString("N"));
        PtyPair pair = new();
        DeviceServer server = new(device, pair);
        File.CreateSymbolicLink(link, pair.SlavePath);
        using SignerClient client = new(new SerialTransport(link), Patience(ledger));
        try
        {
            client.Ask(new NewChannel { Peer = new byte[33], Dbid = 1 });
            server.Dispose();
            File.Delete(link);
            using ManualResetEventSlim troubled = new();
            client.Troubled += _ => troubled.Set();
            Task asked = Task.Run(() => client.Ask(new NewChannel { Peer = new byte[33], Dbid = 2 }));
            Assert.IsTrue(troubled.Wait(WaitMs), "nothing was noticed");

            pair = new PtyPair();
            server = new DeviceServer(device, pair);
            File.CreateSymbolicLink(link, pair.SlavePath);
            Assert.IsTrue(asked.Wait(WaitMs), "the request was not answered after the cable was back");
        }
        finally
        {
            server.Dispose();
            File.Delete(link);
        }

        CollectionAssert.AreEqual(new ulong[] { 1, 2 }, ledger.Asked);
        Assert.AreEqual(1, device.Boots);
    }

    [TestMethod]
    public void ARebootBehindAnOpenPortIsSurvived()
    {
        RequirePty();
        LedgerFirmware.Ledger ledger = new();
        SimulatedDevice device = NewRealTimeDevice(ledger);
        PtyPair pair = new();
        using DeviceServer server = new(device, pair);
        using SignerClient client = new(new SerialTransport(pair.SlavePath), Patience(ledger));
        for (ulong i = 0; i < 5; i++)
        {
            client.Ask(new NewChannel { Peer = new byte[33], Dbid = i });
            device.Reboot();
        }

        CollectionAssert.AreEqual(new ulong[] { 0, 1, 2, 3, 4 }, ledger.Booked);
        Assert.IsNull(server.Failure);
    }

    [TestMethod]
    public void TheLargestMessagesFitThroughAPseudoTerminal()
    {
        RequirePty();
        LedgerFirmware.Ledger ledger = new();
        PtyPair pair = new();
        using DeviceServer server = new(NewRealTimeDevice(ledger), pair);
        using SignerClient client = new(new SerialTransport(pair.SlavePath), Patience(ledger));
        byte[] message = new byte[ProtocolLimits.TextBytesMax];
        new Random(1).NextBytes(message);

        CollectionAssert.AreEqual(LedgerFirmware.Sign(message), client.Ask(new SignMessage { Message = message }).Signature);
    }

    [TestMethod]
    public void TcpServesOneHostAfterTheOther()
    {
        LedgerFirmware.Ledger ledger = new();
        TcpListenerTransport listener = new();
        using DeviceServer server = new(NewRealTimeDevice(ledger), listener);
        for (ulong i = 0; i < 3; i++)
        {
            using SignerClient client = new(new TcpTransport("localhost", listener.Port), Patience(ledger));
            client.Ask(new NewChannel { Peer = new byte[33], Dbid = i });
        }

        CollectionAssert.AreEqual(new ulong[] { 0, 1, 2 }, ledger.Asked);
        Assert.IsNull(server.Failure);
    }

    [TestMethod]
    public void AClosedTcpPortIsSaidByName()
    {
        using TcpListener listener = new(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        int port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        StringAssert.Contains(Assert.ThrowsExactly<IOException>(() => new TcpTransport("localhost", port).Open()).Message, $"tcp:localhost:{port}");
    }

    [DataRow("/dev/ttyUSB0", "/dev/ttyUSB0")]
    [DataRow("/dev/ttyUSB0,115200", "/dev/ttyUSB0")]
    [DataRow("tcp:signer.example:7777", "tcp:signer.example:7777")]
    [DataRow("tcp:[::1]:7777", "tcp:::1:7777")]
    [TestMethod]
    public void AddressesAreUnderstood(string text, string name)
    {
        RequirePty();
        Assert.AreEqual(name, TransportAddress.Parse(text).Name);
    }

    [DataRow("")]
    [DataRow("tcp:")]
    [DataRow("tcp:host")]
    [DataRow("tcp:host:0")]
    [DataRow("tcp:host:70000")]
    [DataRow("/dev/ttyUSB0,fast")]
    [DataRow(",9600")]
    [TestMethod]
    public void OtherAddressesAreNot(string text)
    {
        Assert.ThrowsExactly<FormatException>(() => TransportAddress.Parse(text));
    }

    private static SimulatedDevice NewRealTimeDevice(LedgerFirmware.Ledger ledger)
        => new(new SimulatedStorage(), new SimulatedDeviceSettings { Firmware = _ => new LedgerFirmware(ledger), EntropySeed = 1 });

    private static SignerClientSettings Patience(LedgerFirmware.Ledger ledger) => new()
    {
        HostHalf = ledger.HostHalf,
        ReplyTimeoutMs = 300,
        ReopenDelay = TimeSpan.FromMilliseconds(10),
        ReopenDelayMax = TimeSpan.FromMilliseconds(50),
    };

    private static void RequirePty()
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
        {
            Assert.Inconclusive("pseudo terminals need Linux or macOS");
        }
    }

    private static byte[] ReadExactly(ITransport transport, int count)
    {
        byte[] bytes = new byte[count];
        int have = 0;
        while (have < count)
        {
            int more = transport.Read(bytes.AsSpan(have), WaitMs);
            Assert.IsTrue(more > 0, $"{have} of {count} bytes came");
            have += more;
        }

        return bytes;
    }
}
