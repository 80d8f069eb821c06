using Holdfast.Bridge.Replay;
using Holdfast.DeviceLink;
using Holdfast.Protocol;
using Holdfast.SimulatedSigner;

namespace Holdfast.HostUnit.HsmdBridge;

/// <summary>A node's directory and, beside it, a simulated signer behind a real pseudo terminal: what holdfast-hsmd finds on a node's machine.</summary>
internal sealed class SimulatedNode : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PtyPair _pty = new();
    private readonly DeviceServer _server;

    public SimulatedNode(byte[] secretFile)
    {
        Device = new SimulatedDevice(new SimulatedStorage(), new SimulatedDeviceSettings());
        Device.Button.Presses = _ => true;
        (SecretKind kind, byte[] secret) = HsmSecretFile.Parse(secretFile);
        byte[] half = HostHalfFile.Create(_folder.File("holdfast-host-half"));
        using (SignerClient client = new(new InProcessTransport(Device), new SignerClientSettings()))
        {
            client.Ask(new Provision { Kind = kind, Secret = secret, HostHalf = half });
        }

        _server = new DeviceServer(Device, _pty) { BootsAgainAfterCut = true };
    }

    public SimulatedDevice Device { get; }

    public string Folder => _folder.FullName;

    public string Line => _pty.SlavePath;

    /// <summary>Starts holdfast-hsmd as lightningd would, with this signer.</summary>
    public ScriptedLightningd StartHsmd(params (string Name, string Value)[] settings) =>
        ScriptedLightningd.Start(Folder, [("SIGNER", Line), ("NODE_VERSION", "v26.06.6"), .. settings]);

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
        Assert.IsNull(_server.Failure, "the simulated signer's thread");
    }
}
