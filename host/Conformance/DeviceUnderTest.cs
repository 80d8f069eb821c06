using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.DeviceLink;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;
using Holdfast.Requests;
using Holdfast.SimulatedSigner;

namespace Holdfast.Conformance;

/// <summary>
/// The firmware's rooms on simulated flash, asked through the real client over a simulated line. A power cut before the commit
/// falls on the first flash write of the request, one after it on the moment when the reply begins to leave.
/// </summary>
public sealed class DeviceUnderTest : ISignerUnderTest
{
    private static readonly byte[] s_hostHalf = Sha256.Hash([.. "conformance host half"u8]);

    private readonly Func<SimulatedParts, IRequestHandler> _firmware;
    private SimulatedDevice _device;
    private CuttingTransport _line;
    private SignerClient _client;

    /// <summary>Makes a device and gives it a secret.</summary>
    /// <param name="firmware">Makes the firmware at every boot.</param>
    /// <param name="name">For the report.</param>
    public DeviceUnderTest(Func<SimulatedParts, IRequestHandler> firmware, string name = "simulated device")
    {
        Name = name;
        _firmware = firmware;
        (_device, _line, _client) = Provisioned();
        NodeId = _client.Ask(new NodeKeys().Encode(), NodeKeysReply.Decode).NodeId;
    }

    /// <summary>The firmware as it is in this checkout.</summary>
    public static DeviceUnderTest Simulated() => new(SignerFirmware.Boot);

    public string Name { get; }

    public bool CanPrepare => true;

    public byte[] NodeId { get; }

    public void StartOver(CommitOrder order)
    {
        _client.Dispose();
        (_device, _line, _client) = Provisioned();
    }

    public IChannelSigner NewChannel(byte[] peer, ulong dbid)
    {
        DeviceSigner signer = new(request => SignerClientExchange.Of(_client)(request), peer, dbid);
        signer.Create();
        return new ArmedSigner(signer, this);
    }

    public void Arm(SignerCut cut) => _line.Next = cut;

    public void Restart()
    {
        byte[]? receipt = _client.LatestReceipt;
        _client.Dispose();
        _device.CutPower();
        _device.Boot();
        _client = Connect(_line, receipt);
    }

    public void Dispose() => _client.Dispose();

    private (SimulatedDevice Device, CuttingTransport Line, SignerClient Client) Provisioned()
    {
        SimulatedDevice device = new(new SimulatedStorage(), new SimulatedDeviceSettings { Firmware = _firmware, EntropySeed = 1, HasManualClock = true });
        CuttingTransport line = new(device);
        SignerClient client = Connect(line, null);
        client.Ask(new Provision { Kind = SecretKind.Raw, Network = Network.Regtest, Secret = Sha256.Hash([.. "conformance secret"u8]), HostHalf = s_hostHalf });

        // The cases are about which commitments are signed, not about who pays whom: the owner switches the rules about payments off, with the button.
        device.Button.Presses = _ => true;
        client.Ask(new SetLimits { Changes = [new LimitChangeFields { Number = 19, Value = 0 }] });
        device.Button.Presses = _ => false;
        return (device, line, client);
    }

    private static SignerClient Connect(ITransport line, byte[]? receipt) =>
        new(line, new SignerClientSettings { HostHalf = receipt is null ? null : s_hostHalf, Receipt = receipt, ReopensMax = 0 });

    /// <summary>Only the signing of a peer's commitment is cut.</summary>
    private sealed class ArmedSigner(DeviceSigner inner, DeviceUnderTest owner) : IChannelSigner
    {
        public BasepointFields Basepoints => inner.Basepoints;

        public byte[] FundingPoint => inner.FundingPoint;

        public byte[] PerCommitmentPoint(ulong number) => inner.PerCommitmentPoint(number);

        public void Setup(ChannelTerms terms) => inner.Setup(terms);

        public byte[][]? Prepare(CommitmentFields content) => inner.Prepare(content);

        public SignedCommitment SignPrepared(CommitmentFields content, byte[][] htlcSignatures)
        {
            owner._line.ArmNext();
            return inner.SignPrepared(content, htlcSignatures);
        }

        public SignedCommitment SignCounterparty(CommitmentFields content)
        {
            owner._line.ArmNext();
            return inner.SignCounterparty(content);
        }

        public byte[] ValidateHolder(CommitmentFields content, SignedCommitment signatures) => inner.ValidateHolder(content, signatures);

        public Revocation Revoke(ulong number) => inner.Revoke(number);

        public void ValidateRevocation(ulong number, byte[] secret) => inner.ValidateRevocation(number, secret);
    }

    /// <summary>The line to the device, which can end with the device's power.</summary>
    private sealed class CuttingTransport(SimulatedDevice device) : ITransport
    {
        private readonly InProcessTransport _inner = new(device) { BootsByItself = false };
        private SignerCut _armed;

        /// <summary>What <see cref="ArmNext"/> will arm.</summary>
        public SignerCut Next { get; set; }

        public string Name => _inner.Name;

        public void ArmNext()
        {
            _armed = Next;
            Next = SignerCut.None;
        }

        public void Open(CancellationToken cancellation = default) => _inner.Open(cancellation);

        public int Read(Span<byte> buffer, int timeoutMs)
        {
            int count = _inner.Read(buffer, timeoutMs);
            if (_armed == SignerCut.AfterCommit && count > 0)
            {
                _armed = SignerCut.None;
                device.CutPower();
            }

            return device.IsOn ? count : throw new IOException("the device has no power");
        }

        public void Write(ReadOnlySpan<byte> bytes)
        {
            if (_armed == SignerCut.BeforeCommit)
            {
                _armed = SignerCut.None;
                device.Hold(() => device.Storage.CutPowerAt(device.Storage.OperationCount, StorageOutcome.Old));
            }

            _inner.Write(bytes);
        }

        public void Close() => _inner.Close();

        public void Dispose()
        {
            // One line serves every client of this device in turn.
        }
    }
}
