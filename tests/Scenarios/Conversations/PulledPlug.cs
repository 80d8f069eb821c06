using Holdfast.Lightning;
using Holdfast.ReferenceNode;

namespace Holdfast.Scenarios.Conversations;

/// <summary>Power goes at any instant: the device comes back, holds its promise, and repeats the same signature.</summary>
public static class PulledPlug
{
    public static void WhileSigning(IScenarioDevice device) => Cut(device, rounds: 6);

    /// <summary>As often as asked: for a soak.</summary>
    public static void Cut(IScenarioDevice device, int rounds)
    {
        if (!device.CanCutPower)
        {
            Assert.Inconclusive("nobody can cut this device's power: set HOLDFAST_POWER_CMD or HOLDFAST_RESET_CMD");
        }

        ScenarioChannel channel = ScenarioChannel.Open(device);
        for (int round = 0; round < rounds; round++)
        {
            ulong id = channel.Offer(1_000_000);
            CommitmentFields content = channel.NextContent();
            SignedCommitment? signed = null;
            device.CutPowerWhile(() => signed = channel.Device.SignCounterparty(content));

            SignedCommitment again = channel.Device.SignCounterparty(content);
            CollectionAssert.AreEqual(signed!.Signature, again.Signature, "the same signature after the cut");
            CollectionAssert.AreEqual(signed.HtlcSignatures[0], again.HtlcSignatures[0]);
            RefusedException refusal = Assert.ThrowsExactly<RefusedException>(
                () => channel.Device.SignCounterparty(content.With(changed => changed.ToHolderSat = content.ToHolderSat - 1)));
            Assert.AreEqual("policy-commitment-retry-same", refusal.Tag);

            // The whole exchange of revocations under cuts, then the payment is failed again.
            device.CutPowerWhile(channel.Settle);
            Assert.IsTrue(channel.Peer.Remove(id, HtlcRemoval.Failed));
            device.CutPowerWhile(channel.Settle);
        }
    }
}
