using Holdfast.Channels;
using Holdfast.Lightning;
using Holdfast.Policy;

namespace Holdfast.Unit.Policy;

/// <summary>Rules about what stands in a commitment: the good case, the last value that passes, the first that does not.</summary>
[TestClass]
public class ContentRuleTests
{
    [TestMethod]
    public void TheSamplePasses()
    {
        Channel channel = Sample.Outbound();
        ContentRules.Require(Sample.Proposal(channel, Sample.Content(0, Sample.NoHtlcs()), false), Sample.Limits);
        ContentRules.Require(Sample.Proposal(channel, Sample.Content(0, Sample.NoHtlcs()), true), Sample.Limits);
    }

    [TestMethod]
    public void FirstHasNoHtlcs()
    {
        Channel channel = Sample.Outbound();
        Htlc[] one = { Sample.NewHtlc(false, false, 1000) };
        Sample.Refuses("policy-commitment-first-no-htlcs",
            () => Holdfast.Policy.FirstHasNoHtlcs.Require(Sample.Proposal(channel, Numbers(0, 600000, 300000, one), false)));
        Holdfast.Policy.FirstHasNoHtlcs.Require(Sample.Proposal(channel, Numbers(1, 600000, 300000, one), false));
        Holdfast.Policy.FirstHasNoHtlcs.Require(Sample.Proposal(channel, Numbers(0, 600000, 300000, Sample.NoHtlcs()), false));
    }

    [TestMethod]
    public void InitialBalanceAsAgreed()
    {
        Channel channel = Sample.Outbound();
        CommitmentProposal agreed = Sample.Proposal(channel, Numbers(0, 600000, 300000, Sample.NoHtlcs()), false);
        CommitmentProposal more = Sample.Proposal(channel, Numbers(0, 600000, 300001, Sample.NoHtlcs()), true);
        Holdfast.Policy.InitialBalanceAsAgreed.Require(agreed);
        Sample.Refuses("policy-commitment-initial-funding-value", () => Holdfast.Policy.InitialBalanceAsAgreed.Require(more));

        // Later numbers, splices and channels of the peer have moved on, or are not the holder's loss.
        Holdfast.Policy.InitialBalanceAsAgreed.Require(Sample.Proposal(channel, Numbers(1, 600000, 300001, Sample.NoHtlcs()), false));
        Holdfast.Policy.InitialBalanceAsAgreed.Require(Sample.Proposal(Sample.Inbound(), Numbers(0, 600000, 300001, Sample.NoHtlcs()), false));
        channel.IsFundingLocked = true;
        Holdfast.Policy.InitialBalanceAsAgreed.Require(more);
    }

    [TestMethod]
    public void HtlcCountWithinLimit()
    {
        Channel channel = Sample.Outbound();
        Htlc htlc = Sample.NewHtlc(false, true, 0);
        Htlc[] most = new Htlc[120];
        Htlc[] more = new Htlc[121];
        for (int i = 0; i < more.Length; i++)
        {
            more[i] = htlc;
            if (i < most.Length)
            {
                most[i] = htlc;
            }
        }

        Holdfast.Policy.HtlcCountWithinLimit.Require(Sample.Proposal(channel, Numbers(1, 600000, 300000, most), false), Sample.Limits);
        Sample.Refuses("policy-commitment-htlc-count-limit", () => Holdfast.Policy.HtlcCountWithinLimit.Require(
            Sample.Proposal(channel, Numbers(1, 600000, 300000, more), false), Sample.Limits));
    }

    [TestMethod]
    public void InflightWithinLimit()
    {
        // 2^24 sat in flight.
        Channel channel = Sample.Outbound();
        Htlc half = Sample.NewHtlc(false, true, 8388608000, 9, 600000);
        Htlc more = Sample.NewHtlc(false, true, 8388608001, 9, 600000);
        Htlc[] limit = { half, half };
        Htlc[] above = { half, more };
        Holdfast.Policy.InflightWithinLimit.Require(Sample.Proposal(channel, Numbers(1, 0, 0, limit), false), Sample.Limits);
        Sample.Refuses("policy-commitment-htlc-inflight-limit", () => Holdfast.Policy.InflightWithinLimit.Require(
            Sample.Proposal(channel, Numbers(1, 0, 0, above), false), Sample.Limits));
    }

    [TestMethod]
    public void HtlcExpiryIsHeight()
    {
        Channel channel = Sample.Outbound();
        Htlc[] never = { Sample.NewHtlc(false, false, 1000000, 9, 0) };
        Htlc[] soon = { Sample.NewHtlc(false, false, 1000000, 9, 1) };
        Sample.Refuses("policy-commitment-htlc-cltv-range",
            () => Holdfast.Policy.HtlcExpiryIsHeight.Require(Sample.Proposal(channel, Numbers(1, 600000, 300000, never), false)));
        Holdfast.Policy.HtlcExpiryIsHeight.Require(Sample.Proposal(channel, Numbers(1, 600000, 300000, soon), false));
    }

    [TestMethod]
    public void OutputsAboveDust()
    {
        Channel channel = Sample.Outbound();
        Htlc[] dust = { Sample.NewHtlc(false, false, 329) };
        Htlc[] least = { Sample.NewHtlc(false, false, 330) };
        Dust(channel, Numbers(1, 330, 330, least), true);
        Dust(channel, Numbers(1, 0, 0, Sample.NoHtlcs()), true);
        Dust(channel, Numbers(1, 329, 330, Sample.NoHtlcs()), false);
        Dust(channel, Numbers(1, 330, 329, Sample.NoHtlcs()), false);
        Dust(channel, Numbers(1, 1, 330, Sample.NoHtlcs()), false);
        Dust(channel, Numbers(1, 330, 330, dust), false);
        dust[0] = Sample.NewHtlc(false, true, 329);
        Dust(channel, Numbers(1, 330, 330, dust), true);
    }

    [TestMethod]
    public void TrimmedWithinLimit()
    {
        Channel anchors = Sample.Outbound();
        Trimmed(anchors, 999, true);
        Trimmed(anchors, 1000, false);

        // Without zero-fee HTLC transactions the threshold grows by 663 weight units at 253: 167 sat.
        Channel old = Sample.NewChannel(true, ChannelType.StaticRemoteKey);
        Trimmed(old, 1166, true);
        Trimmed(old, 1167, false);
    }

    [TestMethod]
    public void FeeWithinRange()
    {
        Channel channel = Sample.Outbound();
        CommitmentFields content = Sample.Content(1, Sample.NoHtlcs());

        // 253 and 100,000 per 1000 weight for 1124 weight units.
        Fee(channel, content, 284, true);
        Fee(channel, content, 283, false);
        Fee(channel, content, 112400, true);
        Fee(channel, content, 112401, false);

        // Trimmed HTLCs are not a fee that somebody chose.
        Htlc[] trimmed = { Sample.NewHtlc(false, true, 900) };
        Fee(channel, Numbers(1, 600000, 300000, trimmed), 113300, true);
        Fee(channel, Numbers(1, 600000, 300000, trimmed), 113301, false);

        // A side without output leaves up to a dust limit, and every HTLC output adds weight.
        Fee(channel, Numbers(1, 600000, 0, Sample.NoHtlcs()), 113400, true);
        Fee(channel, Numbers(1, 600000, 0, Sample.NoHtlcs()), 113401, false);
        Htlc[] one = { Sample.NewHtlc(false, false, 5000) };
        Fee(channel, Numbers(1, 600000, 300000, one), 129600, true);
        Fee(channel, Numbers(1, 600000, 300000, one), 129601, false);
    }

    [TestMethod]
    public void WhatWeOwnIsWhatTheOthersDoNot()
    {
        // The opener's fee and anchors are its own; the acceptor owns its output.
        Htlc[] htlcs = { Sample.NewHtlc(false, false, 50000001, 9, 600000), Sample.NewHtlc(true, true, 300) };
        CommitmentFields content = Numbers(1, 600000, 300000, htlcs);
        Assert.AreEqual(649699UL, Sample.Proposal(Sample.Outbound(), content, false, Sample.Identity(false, 1), 0).HolderSat);
        Assert.AreEqual(600000UL, Sample.Proposal(Sample.Inbound(), content, false, Sample.Identity(false, 1), 0).HolderSat);
    }

    [TestMethod]
    public void FeerateFitsFee()
    {
        // 724 weight units and 172 for the HTLC output at 1000 per 1000 weight: 896, and up to 4 of rounding.
        Channel old = Sample.NewChannel(true, ChannelType.StaticRemoteKey);
        Htlc[] one = { Sample.NewHtlc(false, false, 50000) };
        Fits(old, 1000, one, 896, true);
        Fits(old, 1000, one, 895, false);
        Fits(old, 1000, one, 900, true);
        Fits(old, 1000, one, 901, false);
        Fits(old, 0, one, 0, false);
        Fits(old, 252, one, 252 * 896 / 1000, false);
        Fits(old, 253, one, 253 * 896 / 1000, true);
        Fits(old, 100000, one, 89600, true);
        Fits(old, 100001, one, 89600, false);

        // What is trimmed goes to the fee as well; a missing output may leave a dust limit.
        Htlc[] trimmed = { Sample.NewHtlc(false, true, 900) };
        Fits(old, 1000, trimmed, 724 + 900, true);
        Fits(old, 1000, trimmed, 724 + 899, false);
        Fits(old, 1000, trimmed, 724 + 904, false);

        // Without HTLCs, or where they pay no fee, nothing depends on it.
        Fits(old, 0, Sample.NoHtlcs(), 5, true);
        Fits(Sample.Outbound(), 0, one, 5, true);
    }

    [TestMethod]
    public void AnHtlcOutputPaysForItsOwnTransaction()
    {
        // 663 weight units at 253: 167 sat.
        Channel old = Sample.NewChannel(true, ChannelType.StaticRemoteKey);
        Htlc[] least = { Sample.NewHtlc(false, false, 497) };
        Htlc[] dust = { Sample.NewHtlc(false, false, 496) };
        Holdfast.Policy.OutputsAboveDust.Require(
            Sample.Proposal(old, Numbers(1, 330, 330, least), true, Sample.Identity(true, 1), 0), Sample.Limits);
        Sample.Refuses("policy-commitment-outputs-trimmed", () => Holdfast.Policy.OutputsAboveDust.Require(
            Sample.Proposal(old, Numbers(1, 330, 330, dust), true, Sample.Identity(true, 1), 0), Sample.Limits));
    }

    private static void Fits(Channel channel, uint feerate, Htlc[] htlcs, ulong feeSat, bool passes)
    {
        CommitmentFields content = Sample.Content(1, 600000, 300000, htlcs);
        content.FeeratePerKw = feerate;
        CommitmentProposal next = Sample.Proposal(channel, content, true, Sample.Identity(true, 1), feeSat);
        if (passes)
        {
            Holdfast.Policy.FeerateFitsFee.Require(next, Sample.Limits);
        }
        else
        {
            Sample.Refuses("policy-commitment-fee-range", () => Holdfast.Policy.FeerateFitsFee.Require(next, Sample.Limits));
        }
    }

    private static CommitmentFields Numbers(ulong number, ulong toHolder, ulong toCounterparty, Htlc[] htlcs)
    {
        return Sample.Content(number, toHolder, toCounterparty, htlcs);
    }

    private static void Dust(Channel channel, CommitmentFields content, bool passes)
    {
        CommitmentProposal next = Sample.Proposal(channel, content, false, Sample.Identity(false, 1), 0);
        if (passes)
        {
            Holdfast.Policy.OutputsAboveDust.Require(next, Sample.Limits);
        }
        else
        {
            Sample.Refuses("policy-commitment-outputs-trimmed", () => Holdfast.Policy.OutputsAboveDust.Require(next, Sample.Limits));
        }
    }

    [TestMethod]
    public void TrimmedSumWithinLimit()
    {
        Channel channel = Sample.Outbound();
        Htlc[] most = new Htlc[101];
        for (int i = 0; i < most.Length; i++)
        {
            most[i] = Sample.NewHtlc(!(i % 2 == 0), i > 0, 1000);
        }

        Holdfast.Policy.TrimmedSumWithinLimit.Require(Sample.Proposal(channel, Numbers(1, 600000, 200000, most), false), Sample.Limits);
        most[0] = Sample.NewHtlc(false, true, 1, 9, 600000);
        Sample.Refuses("policy-commitment-fee-range", () => Holdfast.Policy.TrimmedSumWithinLimit.Require(
            Sample.Proposal(channel, Numbers(1, 600000, 200000, most), false), Sample.Limits));
    }

    private static void Trimmed(Channel channel, ulong amountSat, bool passes)
    {
        // Offered by the holder on the holder's own commitment: the cheaper HTLC transaction.
        Htlc[] one = { Sample.NewHtlc(false, true, amountSat) };
        CommitmentProposal next = Sample.Proposal(channel, Numbers(1, 600000, 300000, one), true);
        if (passes)
        {
            Holdfast.Policy.TrimmedWithinLimit.Require(next, Sample.Limits);
        }
        else
        {
            Sample.Refuses("policy-commitment-outputs-trimmed", () => Holdfast.Policy.TrimmedWithinLimit.Require(next, Sample.Limits));
        }
    }

    private static void Fee(Channel channel, CommitmentFields content, ulong feeSat, bool passes)
    {
        CommitmentProposal next = Sample.Proposal(channel, content, false, Sample.Identity(false, 1), feeSat);
        if (passes)
        {
            Holdfast.Policy.FeeWithinRange.Require(next, Sample.Limits);
        }
        else
        {
            Sample.Refuses("policy-commitment-fee-range", () => Holdfast.Policy.FeeWithinRange.Require(next, Sample.Limits));
        }
    }
}
