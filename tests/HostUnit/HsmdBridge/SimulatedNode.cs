using Holdfast.DeviceLink;
using Holdfast.NodeRequests.Replay;
using Holdfast.Protocol;
using Holdfast.Requests;
using Holdfast.SimulatedSigner;

namespace Holdfast.HostUnit.HsmdBridge;

/// <summary>A node's directory and, beside it, a simulated signer behind a real pseudo terminal: what holdfast-hsmd finds on a node's machine.</summary>
internal sealed class SimulatedNode : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _half;
    private DeviceServer? _server;

    /// <param name="breaks">A request that brings the device down before it does anything, whenever it comes.</param>
    public SimulatedNode(byte[] secretFile, MessageId? breaks = null)
    {
        Device = new SimulatedDevice(new SimulatedStorage(), new SimulatedDeviceSettings
        {
            Firmware = parts => new FragileFirmware(SignerFirmware.Boot(parts), parts, this, breaks),
        });
        Device.Button.Presses = _ => true;
        (SecretKind kind, byte[] secret) = HsmSecretFile.Parse(secretFile);
        _half = HostHalfFile.Create(_folder.File("holdfast-host-half"));
        using (SignerClient client = new(new InProcessTransport(Device), new SignerClientSettings()))
        {
            client.Ask(new Provision { Kind = kind, Network = Network.Regtest, Secret = secret, HostHalf = _half });
        }

        PlugIn();
    }

    public SimulatedDevice Device { get; }

    /// <summary>How often a request brought the device down.</summary>
    public int Breakdowns { get; private set; }

    /// <summary>Stands before the firmware, on the device's thread: gets each request's kind and how to have it answered, and gives the answer.</summary>
    public volatile Func<MessageId, Func<byte[]>, byte[]>? Intercepts;

    public string Folder => _folder.FullName;

    /// <summary>The port's name, which stays when the cable is plugged in again.</summary>
    public string Line => _folder.File("signer-port");

    public void PlugIn()
    {
        PtyPair pty = new();
        File.Delete(Line);
        File.CreateSymbolicLink(Line, pty.SlavePath);
        _server = new DeviceServer(Device, pty) { BootsAgainAfterCut = true };
    }

    /// <summary>The port is gone, as when a USB adapter is pulled out; the device keeps its power.</summary>
    public void Unplug()
    {
        File.Delete(Line);
        _server!.Dispose();
        Assert.IsNull(_server.Failure, "the simulated signer's thread");
        _server = null;
    }

    /// <summary>The device loses its power for a moment: what it kept in memory is gone.</summary>
    public void Reboot()
    {
        Unplug();
        Device.CutPower();
        Assert.IsTrue(Device.Boot());
        PlugIn();
    }

    /// <summary>Facts that the device keeps; asked over the line, so nobody else may hold it.</summary>
    public ulong JournalSequence()
    {
        using SignerClient client = new(new SerialTransport(Line), new SignerClientSettings { HostHalf = _half });
        return client.Ask(new Status()).JournalSequence;
    }

    /// <summary>Starts holdfast-hsmd as lightningd would, with this signer.</summary>
    public ScriptedLightningd StartHsmd(params (string Name, string Value)[] settings) =>
        ScriptedLightningd.Start(Folder, [("SIGNER", Line), ("NODE_VERSION", "v26.06.6"), .. settings]);

    public void Dispose()
    {
        if (_server != null)
        {
            Unplug();
        }

        _folder.Dispose();
    }

    /// <summary>A firmware with a defect: one kind of request ends in a reboot. Any request can be intercepted.</summary>
    private sealed class FragileFirmware(IRequestHandler firmware, SimulatedParts parts, SimulatedNode node, MessageId? breaks) : IRequestHandler
    {
        public int MessageBytesMax => firmware.MessageBytesMax;

        public byte[] PairingKey => firmware.PairingKey;

        public DeviceState State => firmware.State;

        public string Sentence => firmware.Sentence;

        public LinkGreeting Greeting => firmware.Greeting;

        public byte[] Agree(LinkOffer offer, byte[] hostPoint) => firmware.Agree(offer, hostPoint);

        public byte[] Handle(byte[] message, int length)
        {
            if (breaks != null && (MessageId)message[0] == breaks)
            {
                node.Breakdowns++;
                ((SimulatedStorage)parts.Storage).CutPower();
                throw new PowerCutException();
            }

            MessageId kind = (MessageId)message[0];
            return node.Intercepts is { } intercepts ? intercepts(kind, () => firmware.Handle(message, length)) : firmware.Handle(message, length);
        }

        public void Idle() => firmware.Idle();
    }
}
