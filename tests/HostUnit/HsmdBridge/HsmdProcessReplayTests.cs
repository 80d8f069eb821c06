using Holdfast.HostUnit.NodeRequests;
using Holdfast.NodeRequests.Replay;

namespace Holdfast.HostUnit.HsmdBridge;

/// <summary>Every recorded session through the real executable, real descriptors and a real pseudo terminal.</summary>
[TestClass]
public class HsmdProcessReplayTests
{
    [DataTestMethod]
    [DynamicData(nameof(Recordings.Names), typeof(Recordings))]
    public void LightningdCannotTell(string name)
    {
        Transcript transcript = Recordings.Named(name);
        using SimulatedNode node = new(transcript.SecretFile);
        using ProcessReplay replay = new(node);
        ReplayResult result = replay.Run(transcript);
        Assert.AreEqual("", string.Join("; ", result.Different.Select(difference => $"#{difference.N}: {difference.Actual}")));
        Assert.AreEqual(ReplayTests.Refusals(name), string.Join("; ", result.Refused.Select(refusal => $"#{refusal.N} {refusal.Tag}")));
        Assert.AreEqual(ReplayTests.Withheld(name), string.Join(" ", result.Withheld));
    }
}
