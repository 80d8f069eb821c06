using Holdfast.Crypto;
using Holdfast.HandOver;
using Holdfast.HostUnit.NodeRequests;
using Holdfast.NodeRequests.Replay;
using Holdfast.Protocol;

namespace Holdfast.HostUnit.HsmdBridge.Pumps;

/// <summary>A node's machine: the real bridge as a process, a device behind a pseudo terminal that lives longer, and what lightningd does for channels.</summary>
internal sealed class WriteAheadNode : IDisposable
{
    private readonly byte[] _init;
    private ScriptedLightningd? _lightningd;
    private bool _isAway;
    private ManualResetEventSlim? _released;

    public WriteAheadNode(params (string Name, string Value)[] settings)
    {
        Transcript recorded = Recordings.Named("01-basic-A");
        Settings = settings;
        _init = recorded.Entries.First(entry => entry.Request.Length > 1 && entry.Request[1] == 11).Request;
        Signer = new SimulatedNode(recorded.SecretFile);
        Start();
    }

    public (string Name, string Value)[] Settings { get; }

    public SimulatedNode Signer { get; }

    public Secp256k1 Curve { get; } = Secp256k1.Software();

    public ScriptedLightningd Lightningd => _lightningd!;

    /// <summary>Holds back a reply of the device, and with it everything that the device does, until node and bridge are dead.</summary>
    /// <param name="nth">Of the replies with which it promises a commitment.</param>
    /// <returns>Set when it has promised.</returns>
    public ManualResetEventSlim HoldPromise(int nth)
    {
        ManualResetEventSlim promised = new();
        ManualResetEventSlim released = new();
        _released = released;
        int count = 0;
        Signer.Intercepts = (kind, answer) =>
        {
            byte[] reply = answer();
            if (kind is MessageId.SignPreparedCommitment or MessageId.SignCounterpartyCommitment && ++count == nth)
            {
                promised.Set();
                released.Wait();
            }

            return reply;
        };
        return promised;
    }

    /// <summary>The device's cable is pulled, if the device still does anything.</summary>
    public void Away()
    {
        if (!_isAway && _released == null)
        {
            _isAway = true;
            Signer.Unplug();
        }
    }

    /// <summary>The cable is back in.</summary>
    public void Back()
    {
        if (_isAway)
        {
            _isAway = false;
            Signer.PlugIn();
        }
    }

    public void Start()
    {
        _lightningd = Signer.StartHsmd(Settings);
        Assert.IsNotNull(Lightningd.Ask(_init));
    }

    /// <summary>Power is gone for everything but the device.</summary>
    public void Kill()
    {
        Lightningd.Process.Kill();
        Lightningd.Dispose();
        _lightningd = null;
        Release();
        Back();
    }

    /// <summary>What the status socket said about the last request that was not answered; it travels beside the closed connection.</summary>
    public string LastRefusal()
    {
        Patience.Until(() => !Lightningd.BadRequests.IsEmpty);
        return Lightningd.BadRequests.LastOrDefault() ?? "closed without a reason";
    }

    /// <summary>A request of lightningd's own.</summary>
    public byte[] AskMain(ushort type, byte[] body) => Lightningd.Ask([(byte)(type >> 8), (byte)type, .. body]) ?? throw new IOException("hsmd is gone");

    private void Release()
    {
        Signer.Intercepts = null;
        _released?.Set();
        _released = null;
    }

    public void Dispose()
    {
        _lightningd?.Dispose();
        Release();
        Back();
        Signer.Dispose();
    }

    /// <summary>A client with its peer's messages handed over, as holdfast-channeld does it; null when the bridge does not want them.</summary>
    public HandedOver? HandOver(byte[] peer, ulong dbid)
    {
        Holdfast.HsmdBridge.HsmdConnection hsm = Lightningd.NewClient(peer, dbid, 447);
        (UnixSocket connectd, UnixSocket connectdTheirs) = UnixSocket.Pair();
        (UnixSocket bridges, UnixSocket channelds) = UnixSocket.Pair();
        using (connectdTheirs)
        using (bridges)
        {
            hsm.Socket.Pass(HandOverMessage.Offer, connectdTheirs.Descriptor, bridges.Descriptor);
        }

        HandedOver sockets = new(hsm, new(channelds), new(connectd));
        if (HandOverMessage.ReadAnswer(hsm.Socket) == true)
        {
            return sockets;
        }

        sockets.Dispose();
        return null;
    }
}

/// <summary>One attached channeld: its hsm socket, its peer socket, and connectd's end of what comes out.</summary>
internal sealed record HandedOver(
    Holdfast.HsmdBridge.HsmdConnection Hsm, Holdfast.HsmdBridge.HsmdConnection Peer, Holdfast.HsmdBridge.HsmdConnection Connectd) : IDisposable
{
    public void Dispose()
    {
        Hsm.Dispose();
        Peer.Dispose();
        Connectd.Dispose();
    }
}
