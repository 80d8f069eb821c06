using Holdfast.Channels;
using Holdfast.Lightning;
using Holdfast.Policy;

namespace Holdfast.Unit.Policy;

/// <summary>Rules about terms, fundings and what may be set up again.</summary>
[TestClass]
public class OpeningRuleTests
{
    [TestMethod]
    public void FundingWithinLimit()
    {
        Holdfast.Policy.FundingWithinLimit.Require(1000000000, Sample.Limits);
        Sample.Refuses("policy-funding-max", () => Holdfast.Policy.FundingWithinLimit.Require(1000000001, Sample.Limits));
    }

    [TestMethod]
    public void DelaysWithinRange()
    {
        HolderDelayWithinRange.Require(4, Sample.Limits);
        HolderDelayWithinRange.Require(2016, Sample.Limits);
        Sample.Refuses("policy-channel-contest-delay-range-holder", () => HolderDelayWithinRange.Require(3, Sample.Limits));
        Sample.Refuses("policy-channel-contest-delay-range-holder", () => HolderDelayWithinRange.Require(2017, Sample.Limits));
        CounterpartyDelayWithinRange.Require(4, Sample.Limits);
        CounterpartyDelayWithinRange.Require(2016, Sample.Limits);
        Sample.Refuses("policy-channel-contest-delay-range-counterparty", () => CounterpartyDelayWithinRange.Require(3, Sample.Limits));
        Sample.Refuses("policy-channel-contest-delay-range-counterparty", () => CounterpartyDelayWithinRange.Require(2017, Sample.Limits));
    }

    [TestMethod]
    public void TheMainNetworkIsStricter()
    {
        Limits main = new Limits(true, 120);
        Sample.Refuses("policy-channel-contest-delay-range-counterparty", () => Holdfast.Policy.CounterpartyDelayWithinRange.Require(143, main));
        Holdfast.Policy.CounterpartyDelayWithinRange.Require(144, main);
        Holdfast.Policy.CounterpartyDelayWithinRange.Require(4, Sample.Limits);
        Assert.IsTrue(main.FeeratePerKwMax == 25000 && main.OnChainFeeratePerKwMax == 25000 && Sample.Limits.FeeratePerKwMax == 100000);
    }

    [TestMethod]
    public void TypeIsSafe()
    {
        Holdfast.Policy.TypeIsSafe.Require(0);
        Holdfast.Policy.TypeIsSafe.Require(2);
        Sample.Refuses("policy-channel-safe-type", () => Holdfast.Policy.TypeIsSafe.Require(1));
        Sample.Refuses("policy-channel-safe-type", () => Holdfast.Policy.TypeIsSafe.Require(3));
        Sample.Refuses("policy-channel-safe-type", () => Holdfast.Policy.TypeIsSafe.Require(-1));
    }

    [TestMethod]
    public void NumberIsNotReused()
    {
        ForgottenChannels forgotten = new ForgottenChannels().With(7).With(3).With(ulong.MaxValue);
        Reused(forgotten, null!, 7);
        Reused(forgotten, null!, 3);
        Reused(forgotten, null!, 0);
        Reused(forgotten, null!, ulong.MaxValue);

        // A large number does not take the smaller ones with it.
        Holdfast.Policy.NumberIsNotReused.Require(forgotten, null!, 1);
        Holdfast.Policy.NumberIsNotReused.Require(forgotten, null!, 8);

        Channel known = Sample.Outbound();
        Holdfast.Policy.NumberIsNotReused.Require(forgotten, known, 1);
        known.IsForgotten = true;
        Reused(forgotten, known, 1);
    }

    [TestMethod]
    public void OpeningIsReplaceableWhileNothingCanBeLost()
    {
        Channel channel = Sample.Outbound();
        OpeningIsReplaceable.Require(channel, false);
        Assert.IsTrue(OpeningIsReplaceable.IsAbandoned(channel));

        channel.Fundings[0].IsBound = true;
        NotReplaceable(channel, true);
        channel.Fundings[0].IsBound = false;
        channel.SignedCount = 1;
        channel.Fundings[0].HolderCurrent = Sample.Held(1, false);
        OpeningIsReplaceable.Require(channel, false);
        channel.SignedCount = 2;
        NotReplaceable(channel, true);
        channel.SignedCount = 1;
        channel.Fundings[0].HolderPending = Sample.Held(2, false);
        NotReplaceable(channel, true);
        channel.Fundings[0].HolderPending = null;
        channel.HolderRevokedCount = 1;
        NotReplaceable(channel, true);
        channel.HolderRevokedCount = 0;
        channel.IsFundingLocked = true;
        NotReplaceable(channel, true);
        channel.IsFundingLocked = false;
        channel.IsCurrentSigned = true;
        NotReplaceable(channel, true);
    }

    [TestMethod]
    public void OpeningIsReplaceableByThePeerWhenWeOwnNothingOrAgree()
    {
        Channel channel = Sample.Inbound();
        NotReplaceable(channel, false);
        OpeningIsReplaceable.Require(channel, true);
        Assert.IsFalse(OpeningIsReplaceable.IsAbandoned(channel));

        ChannelTerms terms = new ChannelTerms(Sample.Fill(33, 2), 1, false, ChannelType.AnchorsZeroFeeHtlc, 6, 6, 0, new byte[0],
            channel.Terms.CounterpartyBasepoints);
        Channel nothing = new Channel(terms, Sample.Funding(1));
        nothing.Fundings[0].IsBound = true;
        OpeningIsReplaceable.Require(nothing, false);
        Assert.IsTrue(OpeningIsReplaceable.IsAbandoned(nothing));
        nothing.Fundings[0].HolderCurrent = Sample.Held(1, false);
        NotReplaceable(nothing, false);
        nothing.Fundings[0].HolderCurrent = new HeldCommitment(Sample.Fill(32, 1), 0, false);
        OpeningIsReplaceable.Require(nothing, false);
        nothing.Fundings[0].Counterparty = Sample.Signed(1, false);
        NotReplaceable(nothing, false);
    }

    [TestMethod]
    public void AbandonedStaysAbandoned()
    {
        Funding next = Sample.Funding(1);
        Holdfast.Policy.AbandonedStaysAbandoned.Require(new uint[0], next);
        Holdfast.Policy.AbandonedStaysAbandoned.Require(new uint[] { next.Prefix + 1, next.Prefix - 1 }, next);
        Sample.Refuses("holdfast-opening-abandoned", () => Holdfast.Policy.AbandonedStaysAbandoned.Require(new uint[] { next.Prefix + 1, next.Prefix }, next));
        Holdfast.Policy.AbandonedStaysAbandoned.Require(new uint[Channel.AbandonedMax], next);
        Sample.Refuses("holdfast-opening-abandoned", () => Holdfast.Policy.AbandonedStaysAbandoned.Require(new uint[Channel.AbandonedMax + 1], next));
    }

    [TestMethod]
    public void SpliceKeepsTerms()
    {
        ChannelTerms old = Sample.Terms(true, ChannelType.AnchorsZeroFeeHtlc);
        Basepoints points = old.CounterpartyBasepoints;
        Basepoints others = new Basepoints(points.Revocation, points.Payment, points.Htlc, Sample.Fill(33, 9));
        Holdfast.Policy.SpliceKeepsTerms.Require(old, With(true, ChannelType.AnchorsZeroFeeHtlc, 6, 144, points));
        Changed(old, With(false, ChannelType.AnchorsZeroFeeHtlc, 6, 144, points));
        Changed(old, With(true, ChannelType.StaticRemoteKey, 6, 144, points));
        Changed(old, With(true, ChannelType.AnchorsZeroFeeHtlc, 7, 144, points));
        Changed(old, With(true, ChannelType.AnchorsZeroFeeHtlc, 6, 145, points));
        Changed(old, With(true, ChannelType.AnchorsZeroFeeHtlc, 6, 144, others));
    }

    [TestMethod]
    public void ChannelGoesOn()
    {
        Channel channel = Sample.Outbound();
        Holdfast.Policy.ChannelGoesOn.Require(channel);
        channel.IsMutualCloseSigned = true;
        Sample.Refuses("policy-commitment-spends-active-utxo", () => Holdfast.Policy.ChannelGoesOn.Require(channel));
        channel.IsMutualCloseSigned = false;
        channel.IsPendingSigned = true;
        Sample.Refuses("policy-commitment-spends-active-utxo", () => Holdfast.Policy.ChannelGoesOn.Require(channel));
    }

    [TestMethod]
    public void FundingHasRoom()
    {
        Channel channel = Sample.Outbound();
        channel.Fundings = new Funding[] { Sample.Funding(1), Sample.Funding(2) };

        // Three fundings fit the record while twice the revocations, and a thousand more, need 12 tags at most; 11 when none is locked.
        channel.IsFundingLocked = true;
        channel.CounterpartyRevokedCount = (4095 - 1024) / 2;
        Holdfast.Policy.FundingHasRoom.Require(channel);
        channel.CounterpartyRevokedCount++;
        Sample.Refuses("holdfast-funding-room", () => Holdfast.Policy.FundingHasRoom.Require(channel));
        channel.IsFundingLocked = false;
        channel.CounterpartyRevokedCount = (2047 - 1024) / 2;
        Holdfast.Policy.FundingHasRoom.Require(channel);
        channel.CounterpartyRevokedCount++;
        Sample.Refuses("holdfast-funding-room", () => Holdfast.Policy.FundingHasRoom.Require(channel));
        channel.CounterpartyRevokedCount = 0;
        channel.Fundings = new Funding[] { Sample.Funding(1), Sample.Funding(2), Sample.Funding(3) };
        Sample.Refuses("holdfast-funding-room", () => Holdfast.Policy.FundingHasRoom.Require(channel));
    }

    [TestMethod]
    public void TheLastRevocationThatFitsIsTheLast()
    {
        Channel channel = Sample.Outbound();
        channel.CounterpartyRevokedCount = (1UL << 43) - 2;
        Holdfast.Policy.FundingHasRoom.RequireForRevocation(channel);
        channel.Fundings = new Funding[] { Sample.Funding(1), Sample.Funding(2), Sample.Funding(3) };
        Sample.Refuses("holdfast-funding-room", () => Holdfast.Policy.FundingHasRoom.RequireForRevocation(channel));
        channel.CounterpartyRevokedCount = 2046;
        Holdfast.Policy.FundingHasRoom.RequireForRevocation(channel);
        channel.CounterpartyRevokedCount = 2047;
        Sample.Refuses("holdfast-funding-room", () => Holdfast.Policy.FundingHasRoom.RequireForRevocation(channel));

        // The locked one has no account of its transaction any more.
        channel.IsFundingLocked = true;
        channel.CounterpartyRevokedCount = 4094;
        Holdfast.Policy.FundingHasRoom.RequireForRevocation(channel);
        channel.CounterpartyRevokedCount = 4095;
        Sample.Refuses("holdfast-funding-room", () => Holdfast.Policy.FundingHasRoom.RequireForRevocation(channel));
    }

    [TestMethod]
    public void FundingIsUntouched()
    {
        Funding funding = Sample.Funding(1);
        Holdfast.Policy.FundingIsUntouched.Require(funding);
        funding.Counterparty = Sample.Signed(1, false);
        Sample.Refuses("holdfast-funding-fixed", () => Holdfast.Policy.FundingIsUntouched.Require(funding));
        funding.Counterparty = null;
        funding.HolderCurrent = Sample.Held(1, false);
        Sample.Refuses("holdfast-funding-fixed", () => Holdfast.Policy.FundingIsUntouched.Require(funding));
    }

    [TestMethod]
    public void OutpointHasOneChannel()
    {
        ChannelBook book = new ChannelBook(4);
        Channel channel = Sample.NewChannel(true, ChannelType.AnchorsZeroFeeHtlc);
        book.Set(2, channel, ChannelCodec.EncodeRecord(channel), ChannelCodec.EncodeTerms(channel));
        Funding same = Sample.NewChannel(true, ChannelType.AnchorsZeroFeeHtlc).Fundings[0];
        Sample.Refuses("holdfast-funding-one-channel", () => Holdfast.Policy.OutpointHasOneChannel.Require(book, -1, same));
        Sample.Refuses("holdfast-funding-one-channel", () => Holdfast.Policy.OutpointHasOneChannel.Require(book, 3, same));
        Holdfast.Policy.OutpointHasOneChannel.Require(book, 2, same);
        Holdfast.Policy.OutpointHasOneChannel.Require(book, -1, new Funding(same.Txid, same.Vout + 1, same.ValueSat, same.CounterpartyFundingKey));
    }

    [TestMethod]
    public void LockedFundingIsHeld()
    {
        Channel channel = Sample.Outbound();
        Sample.Refuses("holdfast-lock-countersigned", () => Holdfast.Policy.LockedFundingIsHeld.Require(channel, -1));
        Sample.Refuses("holdfast-lock-countersigned", () => Holdfast.Policy.LockedFundingIsHeld.Require(channel, 0));
        channel.Fundings[0].HolderCurrent = Sample.Held(1, false);
        Sample.Refuses("holdfast-lock-countersigned", () => Holdfast.Policy.LockedFundingIsHeld.Require(channel, 0));
        channel.Fundings[0].Counterparty = Sample.Signed(1, false);
        Holdfast.Policy.LockedFundingIsHeld.Require(channel, 0);

        // After the first lock it is a splice, which needs the holder's signature to confirm.
        channel.IsFundingLocked = true;
        Sample.Refuses("holdfast-lock-countersigned", () => Holdfast.Policy.LockedFundingIsHeld.Require(channel, 0));
        channel.Fundings[0].IsBound = true;
        Holdfast.Policy.LockedFundingIsHeld.Require(channel, 0);
        channel.Fundings[0].IsRetired = true;
        Sample.Refuses("holdfast-lock-countersigned", () => Holdfast.Policy.LockedFundingIsHeld.Require(channel, 0));
    }

    [TestMethod]
    public void FundingIsLive()
    {
        Funding funding = Sample.Funding(1);
        Holdfast.Policy.FundingIsLive.Require(funding);
        funding.IsRetired = true;
        Sample.Refuses("holdfast-funding-retired", () => Holdfast.Policy.FundingIsLive.Require(funding));
    }

    private static void Reused(ForgottenChannels forgotten, Channel known, ulong dbid)
    {
        Sample.Refuses("policy-channel-original-channel-id-reuse", () => Holdfast.Policy.NumberIsNotReused.Require(forgotten, known, dbid));
    }

    private static void NotReplaceable(Channel channel, bool ownerAgrees)
    {
        Assert.IsFalse(OpeningIsReplaceable.IsAbandoned(channel));
        Sample.Refuses("holdfast-opening-replaceable", () => OpeningIsReplaceable.Require(channel, ownerAgrees));
    }

    private static void Changed(ChannelTerms old, ChannelTerms proposed)
    {
        Sample.Refuses("holdfast-splice-keeps-terms", () => Holdfast.Policy.SpliceKeepsTerms.Require(old, proposed));
    }

    private static ChannelTerms With(bool outbound, ChannelType type, int holderDelay, int counterpartyDelay, Basepoints points)
    {
        return new ChannelTerms(Sample.Fill(33, 2), 1, outbound, type, holderDelay, counterpartyDelay, 0, new byte[0], points);
    }
}
