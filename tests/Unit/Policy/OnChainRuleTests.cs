using Holdfast.Channels;
using Holdfast.Lightning;
using Holdfast.Policy;

namespace Holdfast.Unit.Policy;

/// <summary>Rules about transactions that are not commitments.</summary>
[TestClass]
public class OnChainRuleTests
{
    [TestMethod]
    public void TransactionIsStandard()
    {
        Holdfast.Policy.TransactionIsStandard.Require(2);
        Sample.Refuses("policy-onchain-format-standard", () => Holdfast.Policy.TransactionIsStandard.Require(1));
        Sample.Refuses("policy-onchain-format-standard", () => Holdfast.Policy.TransactionIsStandard.Require(3));
    }

    [TestMethod]
    public void SizeWithinLimit()
    {
        Holdfast.Policy.SizeWithinLimit.Require(20000, Sample.Limits);
        Sample.Refuses("policy-onchain-max-size", () => Holdfast.Policy.SizeWithinLimit.Require(20001, Sample.Limits));
    }

    [TestMethod]
    public void FundingIsCountersigned()
    {
        Channel channel = Sample.Outbound();
        Funding funding = Sample.Funding(1);
        Sample.Refuses("policy-onchain-initial-commitment-countersigned", () => Holdfast.Policy.FundingIsCountersigned.Require(channel, funding));
        funding.HolderCurrent = Sample.Held(1, false);
        Sample.Refuses("policy-onchain-initial-commitment-countersigned", () => Holdfast.Policy.FundingIsCountersigned.Require(channel, funding));
        funding.Counterparty = Sample.Signed(1, false);
        Holdfast.Policy.FundingIsCountersigned.Require(channel, funding);
        channel.PreviousPointDigest = Sample.Fill(8, 1);
        Sample.Refuses("policy-onchain-initial-commitment-countersigned", () => Holdfast.Policy.FundingIsCountersigned.Require(channel, funding));
        channel.PreviousPointDigest = null;
        funding.HolderCurrent = null;
        Sample.Refuses("policy-onchain-initial-commitment-countersigned", () => Holdfast.Policy.FundingIsCountersigned.Require(channel, funding));
    }

    [TestMethod]
    public void FundingOutputMatches()
    {
        Funding funding = Sample.Funding(1);
        byte[] script = Sample.Fill(34, 1);
        Holdfast.Policy.FundingOutputMatches.Require(funding, Sample.ValueSat, script, Sample.Fill(34, 1));
        Mismatch(funding, Sample.ValueSat - 1, script);
        Mismatch(funding, Sample.ValueSat + 1, script);
        Mismatch(funding, Sample.ValueSat, Sample.Fill(34, 2));
        Mismatch(funding, Sample.ValueSat, Sample.Fill(33, 1));
    }

    [TestMethod]
    public void AFundingWithoutItsOutputIsRefused()
    {
        Funding funding = new Funding(Sample.Fill(32, 1), 1, Sample.ValueSat, Sample.Fill(33, 7));
        funding.HolderCurrent = Sample.Held(1, false);
        funding.Counterparty = Sample.Signed(1, false);
        TransactionInput[] inputs = { new TransactionInput(Sample.Fill(32, 2), 0, 0, 0, new byte[0]) };
        TransactionOutput[] outputs = { new TransactionOutput(Sample.ValueSat, Sample.Fill(34, 1)) };
        WalletTransaction transaction = new WalletTransaction(2, 0, inputs, outputs);
        Sample.Refuses("policy-onchain-output-match-commitment", () => FundingRules.RequireOutput(Sample.Outbound(), funding, transaction, Sample.Fill(33, 8)));
    }

    [TestMethod]
    public void ChannelPushIsAgreed()
    {
        Holdfast.Policy.ChannelPushIsAgreed.Require(0, 1001, 1000, false);
        Holdfast.Policy.ChannelPushIsAgreed.Require(1, 1000, 1000, false);
        Holdfast.Policy.ChannelPushIsAgreed.Require(1, 1001, 1000, true);
        Sample.Refuses("policy-onchain-no-channel-push", () => Holdfast.Policy.ChannelPushIsAgreed.Require(1, 1001, 1000, false));
        Sample.Refuses("policy-onchain-no-channel-push", () => Holdfast.Policy.ChannelPushIsAgreed.Require(ulong.MaxValue, ulong.MaxValue, 0, false));
    }

    [TestMethod]
    public void FeesWithinDay()
    {
        ulong most = Sample.Limits.FeesDaySatMax;
        Holdfast.Policy.FeesWithinDay.Require(0, most, Sample.Limits, false);
        Holdfast.Policy.FeesWithinDay.Require(most, 0, Sample.Limits, false);
        Holdfast.Policy.FeesWithinDay.Require(most - 7, 7, Sample.Limits, false);
        Holdfast.Policy.FeesWithinDay.Require(most, 1, Sample.Limits, true);
        Sample.Refuses("policy-onchain-fee-range", () => Holdfast.Policy.FeesWithinDay.Require(0, most + 1, Sample.Limits, false));
        Sample.Refuses("policy-onchain-fee-range", () => Holdfast.Policy.FeesWithinDay.Require(most - 7, 8, Sample.Limits, false));
        Sample.Refuses("policy-onchain-fee-range", () => Holdfast.Policy.FeesWithinDay.Require(ulong.MaxValue, 1, Sample.Limits, false));
        Sample.Refuses("policy-onchain-fee-range", () => Holdfast.Policy.FeesWithinDay.Require(1, ulong.MaxValue, Sample.Limits, false));
    }

    [TestMethod]
    public void WalletPathIsPredictable()
    {
        Holdfast.Policy.WalletPathIsPredictable.Require(0, Sample.Limits);
        Holdfast.Policy.WalletPathIsPredictable.Require(1000000, Sample.Limits);
        Sample.Refuses("policy-onchain-wallet-path-predictable", () => Holdfast.Policy.WalletPathIsPredictable.Require(1000001, Sample.Limits));
        Sample.Refuses("policy-onchain-wallet-path-predictable", () => Holdfast.Policy.WalletPathIsPredictable.Require(0x7fffffff, Sample.Limits));
    }

    [TestMethod]
    public void OutputsAreKnown()
    {
        Holdfast.Policy.OutputsAreKnown.Require(false, false);
        Holdfast.Policy.OutputsAreKnown.Require(true, true);
        Sample.Refuses("policy-onchain-no-unknown-outputs", () => Holdfast.Policy.OutputsAreKnown.Require(true, false));
    }

    [TestMethod]
    public void AccountIsExact()
    {
        Holdfast.Policy.AccountIsExact.Require(true, false);
        Holdfast.Policy.AccountIsExact.Require(false, true);
        Sample.Refuses("holdfast-onchain-account", () => Holdfast.Policy.AccountIsExact.Require(false, false));
    }

    [TestMethod]
    public void LossIsOnlyFee()
    {
        Holdfast.Policy.LossIsOnlyFee.Require(77750, 77750, false);
        Holdfast.Policy.LossIsOnlyFee.Require(77751, 77750, true);
        Sample.Refuses("policy-onchain-fee-range", () => Holdfast.Policy.LossIsOnlyFee.Require(77751, 77750, false));
        Assert.AreEqual(77750UL, Sample.Limits.OnChainFeeSat(622));
    }

    [TestMethod]
    public void SpliceIsCountersigned()
    {
        Channel channel = Sample.Outbound();
        Funding splice = Sample.Funding(2);
        channel.Fundings = new Funding[] { channel.Fundings[0], splice };
        channel.Fundings[0].HolderCurrent = Sample.Held(1, false);
        Early(channel, -1);
        Early(channel, 1);
        splice.HolderCurrent = Sample.Held(2, false);
        Early(channel, 1);
        splice.Counterparty = Sample.Signed(2, false);
        Holdfast.Policy.SpliceIsCountersigned.Require(channel, 1, channel.Fundings[0]);
        channel.Fundings[0].HolderCurrent = null;
        Early(channel, 1);
    }

    [TestMethod]
    public void SweepIsStandard()
    {
        Holdfast.Policy.SweepIsStandard.Require(2, 1);
        Sample.Refuses("policy-sweep-version", () => Holdfast.Policy.SweepIsStandard.Require(1, 1));
        Sample.Refuses("policy-sweep-version", () => Holdfast.Policy.SweepIsStandard.Require(2, 2));
    }

    [TestMethod]
    public void SweepScriptIsOurs()
    {
        Holdfast.Policy.SweepScriptIsOurs.Require(Sample.Fill(40, 1), Sample.Fill(40, 1));
        Sample.Refuses("policy-sweep-other", () => Holdfast.Policy.SweepScriptIsOurs.Require(Sample.Fill(40, 1), Sample.Fill(40, 2)));
        Sample.Refuses("policy-sweep-other", () => Holdfast.Policy.SweepScriptIsOurs.Require(Sample.Fill(40, 1), null!));
    }

    [TestMethod]
    public void SweepSequenceFits()
    {
        Holdfast.Policy.SweepSequenceFits.Require(144, 144);
        Sample.Refuses("policy-sweep-sequence", () => Holdfast.Policy.SweepSequenceFits.Require(143, 144));
        Sample.Refuses("policy-sweep-sequence", () => Holdfast.Policy.SweepSequenceFits.Require(145, 144));
    }

    [TestMethod]
    public void SweepDestinationIsOurs()
    {
        Holdfast.Policy.SweepDestinationIsOurs.Require(true, false);
        Holdfast.Policy.SweepDestinationIsOurs.Require(false, true);
        Sample.Refuses("policy-sweep-destination-allowlisted", () => Holdfast.Policy.SweepDestinationIsOurs.Require(false, false));
    }

    [TestMethod]
    public void SweepFeeWithinLimit()
    {
        // 94 bytes and a script of 80: 576 weight units at 125,000 per 1000.
        uint most = Sample.Limits.SweepFeeratePerKwMax;
        Holdfast.Policy.SweepFeeWithinLimit.Require(100000, 28000, 94, 80, most);
        Sample.Refuses("policy-sweep-fee-range", () => Holdfast.Policy.SweepFeeWithinLimit.Require(100000, 27999, 94, 80, most));
        Sample.Refuses("policy-sweep-fee-range", () => Holdfast.Policy.SweepFeeWithinLimit.Require(100000, 100001, 94, 80, most));
    }

    [TestMethod]
    public void HtlcTransactionIsOurs()
    {
        Holdfast.Policy.HtlcTransactionIsOurs.Require(1, Sample.Fill(34, 1), Sample.Fill(34, 1));
        Sample.Refuses("policy-htlc-other", () => Holdfast.Policy.HtlcTransactionIsOurs.Require(2, Sample.Fill(34, 1), Sample.Fill(34, 1)));
        Sample.Refuses("policy-htlc-other", () => Holdfast.Policy.HtlcTransactionIsOurs.Require(1, Sample.Fill(34, 2), Sample.Fill(34, 1)));
    }

    [TestMethod]
    public void HtlcKeepsItsValue()
    {
        Holdfast.Policy.HtlcKeepsItsValue.Require(5000, 5000);
        Sample.Refuses("policy-htlc-fee-range", () => Holdfast.Policy.HtlcKeepsItsValue.Require(5000, 4999));
        Sample.Refuses("policy-htlc-fee-range", () => Holdfast.Policy.HtlcKeepsItsValue.Require(5000, 5001));
    }

    [TestMethod]
    public void HtlcLocktimeFits()
    {
        Holdfast.Policy.HtlcLocktimeFits.Require(0, false);
        Holdfast.Policy.HtlcLocktimeFits.Require(1, true);
        Holdfast.Policy.HtlcLocktimeFits.Require(499999999, true);
        Sample.Refuses("policy-htlc-locktime", () => Holdfast.Policy.HtlcLocktimeFits.Require(1, false));
        Sample.Refuses("policy-htlc-locktime", () => Holdfast.Policy.HtlcLocktimeFits.Require(0, true));
        Sample.Refuses("policy-htlc-locktime", () => Holdfast.Policy.HtlcLocktimeFits.Require(500000000, true));
    }

    [TestMethod]
    public void TheLimitsHaveADigest()
    {
        Assert.AreEqual(8 * LimitTable.Count, Sample.Limits.Encode().Length);
    }

    private static void Mismatch(Funding funding, ulong valueSat, byte[] script)
    {
        Sample.Refuses("policy-onchain-output-match-commitment",
            () => Holdfast.Policy.FundingOutputMatches.Require(funding, valueSat, script, Sample.Fill(34, 1)));
    }

    private static void Early(Channel channel, int index)
    {
        Sample.Refuses("holdfast-splice-countersigned",
            () => Holdfast.Policy.SpliceIsCountersigned.Require(channel, index, channel.Fundings[0]));
    }
}
