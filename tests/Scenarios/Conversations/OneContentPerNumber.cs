using Holdfast.Lightning;
using Holdfast.ReferenceNode;

namespace Holdfast.Scenarios.Conversations;

/// <summary>The rule on which everything depends: a commitment number has one content, for ever.</summary>
public static class OneContentPerNumber
{
    public static void TheSameContentGetsTheSameSignature(IScenarioDevice device)
    {
        ScenarioChannel channel = ScenarioChannel.Open(device);
        channel.Offer(10_000_000);
        CommitmentFields content = channel.NextContent();

        SignedCommitment first = channel.Device.SignCounterparty(content);
        SignedCommitment second = channel.Device.SignCounterparty(content);

        CollectionAssert.AreEqual(first.Signature, second.Signature);
        CollectionAssert.AreEqual(first.HtlcSignatures[0], second.HtlcSignatures[0]);
        CollectionAssert.AreEqual(first.Receipt, second.Receipt, "a repeat commits nothing");
    }

    public static void ASecondContentIsRefusedAndChangesNothing(IScenarioDevice device)
    {
        ScenarioChannel channel = ScenarioChannel.Open(device);
        channel.Offer(10_000_000);
        CommitmentFields content = channel.NextContent();
        SignedCommitment first = channel.Device.SignCounterparty(content);

        foreach (CommitmentFields other in Others(content))
        {
            Assert.AreEqual("policy-commitment-retry-same", Assert.ThrowsExactly<RefusedException>(() => channel.Device.SignCounterparty(other)).Tag);
            Assert.AreEqual("policy-commitment-retry-same", Assert.ThrowsExactly<RefusedException>(() => channel.Device.Prepare(other)).Tag);
        }

        CollectionAssert.AreEqual(first.Signature, channel.Device.SignCounterparty(content).Signature);
    }

    public static void ALaterNumberWaitsForTheRevocation(IScenarioDevice device)
    {
        ScenarioChannel channel = ScenarioChannel.Open(device);
        channel.Offer(10_000_000);
        CommitmentFields content = channel.NextContent();
        channel.Device.SignCounterparty(content);

        RefusedException refusal = Assert.ThrowsExactly<RefusedException>(() => channel.Device.SignCounterparty(content.With(changed => changed.Number = content.Number + 1)));
        Assert.AreEqual("policy-commitment-previous-revoked", refusal.Tag);
        Assert.ThrowsExactly<RefusedException>(() => channel.Device.SignCounterparty(content.With(changed => changed.Number = content.Number + 2)));
        Assert.ThrowsExactly<RefusedException>(() => channel.Device.SignCounterparty(content.With(changed => changed.Number = content.Number - 1)));
    }

    public static void ASecretIsOnlyGivenForAStoredSuccessor(IScenarioDevice device)
    {
        ScenarioChannel channel = ScenarioChannel.Open(device);

        RefusedException refusal = Assert.ThrowsExactly<RefusedException>(() => channel.Device.Revoke(0));
        Assert.AreEqual("policy-revoke-new-commitment-signed", refusal.Tag);

        channel.Pay(10_000_000);
        byte[] once = channel.Device.Revoke(0).Secret;
        byte[] again = channel.Device.Revoke(0).Secret;
        CollectionAssert.AreEqual(once, again, "a secret that is out may be asked for again");
        Assert.ThrowsExactly<RefusedException>(() => channel.Device.Revoke(channel.Node.State.HolderNumber));
    }

    public static void PreparePromisesNothing(IScenarioDevice device)
    {
        ScenarioChannel channel = ScenarioChannel.Open(device);
        byte[] before = device.Client.LatestReceipt!;
        channel.Offer(10_000_000);
        CommitmentFields first = channel.NextContent();
        channel.Offer(3_000_000);
        CommitmentFields second = channel.NextContent();

        channel.Device.Prepare(first);
        channel.Device.Prepare(second);
        CollectionAssert.AreEqual(before, device.Client.LatestReceipt, "prepare commits nothing");

        channel.Device.SignCounterparty(second);
        Assert.AreEqual("policy-commitment-retry-same", Assert.ThrowsExactly<RefusedException>(() => channel.Device.Prepare(first)).Tag);
        channel.Device.Prepare(second);
    }

    // The same number with one thing changed at a time.
    private static IEnumerable<CommitmentFields> Others(CommitmentFields content)
    {
        yield return content.With(changed => changed.ToHolderSat = content.ToHolderSat - 1);
        yield return content.With(changed => changed.FeeratePerKw = content.FeeratePerKw + 1);
        yield return content.With(changed => { changed.Htlcs = []; changed.ToHolderSat = content.ToHolderSat + (content.Htlcs[0].AmountMsat / 1000); });
        yield return content.With(changed => changed.Htlcs = [Changed(content, htlc => htlc.Expiry++)]);
        yield return content.With(changed => changed.Htlcs = [Changed(content, htlc => htlc.PaymentHash = new byte[32])]);
    }

    private static Lightning.Htlc Changed(CommitmentFields content, Action<Lightning.Htlc> change)
    {
        Lightning.Htlc old = content.Htlcs[0];
        Lightning.Htlc copy = new()
        {
            IsOfferedByPeer = old.IsOfferedByPeer,
            IsTrimmed = old.IsTrimmed,
            AmountMsat = old.AmountMsat,
            PaymentHash = old.PaymentHash,
            Expiry = old.Expiry,
        };
        change(copy);
        return copy;
    }
}
