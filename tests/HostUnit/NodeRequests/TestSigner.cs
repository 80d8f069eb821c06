using Holdfast.DeviceLink;
using Holdfast.HostUnit.DeviceLink;
using Holdfast.NodeRequests;
using Holdfast.NodeRequests.Replay;
using Holdfast.Protocol;
using Holdfast.SimulatedSigner;

namespace Holdfast.HostUnit.NodeRequests;

/// <summary>A simulated signer in this process with a node's secret, its button pressed, and a client in front of it.</summary>
internal sealed class TestSigner : IDisposable
{
    private const byte PaymentsAreChecked = 19;

    /// <param name="followsPayments">False where nobody keeps the tables of payments over a restart, or where no payment is approved because the test is about another rule.</param>
    public TestSigner(byte[] secretFile, bool isApproved = true, bool followsPayments = true)
    {
        (SecretKind kind, byte[] secret) = HsmSecretFile.Parse(secretFile);
        Device = new SimulatedDevice(new SimulatedStorage(), new SimulatedDeviceSettings());
        Device.Button.Presses = _ => isApproved;
        Client = new SignerClient(new InProcessTransport(Device), new SignerClientSettings { ReopenDelay = TimeSpan.FromMilliseconds(1), Time = StandingClock.Instance });
        Client.Ask(new Provision { Kind = kind, Network = Network.Regtest, Secret = secret, HostHalf = new byte[32] });
        if (!followsPayments)
        {
            Device.Button.Presses = _ => true;
            Client.Ask(new SetLimits { Changes = [new LimitChangeFields { Number = PaymentsAreChecked, Value = 0 }] });
            Device.Button.Presses = _ => isApproved;
        }
    }

    public SimulatedDevice Device { get; }

    public SignerClient Client { get; }

    /// <summary>Facts that the device keeps: recorded ones, not requests.</summary>
    public ulong JournalSequence => Client.Ask(new Status()).JournalSequence;

    public void Dispose() => Client.Dispose();
}

/// <summary>A transcript that is played by hand, entry by entry.</summary>
internal static class TranscriptSteps
{
    public static HsmdAnswer Answer(this NodeSession session, TranscriptEntry entry) => session.Handle(entry.Client!.ToHsmd(), entry.Request);

    /// <summary>Requests that an hsmd saw, without markers.</summary>
    public static IEnumerable<TranscriptEntry> Requests(this Transcript transcript) =>
        transcript.Entries.Where(entry => entry.Event == null && !entry.WasKeptFromSigner);

    public static int Number(this TranscriptEntry entry) => (entry.Request[0] << 8) | entry.Request[1];
}
