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
        CommitmentFields content = Sample.Content(0, Sample.NoHtlcs());
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
        CommitmentFields current = Sample.Content(0, Sample.NoHtlcs());
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
        CommitmentProposal dusty = Sample.Proposal(channel, Sample.Content(0, 699000, 200, Sample.NoHtlcs()), false);
        Sample.Refuses(OutputsAboveDust.Tag, () => CounterpartyCommitmentRules.Require(dusty, Sample.Limits, false, false, 0));
        channel.SignedCount = 1;
        channel.PointDigest = Sample.PointDigest(1);
        channel.Fundings[0].Counterparty = Sample.Signed(1, false);
        CounterpartyCommitmentRules.Require(dusty, Sample.Limits, false, false, 0);
    }

    [TestMethod]
    public void IncomingIsWrittenWhereItMayHaveLeft()
    {
        Channel channel = Sample.Outbound();
        channel.SignedCount = 2;
        Htlc mine = Sample.NewHtlc(false, false, 50000000, 1, 600);
        Htlc theirs = Sample.NewHtlc(true, true, 50000000, 1, 600);
        CommitmentProposal outgoing = Sample.Proposal(channel, With(2, mine), false);
        CommitmentProposal next = Sample.Proposal(channel, With(2, mine, theirs), false);
        CommitmentProposal newest = Sample.Proposal(channel, With(1, theirs), false);

        // Without a book nothing leaves before the promise.
        IncomingIsWritten.Require(next, false, true);
        IncomingIsWritten.RequirePrepared(next, 7, false, true);
        channel.Incoming = new IncomingBook(7, 1, 2);
        IncomingIsWritten.Require(outgoing, false, true);
        IncomingIsWritten.Require(next, true, true);
        IncomingIsWritten.Require(next, false, false);
        Sample.Refuses("holdfast-incoming-written", () => IncomingIsWritten.Require(next, false, true));
        IncomingIsWritten.Require(newest, true, true);
        Sample.Refuses("holdfast-incoming-written", () => IncomingIsWritten.Require(newest, false, false));

        IncomingIsWritten.RequirePrepared(next, 9, true, true);
        IncomingIsWritten.RequirePrepared(next, 9, false, false);
        IncomingIsWritten.RequirePrepared(next, 0, false, true);
        Sample.Refuses("holdfast-incoming-written", () => IncomingIsWritten.RequirePrepared(next, 9, false, true));
        IncomingIsWritten.RequirePrepared(newest, 7, false, true);
        Sample.Refuses("holdfast-incoming-written", () => IncomingIsWritten.RequirePrepared(newest, 8, true, false));
    }

    [TestMethod]
    public void AnOutputLeavesNoChoiceBetweenTwins()
    {
        Htlc one = Sample.NewHtlc(true, false, 50000000, 1, 600);
        Htlc later = Sample.NewHtlc(true, false, 50000999, 1, 601);
        Htlc laterTrimmed = Sample.NewHtlc(true, true, 50000000, 1, 601);
        Htlc mine = Sample.NewHtlc(false, false, 50000000, 1, 601);
        Htlc larger = Sample.NewHtlc(true, false, 50001000, 1, 601);
        Htlc other = Sample.NewHtlc(true, false, 50000000, 2, 601);
        Htlc[] none = Sample.NoHtlcs();
        Assert.IsTrue(IncomingIsWritten.LeavesNoChoice(new Htlc[] { one, later, mine, larger, other }, none));
        Assert.IsTrue(IncomingIsWritten.LeavesNoChoice(new Htlc[] { one, mine }, new Htlc[] { one, larger, other }));
        Assert.IsFalse(IncomingIsWritten.LeavesNoChoice(new Htlc[] { one }, new Htlc[] { other, later }));
        Assert.IsFalse(IncomingIsWritten.LeavesNoChoice(new Htlc[] { laterTrimmed }, new Htlc[] { one }));
        Assert.IsFalse(IncomingIsWritten.LeavesNoChoice(new Htlc[] { one, laterTrimmed }, none));
        Assert.IsFalse(IncomingIsWritten.LeavesNoChoice(new Htlc[] { laterTrimmed, one }, none));
    }

    [TestMethod]
    public void FitsEveryFundingWhenItIsPrepared()
    {
        Channel channel = Sample.Outbound();
        Funding small = new Funding(Sample.Fill(32, 9), 0, 50000, Sample.Fill(33, 2));
        channel.Fundings = new Funding[] { channel.Fundings[0], small };
        channel.SignedCount = 1;
        Htlc fits = Sample.NewHtlc(false, false, 50000000, 1, 600);
        FitsEveryFunding.Require(Sample.Proposal(channel, With(1, fits), false), Sample.Limits);
        CommitmentProposal tooLarge = Sample.Proposal(channel, With(1, Sample.NewHtlc(false, false, 50000001, 1, 600)), false);
        Sample.Refuses("holdfast-commitment-fundings", () => FitsEveryFunding.Require(tooLarge, Sample.Limits));
        small.IsRetired = true;
        FitsEveryFunding.Require(tooLarge, Sample.Limits);
        small.IsRetired = false;

        // What it takes from the holder here, it takes there.
        CommitmentProposal next = Sample.Proposal(channel, With(1, fits), false);
        channel.Fundings[0].Counterparty = new SignedCommitment(new byte[12], next.HolderSat + 31000, false);
        small.Counterparty = new SignedCommitment(new byte[12], 30000, false);
        FitsEveryFunding.Require(next, Sample.Limits);
        small.Counterparty = new SignedCommitment(new byte[12], 29999, false);
        Sample.Refuses("holdfast-commitment-fundings", () => FitsEveryFunding.Require(next, Sample.Limits));
        channel.SignedCount = 2;
        FitsEveryFunding.Require(next, Sample.Limits);
    }

    private static CommitmentFields With(ulong number, params Htlc[] htlcs)
    {
        return Sample.Content(number, 300000, 200000, htlcs);
    }
}
