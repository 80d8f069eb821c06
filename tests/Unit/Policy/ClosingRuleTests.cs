using Holdfast.Channels;
using Holdfast.Policy;

namespace Holdfast.Unit.Policy;

/// <summary>Rules about the end of a channel.</summary>
[TestClass]
public class ClosingRuleTests
{
    [TestMethod]
    public void CommitmentIsHeld()
    {
        Channel channel = Sample.Outbound();
        channel.HolderRevokedCount = 3;
        Funding funding = channel.Fundings[0];
        NotHeld(channel, 3);
        funding.HolderCurrent = Sample.Held(1, false);
        Holdfast.Policy.CommitmentIsHeld.Require(channel, funding, 3);
        NotHeld(channel, 4);
        funding.HolderPending = Sample.Held(2, false);
        Holdfast.Policy.CommitmentIsHeld.Require(channel, funding, 4);
        NotHeld(channel, 5);
        NotHeld(channel, 2);
    }

    [TestMethod]
    public void NothingInFlight()
    {
        Funding funding = Sample.Funding(1);
        Holdfast.Policy.NothingInFlight.Require(funding);
        funding.Counterparty = Sample.Signed(1, true);
        InFlight(funding);
        funding.Counterparty = Sample.Signed(1, false);
        funding.HolderCurrent = Sample.Held(1, true);
        InFlight(funding);
        funding.HolderCurrent = Sample.Held(1, false);
        funding.HolderPending = Sample.Held(1, true);
        InFlight(funding);
        funding.HolderPending = Sample.Held(1, false);
        Holdfast.Policy.NothingInFlight.Require(funding);
    }

    [TestMethod]
    public void CloseMatchesCommitments()
    {
        // 700,000 sat of the holder in both commitments; 1,000 are tolerated.
        Channel ours = Sample.Outbound();
        Sample.Refuses("policy-mutual-value-matches-commitment", () => Matches(ours, 700000, 0, 0xffffffff));
        Prepare(ours);
        Matches(ours, 699000, 0, 0xffffffff);
        Matches(ours, 698500, 500, 0xffffffff);
        Sample.Refuses("policy-mutual-value-matches-commitment", () => Matches(ours, 698499, 500, 0xffffffff));

        // In a channel of the peer the fee is the peer's, or with option_simple_close the closer's.
        Channel theirs = Sample.Inbound();
        Prepare(theirs);
        Sample.Refuses("policy-mutual-value-matches-commitment", () => Matches(theirs, 698500, 500, 0xffffffff));
        Matches(theirs, 698500, 500, 0xfffffffd);

        // The largest of all live commitments counts.
        ours.Fundings[0].HolderPending = new HeldCommitment(Sample.Fill(32, 1), 700001, false);
        Sample.Refuses("policy-mutual-value-matches-commitment", () => Matches(ours, 699000, 0, 0xffffffff));
        ours.Fundings[0].HolderPending = new HeldCommitment(Sample.Fill(32, 1), 1, false);
        Sample.Refuses("policy-mutual-value-matches-commitment", () => Matches(ours, 698999, 0, 0xffffffff));
        ours.Fundings[0].HolderPending = null;
        ours.Fundings[0].HolderCurrent = new HeldCommitment(Sample.Fill(32, 1), 700001, false);
        Sample.Refuses("policy-mutual-value-matches-commitment", () => Matches(ours, 699000, 0, 0xffffffff));
        Matches(ours, 699001, 0, 0xffffffff);
        ours.Fundings[0].HolderCurrent = new HeldCommitment(Sample.Fill(32, 1), 1, false);
        Sample.Refuses("policy-mutual-value-matches-commitment", () => Matches(ours, 698999, 0, 0xffffffff));

        // Both sides' commitments are needed.
        ours.Fundings[0].HolderCurrent = null;
        Sample.Refuses("policy-mutual-value-matches-commitment", () => Matches(ours, 700000, 0, 0xffffffff));

        // More than the holder owns is not the holder's.
        Prepare(ours);
        Matches(ours, 701000, 0, 0xffffffff);
        Sample.Refuses("policy-mutual-value-matches-commitment", () => Matches(ours, 701001, 0, 0xffffffff));
    }

    [TestMethod]
    public void CloseFeeWithinLimit()
    {
        Holdfast.Policy.CloseFeeWithinLimit.Require(96500, Sample.Limits);
        Sample.Refuses("policy-mutual-fee-range", () => Holdfast.Policy.CloseFeeWithinLimit.Require(96501, Sample.Limits));
    }

    [TestMethod]
    public void CloseDestinationIsOurs()
    {
        Channel channel = Sample.Outbound();
        byte[] script = Sample.Fill(22, 1);
        Holdfast.Policy.CloseDestinationIsOurs.Require(channel, 1, script, true, false);
        Holdfast.Policy.CloseDestinationIsOurs.Require(channel, 1, script, false, true);
        Holdfast.Policy.CloseDestinationIsOurs.Require(channel, 0, script, false, false);
        Sample.Refuses("policy-mutual-destination-allowlisted",
            () => Holdfast.Policy.CloseDestinationIsOurs.Require(channel, 1, script, false, false));

        ChannelTerms terms = new ChannelTerms(Sample.Fill(33, 2), 1, true, Holdfast.Lightning.ChannelType.AnchorsZeroFeeHtlc, 6, 6, 0, script,
            channel.Terms.CounterpartyBasepoints);
        Channel agreed = new Channel(terms, Sample.Funding(1));
        Holdfast.Policy.CloseDestinationIsOurs.Require(agreed, 1, Sample.Fill(22, 1), false, false);
        Sample.Refuses("policy-mutual-destination-allowlisted",
            () => Holdfast.Policy.CloseDestinationIsOurs.Require(agreed, 1, Sample.Fill(22, 2), true, true));
    }

    [TestMethod]
    public void ACloseIsComparedWithTheMostThatAnyLiveCommitmentGivesUs()
    {
        Channel channel = Sample.Inbound();
        Funding funding = channel.Fundings[0];
        for (int i = 0; i < 3; i++)
        {
            funding.Counterparty = new SignedCommitment(Sample.Identity(false, 1), i == 0 ? 700000u : 600000, false);
            funding.HolderCurrent = new HeldCommitment(Sample.Identity(true, 1), i == 1 ? 700000u : 600000, false);
            funding.HolderPending = i == 2 ? new HeldCommitment(Sample.Identity(true, 2), 700000, false) : null!;
            Matches(channel, 699000, 500, uint.MaxValue);
            Sample.Refuses("policy-mutual-value-matches-commitment", () => Matches(channel, 698999, 500, uint.MaxValue));
        }

        SignedCommitment theirs = funding.Counterparty;
        funding.Counterparty = null!;
        Sample.Refuses("policy-mutual-value-matches-commitment", () => Matches(channel, 700000, 500, uint.MaxValue));
        funding.Counterparty = theirs;
        funding.HolderCurrent = null!;
        Sample.Refuses("policy-mutual-value-matches-commitment", () => Matches(channel, 700000, 500, uint.MaxValue));
    }

    private static void NotHeld(Channel channel, ulong number)
    {
        Sample.Refuses("policy-commitment-holder-not-revoked",
            () => Holdfast.Policy.CommitmentIsHeld.Require(channel, channel.Fundings[0], number));
    }

    private static void InFlight(Funding funding)
    {
        Sample.Refuses("policy-mutual-no-pending-htlcs", () => Holdfast.Policy.NothingInFlight.Require(funding));
    }

    private static void Prepare(Channel channel)
    {
        channel.Fundings[0].Counterparty = Sample.Signed(1, false);
        channel.Fundings[0].HolderCurrent = Sample.Held(1, false);
    }

    private static void Matches(Channel channel, ulong toHolder, ulong fee, uint sequence)
    {
        Holdfast.Policy.CloseMatchesCommitments.Require(channel, channel.Fundings[0], toHolder, fee, sequence, Sample.Limits);
    }
}
