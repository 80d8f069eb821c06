using System.Buffers.Binary;
using Holdfast.HandOver;
using Holdfast.HsmdBridge.Pumps;
using Holdfast.NodeRequests;

namespace Holdfast.HostUnit.HsmdBridge.Pumps;

/// <summary>One pump with the far ends of its sockets: channeld, connectd, and channeld's hsm socket with a thread that serves it.</summary>
internal sealed class PumpRig : IDisposable
{
    private readonly UnixSocket _hsmOurs;
    private readonly Pump _pump;
    private Thread? _server;

    public PumpRig(PumpLoop loop)
    {
        (Connectd, UnixSocket connectdTheirs) = UnixSocket.Pair();
        (Channeld, UnixSocket channeldTheirs) = UnixSocket.Pair();
        (Hsm, _hsmOurs) = UnixSocket.Pair();
        _pump = loop.Add(connectdTheirs, channeldTheirs) ?? throw new AssertFailedException("no room");
    }

    public static PlaceholderMint Mint { get; } = new([1, 2, 3]);

    public UnixSocket Connectd { get; }

    public UnixSocket Channeld { get; }

    /// <summary>channeld's end of its hsm socket.</summary>
    public UnixSocket Hsm { get; }

    /// <summary>What ForwardUntil returned, and why, when the pump was cut.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Requests that were served: each is one byte, and each sees how many bytes connectd had by then.</summary>
    public List<int> Served { get; } = [];

    /// <summary>Placeholders that nobody signed any more.</summary>
    public List<byte[]> Unserved { get; } = [];

    public static byte[] Frame(params byte[] message)
    {
        byte[] frame = new byte[4 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, message.Length);
        message.CopyTo(frame, 4);
        return frame;
    }

    /// <summary>The thread that serves the hsm socket, as in HsmdServer.</summary>
    public void Serve(Func<byte[], byte[]?> sign)
    {
        _server = new Thread(() =>
        {
            try
            {
                ServeToTheEnd(sign);
            }
            catch (IOException broken)
            {
                // A test that failed has closed its sockets; it is the one that says why.
                Trouble = broken.Message;
            }
        });
        _server.Start();
    }

    private void ServeToTheEnd(Func<byte[], byte[]?> sign)
    {
        byte[] request = new byte[1];
        while (true)
        {
            if (!_pump.ForwardUntil(_hsmOurs, sign, out string trouble))
            {
                Trouble = trouble;
                return;
            }

            if (_hsmOurs.Read(request) == 0)
            {
                _pump.LeaveToLoop(Unserved.Add);
                return;
            }

            Served.Add(request[0]);
            _hsmOurs.Write(request);
        }
    }

    /// <summary>Waits until the serving thread has ended.</summary>
    public void Join() => Assert.IsTrue(_server!.Join(Patience.Ms), "the hsm socket is served to its end");

    public static byte[] Read(UnixSocket socket, int count)
    {
        byte[] bytes = new byte[count];
        for (int filled = 0; filled < count;)
        {
            int read = socket.Read(bytes.AsSpan(filled));
            Assert.AreNotEqual(0, read, $"the end after {filled} of {count} bytes");
            filled += read;
        }

        return bytes;
    }

    /// <summary>The end of the stream, also when it was reset.</summary>
    public static void ReadEnd(UnixSocket socket)
    {
        int count;
        try
        {
            count = socket.Read(new byte[1]);
        }
        catch (IOException)
        {
            count = 0;
        }

        Assert.AreEqual(0, count, "the end");
    }

    public static void IsSilent(UnixSocket socket) => Assert.AreEqual(-1, socket.TryRead(new byte[1]), "nothing to read");

    public void Dispose()
    {
        Hsm.Dispose();
        Channeld.Dispose();
        Connectd.Dispose();
        _server?.Join();
        _pump.Close();
        _hsmOurs.Dispose();
    }
}
