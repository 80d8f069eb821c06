using Holdfast.Bytes;
using Holdfast.DeviceLink;
using Holdfast.HandOver;
using Holdfast.HsmdBridge;
using Holdfast.HsmdBridge.Pumps;
using Holdfast.NodeRequests;

namespace Holdfast.Fuzz;

/// <summary>
/// The whole bridge, and a client of channeld's kind that begins with anything instead of an offer, with two sockets, one or none. It is taken only for the offer as it
/// is written; whatever else came, the bridge closes what was passed, sends nothing to connectd, and serves the next one.
/// </summary>
internal sealed class HandOverTarget : Target, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("holdfast-fuzz");
    private readonly SignerClient _signer;
    private readonly UnixSocket _lightningd;
    private readonly UnixSocket _statusEnd;
    private readonly HsmdConnection _main;
    private readonly Thread _server;
    private ulong _dbid;

    public HandOverTarget()
    {
        _signer = new SignerClient(new NoDevice(), new SignerClientSettings { ReopensMax = 0 });
        (_lightningd, UnixSocket ours) = UnixSocket.Pair();
        (_statusEnd, UnixSocket statusOurs) = UnixSocket.Pair();
        _main = new HsmdConnection(_lightningd);
        HsmdSettings settings = HsmdSettings.Read(_folder.FullName, name => name == "HOLDFAST_NODE_VERSION" ? "v26.06.6" : null, []);
        _server = new Thread(() =>
        {
            using (ours)
            using (statusOurs)
            {
                using StatusSocket status = new(statusOurs, StatusLevel.Broken);
                using NoticeBoard notices = new(_folder.FullName, _ => { }, TimeProvider.System);
                NodeSession session = new(_signer);
                using WriteAhead writeAhead = new(session, status, settings, [4]);
                using HsmdServer server = new(ours, status, session, new HeldRequests(ours, status, notices, TimeSpan.FromSeconds(1)), writeAhead, () => { });
                server.Run();
            }
        });
        _server.Start();
    }

    public override string Name => "the offer of the stub";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        HandOverMessage.Offer,
        [.. HandOverMessage.Offer, .. PeerTargets.Frame([0, 18, 0, 0, 0, 0, 0, 0, 0, 1])],
        [.. HandOverMessage.Offer, .. HandOverMessage.Offer, 0],
    ];

    public override IReadOnlyList<Type> Refusals { get; } = [typeof(MalformedException)];

    public override int LengthMaxBytes => 400;

    public override void Feed(byte[] input)
    {
        using HsmdConnection client = NewClient();
        (UnixSocket connectd, UnixSocket connectdTheirs) = UnixSocket.Pair();
        (UnixSocket channeld, UnixSocket channeldTheirs) = UnixSocket.Pair();
        bool? isTaken = null;
        using (connectd)
        using (channeld)
        {
            using (connectdTheirs)
            using (channeldTheirs)
            {
                Send(client.Socket, input, connectdTheirs.Descriptor, channeldTheirs.Descriptor);
            }

            if (input.AsSpan().StartsWith(HandOverMessage.Offer))
            {
                isTaken = HandOverMessage.ReadAnswer(client.Socket);
            }

            client.Socket.ShutdownWrite();
            while (client.Read() is { } answer)
            {
                if (answer is [0x7a, 0x65, ..])
                {
                    throw new InvalidOperationException("an answer to something that is no offer");
                }
            }

            channeld.Dispose();
            if (connectd.Read(new byte[1]) != 0)
            {
                throw new InvalidOperationException("something was sent to the peer");
            }
        }

        if (isTaken != true)
        {
            throw new MalformedException("not taken");
        }
    }

    public void Dispose()
    {
        _main.Dispose();
        _server.Join();
        _signer.Dispose();
        _statusEnd.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Two descriptors, now and then one or none.</summary>
    private static void Send(UnixSocket socket, byte[] input, int connectd, int channeld)
    {
        switch (input.Length % 5)
        {
            case 4:
            case 0 when input.Length == 0:
                socket.Write(input);
                break;
            case 3:
                socket.Pass(input, connectd);
                break;
            default:
                socket.Pass(input, connectd, channeld);
                break;
        }
    }

    private HsmdConnection NewClient()
    {
        _main.Write([0, 9, 2, .. new byte[31], 1, .. BitConverter.GetBytes(++_dbid).Reverse(), 0, 0, 0, 0, 0, 0, 1, 0xbf]);
        byte[]? reply = _main.Read();
        List<UnixSocket> passed = [];
        if (reply is not [0, 109] || _lightningd.Read(new byte[1], passed) != 1)
        {
            throw new InvalidOperationException("the bridge gives no client any more");
        }

        return new HsmdConnection(passed.Single());
    }

    /// <summary>Nobody is at the other end of the cable: no request is answered.</summary>
    private sealed class NoDevice : ITransport
    {
        public string Name => "nothing";

        public void Open(CancellationToken cancellation = default) => throw new IOException("no device");

        public int Read(Span<byte> buffer, int timeoutMs) => throw new IOException("no device");

        public void Write(ReadOnlySpan<byte> bytes) => throw new IOException("no device");

        public void Close()
        {
        }

        public void Dispose()
        {
        }
    }
}
