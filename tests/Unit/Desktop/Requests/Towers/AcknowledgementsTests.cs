using Holdfast.Channels;
using Holdfast.Channels.Facts;
using Holdfast.Policy;
using Holdfast.Requests;
using Holdfast.Towers;
using Sample = Holdfast.Unit.Channels.Sample;

namespace Holdfast.Unit.Desktop.Requests;

/// <summary>While a splice waits, a state is backed up once every live funding that counts has it; what is left behind no longer counts.</summary>
[TestClass]
public class AcknowledgementsTests
{
    [TestMethod]
    public void EveryLiveFundingThatCountsIsWaitedFor()
    {
        Channel channel = TwoFundings();
        Acknowledgements all = new(4);
        uint first = channel.Fundings[0].Prefix;
        uint second = channel.Fundings[1].Prefix;
        Assert.AreEqual(0UL, channel.FirstUnacknowledged);
        Assert.IsFalse(all.Note(1, channel, new TowerState(channel.Id, first, 1)));
        Assert.IsFalse(all.Note(1, channel, new TowerState(channel.Id, first ^ 1, 0)));
        Assert.IsTrue(all.Note(1, channel, new TowerState(channel.Id, first, 0)));
        Assert.IsTrue(all.Note(1, channel, new TowerState(channel.Id, first, 0)));
        Assert.IsFalse(all.AreComplete(1, channel));
        Assert.IsFalse(all.AreComplete(2, channel));

        // Left behind: no longer waited for.
        Channel locked = channel.Copy();
        locked.Fundings[1].Retire();
        Assert.IsTrue(all.AreComplete(1, locked));
        Assert.IsTrue(all.Note(1, channel, new TowerState(channel.Id, second, 0)));
        Assert.IsTrue(all.AreComplete(1, channel));
        new CounterpartyStateAcknowledged(0).ApplyTo(channel);
        Assert.IsFalse(all.AreComplete(1, channel));
        Assert.AreEqual(1UL, channel.FirstUnacknowledged);

        // The state that is not revoked yet cannot be acknowledged.
        Assert.IsFalse(all.Note(1, channel, new TowerState(channel.Id, first, 1)));
    }

    /// <summary>A thief chooses the first bytes of a funding's id, and had the same number acknowledged in a channel of his own before it gave up its slot.</summary>
    [TestMethod]
    public void WhatWasAcknowledgedForTheChannelBeforeInASlotDoesNotCount()
    {
        Channel before = TwoFundings();
        Acknowledgements all = new(4);
        Assert.IsTrue(all.Note(1, before, new TowerState(before.Id, before.Fundings[0].Prefix, 0)));
        Assert.IsTrue(all.Note(1, before, new TowerState(before.Id, before.Fundings[1].Prefix, 0)));
        Assert.IsTrue(all.AreComplete(1, before));
        Channel after = TwoFundings(Sample.Fill(16, 0x55));
        Assert.IsFalse(all.AreComplete(1, after));
        Assert.IsTrue(all.Note(1, after, new TowerState(after.Id, after.Fundings[1].Prefix, 0)));
        Assert.IsFalse(all.AreComplete(1, after));
        Assert.IsTrue(all.Note(1, after, new TowerState(after.Id, after.Fundings[0].Prefix, 0)));
        Assert.IsTrue(all.AreComplete(1, after));
    }

    [TestMethod]
    public void AFundingBeginsToCountWhenNothingOlderIsMissed()
    {
        Channel channel = TwoFundings();
        channel.Fundings[1].CountsBackups = false;
        channel.Fundings[1].Counterparty = null;
        CommitmentProposal late = Proposal(channel, 1, 1);
        Assert.AreEqual(2, channel.Unacknowledged);
        Assert.AreEqual(StateIsBackedUp.Tag, Assert.ThrowsExactly<Refusal>(() => StateIsBackedUp.Require(late, 16)).Tag);
        StateIsBackedUp.Require(late, 0);
        channel.Unacknowledged = 1;
        StateIsBackedUp.Require(late, 16);
        StateIsBackedUp.Require(Proposal(channel, 0, 2), 2);
        channel.Unacknowledged = 2;
        Assert.ThrowsExactly<Refusal>(() => StateIsBackedUp.Require(Proposal(channel, 0, 2), 2));
        StateIsBackedUp.Require(Proposal(channel, 0, 2), 3);
    }

    private static CommitmentProposal Proposal(Channel channel, int funding, ulong number)
        => new(channel, funding, new Holdfast.Lightning.CommitmentFields { Number = number, Htlcs = [] }, false, Sample.Fill(12, 99), Sample.Point(9), 0, 0, 0);

    // Numbers 0 and 1 are signed on both fundings, 0 is revoked, and nobody has acknowledged anything.
    private static Channel TwoFundings(byte[]? id = null)
    {
        Channel sample = Sample.NewChannel();
        Channel channel = id == null ? sample : new Channel(id, sample.Terms, sample.Fundings[0]);
        new FundingAdded(Sample.NewFunding(2)).ApplyTo(channel);
        channel.CountBackups(true);
        for (ulong number = 0; number < 2; number++)
        {
            new CounterpartyCommitmentSigned(0, number, Sample.Point((byte)number), Sample.Signed(1), 0, false).ApplyTo(channel);
            new CounterpartyCommitmentSigned(1, number, Sample.Point((byte)number), Sample.Signed(2), 0, false).ApplyTo(channel);
        }

        new CounterpartyCommitmentRevoked(0, Sample.Fill(32, 3)).ApplyTo(channel);
        Assert.AreEqual(2, channel.Unacknowledged);
        return channel;
    }
}
