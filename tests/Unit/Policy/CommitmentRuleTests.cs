using Holdfast.Channels;
using Holdfast.Lightning;
using Holdfast.Policy;

namespace Holdfast.Unit.Policy;

/// <summary>Rules about the order of commitments: which number may be promised next, and with which content.</summary>
[TestClass]
public class CommitmentRuleTests
{
    [TestMethod]
    public void PreviousIsRevokedTable()
    {
        // signed count, revoked count, asked number, allowed
        ulong[][] cases =
        {
            new ulong[] { 0, 0, 0, 1 }, new ulong[] { 0, 0, 1, 0 },
            new ulong[] { 1, 0, 0, 1 }, new ulong[] { 1, 0, 1, 1 }, new ulong[] { 1, 0, 2, 0 },
            new ulong[] { 2, 0, 0, 0 }, new ulong[] { 2, 0, 1, 1 }, new ulong[] { 2, 0, 2, 0 },
            new ulong[] { 2, 1, 1, 1 }, new ulong[] { 2, 1, 2, 1 }, new ulong[] { 2, 1, 3, 0 },
            new ulong[] { 9, 7, 8, 1 }, new ulong[] { 9, 7, 9, 0 }, new ulong[] { 9, 8, 9, 1 }, new ulong[] { 9, 8, 7, 0 },
        };
        for (int i = 0; i < cases.Length; i++)
        {
            Channel channel = Sample.Outbound();
            channel.SignedCount = cases[i][0];
            channel.CounterpartyRevokedCount = cases[i][1];
            CommitmentProposal next = Sample.Proposal(channel, Sample.Content(cases[i][2], Sample.NoHtlcs()), false);
            if (cases[i][3] == 1)
            {
                PreviousIsRevoked.Require(next);
            }
            else
            {
                Sample.Refuses(PreviousIsRevoked.Tag, () => PreviousIsRevoked.Require(next));
            }
        }
    }

    [TestMethod]
    public void RetryIsSameComparesPointAndContent()
    {
        Channel channel = Sample.Outbound();
        channel.SignedCount = 1;
        channel.PointDigest = Sample.PointDigest(1);
        channel.Fundings[0].Counterparty = Sample.Signed(1, false);
        CommitmentContent content = Sample.Content(0, Sample.NoHtlcs());
        CommitmentProposal same = Sample.Proposal(channel, content, false);
        RetryIsSame.Require(same);
        Assert.IsTrue(same.IsRepeated);

        CommitmentProposal other = Sample.Proposal(channel, content, false, Sample.Identity(false, 2), Sample.FeeSat);
        Assert.IsFalse(other.IsRepeated);
        Sample.Refuses(RetryIsSame.Tag, () => RetryIsSame.Require(other));

        channel.PointDigest = Sample.PointDigest(2);
        Sample.Refuses(RetryIsSame.Tag, () => RetryIsSame.Require(same));

        // Another live funding has no content of this number yet, but the same point.
        channel.Fundings[0].Counterparty = null;
        Sample.Refuses(RetryIsSame.Tag, () => RetryIsSame.Require(same));
        channel.PointDigest = Sample.PointDigest(1);
        RetryIsSame.Require(other);

        // The next number is none of its business.
        RetryIsSame.Require(Sample.Proposal(channel, Sample.Content(1, Sample.NoHtlcs()), false));
    }

    [TestMethod]
    public void HolderIsNotRevokedEndsBelowTheCurrentNumber()
    {
        Channel channel = Sample.Outbound();
        channel.HolderRevokedCount = 5;
        Sample.Refuses(HolderIsNotRevoked.Tag, () => HolderIsNotRevoked.Require(channel, 4));
        HolderIsNotRevoked.Require(channel, 5);
        HolderIsNotRevoked.Require(channel, 6);
    }

    [TestMethod]
    public void SuccessorIsNextNeedsItsPredecessor()
    {
        Channel channel = Sample.Outbound();
        channel.HolderRevokedCount = 5;
        Funding funding = channel.Fundings[0];
        SuccessorIsNext.Require(channel, funding, 5);
        Sample.Refuses(SuccessorIsNext.Tag, () => SuccessorIsNext.Require(channel, funding, 6));
        funding.HolderCurrent = Sample.Held(1, false);
        SuccessorIsNext.Require(channel, funding, 6);
        Sample.Refuses(SuccessorIsNext.Tag, () => SuccessorIsNext.Require(channel, funding, 7));
    }

    [TestMethod]
    public void CurrentIsFixedButItsSuccessorOnlyOnceSigned()
    {
        Channel channel = Sample.Outbound();
        CommitmentContent current = Sample.Content(0, Sample.NoHtlcs());
        CurrentIsFixed.Require(Sample.Proposal(channel, current, true));
        channel.Fundings[0].HolderCurrent = Sample.Held(1, false);
        channel.Fundings[0].HolderPending = Sample.Held(2, false);
        CurrentIsFixed.Require(Sample.Proposal(channel, current, true));
        CommitmentProposal other = Sample.Proposal(channel, current, true, Sample.Identity(true, 3), Sample.FeeSat);
        Sample.Refuses(CurrentIsFixed.Tag, () => CurrentIsFixed.Require(other));
        CommitmentProposal successor =
            Sample.Proposal(channel, Sample.Content(1, Sample.NoHtlcs()), true, Sample.Identity(true, 3), Sample.FeeSat);
        Assert.IsFalse(successor.IsRepeated);
        CurrentIsFixed.Require(successor);
        channel.IsPendingSigned = true;
        Sample.Refuses(CurrentIsFixed.Tag, () => CurrentIsFixed.Require(successor));
        channel.Fundings[0].HolderPending = Sample.Held(3, false);
        CurrentIsFixed.Require(successor);
        channel.Fundings[0].HolderPending = null;
        CurrentIsFixed.Require(successor);
    }

    [TestMethod]
    public void CountersignaturesVerifyCountsThemAll()
    {
        CountersignaturesVerify.RequireCount(3, 3);
        Sample.Refuses(CountersignaturesVerify.Tag, () => CountersignaturesVerify.RequireCount(2, 3));
        Sample.Refuses(CountersignaturesVerify.Tag, () => CountersignaturesVerify.RequireCount(4, 3));
        CountersignaturesVerify.RequireCommitment(true);
        Sample.Refuses(CountersignaturesVerify.Tag, () => CountersignaturesVerify.RequireCommitment(false));
        CountersignaturesVerify.RequireHtlcs(-1);
        Sample.Refuses(CountersignaturesVerify.Tag, () => CountersignaturesVerify.RequireHtlcs(0));
    }

    [TestMethod]
    public void CloseIsFinalButRepeatsPass()
    {
        Channel channel = Sample.Outbound();
        CommitmentProposal next = Sample.Proposal(channel, Sample.Content(0, Sample.NoHtlcs()), false);
        CloseIsFinal.Require(next);
        channel.IsMutualCloseSigned = true;
        Sample.Refuses(CloseIsFinal.Tag, () => CloseIsFinal.Require(next));
        channel.SignedCount = 1;
        channel.Fundings[0].Counterparty = Sample.Signed(1, false);
        CloseIsFinal.Require(next);
    }

    [TestMethod]
    public void RulesOfContentAreSkippedForARepeatOnly()
    {
        Channel channel = Sample.Outbound();
        CommitmentProposal dusty = Sample.Proposal(channel, new CommitmentContent(0, Sample.Fill(33, 8), 253, 699000, 200, Sample.NoHtlcs()), false);
        Sample.Refuses(OutputsAboveDust.Tag, () => CounterpartyCommitmentRules.Require(dusty, Sample.Limits));
        channel.SignedCount = 1;
        channel.PointDigest = Sample.PointDigest(1);
        channel.Fundings[0].Counterparty = Sample.Signed(1, false);
        CounterpartyCommitmentRules.Require(dusty, Sample.Limits);
    }
}
