using Holdfast.IntentLog;
using Holdfast.NodeRequests;
using Holdfast.NodeRequests.Replay;
using Holdfast.SimulatedSigner;

namespace Holdfast.HostUnit.NodeRequests;

/// <summary>The device loses power at every message boundary, and inside every write: the node still sees nothing but stock hsmd's replies.</summary>
[TestClass]
public class PowerCutReplayTests
{
    [DataTestMethod]
    [DataRow("02-forward-B")]
    [DataRow("08-splice-A")]
    [DataRow("12c-crash-fundee-sign-remote-B")]
    [DataRow("13-static-remotekey-A")]
    [DataRow("16-old-database-A")]
    public void RebootBeforeEveryRequest(string name)
    {
        Transcript transcript = Recordings.Named(name);
        (ulong undisturbed, int boots) = Run(transcript, _ => { });
        Assert.AreEqual(1, boots);
        (ulong rebooted, boots) = Run(transcript, signer => signer.Device.Reboot());
        Assert.AreEqual(undisturbed, rebooted, "facts in the journal");
        Assert.IsTrue(boots > transcript.Requests().Count() / 2);
    }

    /// <summary>The device has its tables of payments in memory only: the bridge shows them again, whatever was lost.</summary>
    [DataTestMethod]
    [DataRow("02-forward-B", -1)]
    [DataRow("02-forward-B", 2)]
    [DataRow("08-splice-A", -1)]
    [DataRow("13-static-remotekey-A", 3)]
    [DataRow("12c-crash-fundee-sign-remote-B", -1)]
    [DataRow("16-old-database-A", -1)]
    public void PaymentsAreShownAgainAfterEachCut(string name, int operationsBeforeTheCut)
    {
        Transcript transcript = Recordings.Named(name);
        Random outcomes = new(operationsBeforeTheCut);
        using TemporaryFolder folder = new();
        using IntentStore intents = RecoveredLog.Open(folder.File("intents.db"));
        (_, int boots) = Run(transcript, signer =>
        {
            if (operationsBeforeTheCut < 0)
            {
                signer.Device.Reboot();
                return;
            }

            SimulatedStorage storage = signer.Device.Storage;
            storage.CutPowerAt(
                storage.OperationCount + operationsBeforeTheCut + 1, operation => operation.Outcomes[outcomes.Next(operation.Outcomes.Count)]);
        }, intents);
        Assert.IsTrue(boots > 10, "starts: " + boots);
    }

    [DataTestMethod]
    [DataRow("02-forward-A", 0)]
    [DataRow("02-forward-A", 1)]
    [DataRow("02-forward-A", 2)]
    [DataRow("02-forward-A", 3)]
    [DataRow("13-static-remotekey-A", 1)]
    [DataRow("08-splice-A", 2)]
    public void CutInsideTheWritesOfEveryRequest(string name, int operationsBeforeTheCut)
    {
        Transcript transcript = Recordings.Named(name);
        Random outcomes = new(operationsBeforeTheCut);
        (ulong undisturbed, _) = Run(transcript, _ => { });
        (ulong cut, int boots) = Run(transcript, signer =>
        {
            SimulatedStorage storage = signer.Device.Storage;
            storage.CutPowerAt(
                storage.OperationCount + operationsBeforeTheCut + 1, operation => operation.Outcomes[outcomes.Next(operation.Outcomes.Count)]);
        });

        // A journal that recovers from a cut may number what it finds anew; it never loses a fact.
        Assert.IsTrue(cut >= undisturbed);
        Assert.IsTrue(boots > 10, "cuts: " + boots);
    }

    /// <summary>Plays all requests, disturbing before each; returns what the journal and the boot counter say at the end.</summary>
    private static (ulong JournalSequence, int Boots) Run(Transcript transcript, Action<TestSigner> disturb, IntentStore? intents = null)
    {
        using TestSigner signer = new(transcript.SecretFile, followsPayments: intents != null);
        ReplayResult result = TranscriptReplay.Run(transcript, transcript.Name, () =>
        {
            NodeSession session = new(signer.Client, intents);
            return entry =>
            {
                disturb(signer);
                return session.Answer(entry);
            };
        });
        Assert.AreEqual("", string.Join("; ", result.Different.Select(difference => $"#{difference.N}: {difference.Actual}")));
        string expected = ReplayTests.Refusals(transcript.Name);
        Assert.AreEqual(expected, string.Join("; ", result.Refused.Select(refusal => $"#{refusal.N} {refusal.Tag}")));
        return (signer.JournalSequence, signer.Device.Boots);
    }
}
