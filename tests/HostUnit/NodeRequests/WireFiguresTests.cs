using Holdfast.NodeRequests;
using Holdfast.NodeRequests.Replay;
using Holdfast.Protocol;

namespace Holdfast.HostUnit.NodeRequests;

/// <summary>The device gets numbers, not transactions: budgets of the compact translation over recorded sessions.</summary>
[TestClass]
public class WireFiguresTests
{
    [TestMethod]
    public void TranslationStaysWithinItsBudgets()
    {
        WireFigures wire = new();
        foreach (string name in (string[])["01-basic-A", "02-forward-B", "03-unilateral-timeout-A", "08-splice-A"])
        {
            Transcript transcript = Recordings.Named(name);
            using TestSigner signer = new(transcript.SecretFile);
            wire.Watch(signer.Client);
            Assert.IsTrue(TranscriptReplay.Run(transcript, name, () => wire.Around(new NodeSession(signer.Client))).IsClean);
        }

        // After each promise the bridge reads the table of payments: a head of 112 bytes, and 44 for each HTLC that is on a live commitment or was until lately.
        const int Read = 30;
        const int Table = 112 + (3 * 44);
        Within(wire, "19 SignRemoteCommitmentTx, 0 HTLCs", 2, 120 + Read, 115 + Table);
        Within(wire, "19 SignRemoteCommitmentTx, 3 HTLCs", 2, 120 + (3 * 48) + Read, 115 + (3 * 65) + Table + (3 * 44));
        Within(wire, "35 ValidateCommitmentTx, 0 HTLCs", 2, 150 + Read, 80 + Table);
        Within(wire, "40 RevokeCommitmentTx", 1, 60, 115);
        Within(wire, "5 SignCommitmentTx", 1, 150, 115);
        Within(wire, "20 SignRemoteHtlcTx", 0, 0, 0);
        Within(wire, "28 CheckPubkey", 0, 0, 0);
        WireRow preapprovals = wire.Rows.Single(row => row.Kind == "51 PreapproveInvoiceCheck");
        Assert.AreEqual(preapprovals.Requests, preapprovals.RoundTrips);
        Assert.IsTrue(preapprovals.DeviceBytes.To <= (420 * preapprovals.Requests) + 1200, "one of them is a BOLT 12 invoice");
    }

    /// <param name="fromDevice">Without the reply's seal.</param>
    private static void Within(WireFigures wire, string kind, int roundTrips, long toDevice, long fromDevice)
    {
        WireRow row = wire.Rows.Single(row => row.Kind == kind);
        Assert.AreEqual(roundTrips * row.Requests, row.RoundTrips, kind);
        Assert.IsTrue(row.DeviceBytes.To <= toDevice * row.Requests, $"{kind}: {row.DeviceBytes.To / row.Requests} bytes to the device");
        Assert.IsTrue(row.DeviceBytes.From <= (fromDevice + ProtocolLimits.SealBytes) * row.Requests, $"{kind}: {row.DeviceBytes.From / row.Requests} bytes back");
    }
}
