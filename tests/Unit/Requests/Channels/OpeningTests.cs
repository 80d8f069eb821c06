using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>Setting up, setting up again, and forgetting.</summary>
[TestClass]
public class OpeningTests
{
    [TestMethod]
    public void TermsHaveBounds()
    {
        TestPair pair = new TestPair();
        SetupChannel setup = pair.Setup(true, 1);
        setup.ValueSat = 1000000001;
        pair.Ours.Refuses("policy-funding-max", setup.Encode());
        setup.ValueSat--;
        setup.ChannelType = 1;
        pair.Ours.Refuses("policy-channel-safe-type", setup.Encode());
        setup.ChannelType = 3;
        pair.Ours.Refuses("policy-channel-safe-type", setup.Encode());
        setup.ChannelType = 2;
        setup.HolderDelayBlocks = 3;
        pair.Ours.Refuses("policy-channel-contest-delay-range-holder", setup.Encode());
        setup.HolderDelayBlocks = 2017;
        pair.Ours.Refuses("policy-channel-contest-delay-range-holder", setup.Encode());
        setup.HolderDelayBlocks = 2016;
        setup.CounterpartyDelayBlocks = 3;
        pair.Ours.Refuses("policy-channel-contest-delay-range-counterparty", setup.Encode());
        setup.CounterpartyDelayBlocks = 2017;
        pair.Ours.Refuses("policy-channel-contest-delay-range-counterparty", setup.Encode());
        setup.CounterpartyDelayBlocks = 4;
        pair.Ours.Body(setup.Encode());
    }

    [TestMethod]
    public void PointsOffTheCurveAreMalformed()
    {
        TestPair pair = new TestPair();
        byte[] bad = TestCurve.NoPoint();
        SetupChannel setup = pair.Setup(true, 1);
        setup.Peer = bad;
        pair.Ours.Rejects(ReplyStatus.Malformed, ErrorCode.BadKey, setup.Encode());
        setup = pair.Setup(true, 1);
        setup.CounterpartyFundingPoint = bad;
        pair.Ours.Rejects(ReplyStatus.Malformed, ErrorCode.BadKey, setup.Encode());
        setup = pair.Setup(true, 1);
        byte[] good = setup.CounterpartyBasepoints.Htlc;
        setup.CounterpartyBasepoints.Htlc = bad;
        pair.Ours.Rejects(ReplyStatus.Malformed, ErrorCode.BadKey, setup.Encode());
        setup.CounterpartyBasepoints.Htlc = good;
        setup.HolderShutdownScript = new byte[43];
        pair.Ours.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, setup.Encode());
    }

    [TestMethod]
    public void TheSameAgainChangesNothing()
    {
        TestPair pair = TestPair.Used();
        Assert.AreEqual(0, pair.Ours.CommitsOf(pair.Setup(true, 1).Encode()));

        SetupChannel other = pair.Setup(true, 1);
        other.ValueSat++;
        pair.Ours.Refuses("holdfast-funding-fixed", other.Encode());
        other = pair.Setup(true, 1);
        other.CounterpartyDelayBlocks++;
        pair.Ours.Refuses("holdfast-splice-keeps-terms", other.Encode());
    }

    [TestMethod]
    public void AFundingWithoutCommitmentsMayBeDescribedAnew()
    {
        TestPair pair = new TestPair();
        pair.Ours.Body(pair.Setup(true, 1).Encode());
        SetupChannel other = pair.Setup(true, 1);
        other.CounterpartyFundingPoint = pair.TheirKeys.Basepoints.Htlc;
        Assert.AreEqual(1, pair.Ours.CommitsOf(other.Encode()));
        Assert.AreEqual(1, pair.Ours.CommitsOf(pair.Setup(true, 1).Encode()));
        pair.Theirs.Body(pair.Setup(false, 1).Encode());
        pair.Exchange(1, 0, pair.Content(0));
    }

    [TestMethod]
    public void AnOpeningThatCameToNothingIsReplaced()
    {
        // The node crashed after the peer's first commitment was signed, and opens anew under the same number with another peer key and amount.
        TestPair pair = TestPair.Opened();
        SetupChannel again = pair.Setup(true, 2);
        again.ValueSat = 600000;
        again.CounterpartyBasepoints.Payment = pair.TheirKeys.FundingPoint;
        pair.Ours.Body(again.Encode());

        SignCounterpartyCommitment first = pair.Sign(true, 1, 0, pair.Content(0));
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.UnknownChannel, first.Encode());
        first.FundingPrefix = TestPair.Prefix(2);
        first.Commitment.ToHolderSat = 300000 - TestPair.FeeAndAnchorsSat;
        pair.Ours.Body(first.Encode());
    }

    [TestMethod]
    public void AnOutpointThatWasGivenUpNeverComesBack()
    {
        // Found by tests/Simulator/Histories: away to another outpoint and back again, and number 0 had two contents where the first was signed.
        TestPair pair = TestPair.Opened();
        SetupChannel away = pair.Setup(true, 2);
        away.CounterpartyBasepoints.Payment = pair.TheirKeys.FundingPoint;
        pair.Ours.Body(away.Encode());
        pair.Ours.Refuses("holdfast-opening-abandoned", pair.Setup(true, 1).Encode());
        pair.Ours.Restart();
        pair.Ours.Refuses("holdfast-opening-abandoned", pair.Setup(true, 1).Encode());
        pair.Ours.Body(away.Encode());
    }

    [TestMethod]
    public void TheSameOutpointWithOtherKeysIsNotStartedOverOnceNumberZeroIsSigned()
    {
        TestPair pair = TestPair.Opened();
        SetupChannel other = pair.Setup(true, 1);
        other.CounterpartyBasepoints.Payment = pair.TheirKeys.FundingPoint;
        pair.Ours.Refuses("holdfast-opening-abandoned", other.Encode());
    }

    [TestMethod]
    public void TwoFundingsOfOneNameAreMalformed()
    {
        TestPair pair = TestPair.Used();
        SetupChannel twin = pair.Setup(true, 1);
        twin.FundingVout++;
        pair.Ours.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, twin.Encode());
    }

    [TestMethod]
    public void AnOpeningWithASignedFundingIsNotReplaced()
    {
        TestPair pair = TestFunding.FundedPair(out SignWalletInputs funding);
        pair.Ours.Body(funding.Encode());
        SetupChannel again = pair.Setup(true, 2);
        again.CounterpartyBasepoints.Payment = pair.TheirKeys.FundingPoint;
        pair.Ours.Refuses("holdfast-opening-replaceable", again.Encode());
    }

    [TestMethod]
    public void AUsedChannelIsNotReplaced()
    {
        TestPair pair = TestPair.Used();
        SetupChannel again = pair.Setup(true, 2);
        again.CounterpartyBasepoints.Payment = pair.TheirKeys.FundingPoint;
        pair.Ours.Refuses("holdfast-splice-keeps-terms", again.Encode());
    }

    [TestMethod]
    public void WhatWeOwnInAPeersOpeningIsGivenUpOnlyWithTheButton()
    {
        TestPair pair = TestPair.Opened();
        SetupChannel again = pair.Setup(false, 2);
        again.CounterpartyBasepoints.Payment = pair.OurKeys.FundingPoint;
        pair.Theirs.Refuses("holdfast-opening-replaceable", again.Encode());
        pair.Theirs.Button.Presses = true;
        pair.Theirs.Body(again.Encode());
    }

    [TestMethod]
    public void APeersOpeningInWhichWeOwnNothingIsReplaced()
    {
        TestPair pair = new TestPair();
        pair.PushMsat = 0;
        pair.SetUp(1);
        TestContent content = pair.Content(0);
        content.OurSat += 330;
        pair.Theirs.Body(pair.Validate(false, 1, 0, content, pair.Signed(false, 1, 0, content)).Encode());
        SetupChannel again = pair.Setup(false, 2);
        again.CounterpartyBasepoints.Payment = pair.OurKeys.FundingPoint;
        pair.Theirs.Body(again.Encode());
    }

    [TestMethod]
    public void ThePeersFirstOutputIsWhatTheOpeningGaveIt()
    {
        TestPair pair = new TestPair();
        pair.SetUp(1);
        TestContent content = pair.Content(0);
        content.TheirSat++;
        content.OurSat--;
        pair.Ours.Refuses("policy-commitment-initial-funding-value", pair.Sign(true, 1, 0, content).Encode());
        pair.Ours.Body(pair.Sign(true, 1, 0, pair.Content(0)).Encode());
    }

    [TestMethod]
    public void TheFirstCommitmentHasNoHtlcs()
    {
        TestPair pair = new TestPair();
        pair.SetUp(1);
        pair.Ours.Refuses("policy-commitment-first-no-htlcs", pair.Sign(true, 1, 0, pair.Content(1)).Encode());
    }

    [TestMethod]
    public void AForgottenNumberNeverComesBack()
    {
        TestPair pair = TestPair.Used();
        ForgetChannel forget = new ForgetChannel();
        forget.ChannelId = pair.ChannelId(true);
        pair.Ours.Body(forget.Encode());
        Assert.AreEqual(0, (int)pair.Ours.Status().Channels);
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.UnknownChannel, pair.Revoke(true, 0).Encode());
        pair.Ours.Refuses("policy-channel-original-channel-id-reuse", pair.Setup(true, 1).Encode());
        pair.Ours.Restart();
        pair.Ours.Refuses("policy-channel-original-channel-id-reuse", pair.Setup(true, 2).Encode());

        NewChannel announce = new NewChannel();
        announce.Peer = pair.TheirNode;
        announce.Dbid = 1;
        pair.Ours.Refuses("policy-channel-original-channel-id-reuse", announce.Encode());
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.UnknownChannel, pair.Sign(true, 1, 3, pair.Content(0)).Encode());
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.UnknownChannel, pair.Lock(true, 1).Encode());
        announce.Dbid = 2;
        pair.Ours.Body(announce.Encode());

        // To forget what is not known is to have forgotten it.
        Assert.AreEqual(0, pair.Ours.CommitsOf(forget.Encode()));
    }

    [TestMethod]
    public void AFullBookMakesRoomOnlyWhereNothingIsLost()
    {
        TestPair pair = TestPair.Used();
        int room = pair.Ours.Status().ChannelsMax;
        SetupChannel setup = pair.Setup(true, 2);
        for (int i = 2; i <= room; i++)
        {
            setup.Dbid = (ulong)i;
            setup.FundingVout = (ushort)i;
            pair.Ours.Body(setup.Encode());
        }

        Assert.AreEqual(room, (int)pair.Ours.Status().Channels);

        // The oldest opening that came to nothing goes; the channel in use stays.
        setup.Dbid = (ulong)room + 1;
        setup.FundingVout = (ushort)setup.Dbid;
        pair.Ours.Body(setup.Encode());
        Assert.AreEqual(room, (int)pair.Ours.Status().Channels);
        pair.Ours.Body(pair.Revoke(true, 0).Encode());
        SignHolderCommitment dropped = pair.Close(true, 2, 0);
        dropped.ChannelId = Holdfast.Channels.ChannelId.Of(pair.TheirNode, 2);
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.UnknownChannel, dropped.Encode());
        dropped.ChannelId = Holdfast.Channels.ChannelId.Of(pair.TheirNode, 3);
        pair.Ours.Refuses("policy-commitment-holder-not-revoked", dropped.Encode());
    }

    [TestMethod]
    public void OutpointsAreCheckedAndLocked()
    {
        TestPair pair = new TestPair();
        pair.SetUp(1);
        CheckOutpoint check = new CheckOutpoint();
        check.ChannelId = pair.ChannelId(true);
        check.Txid = TestPair.Txid(1);
        Assert.IsTrue(CheckOutpointReply.Decode(pair.Ours.Body(check.Encode())).IsBuried);
        check.Vout = 1;
        Assert.IsFalse(CheckOutpointReply.Decode(pair.Ours.Body(check.Encode())).IsBuried);

        pair.Ours.Refuses("holdfast-lock-countersigned", pair.Lock(true, 1).Encode());
        pair.Ours.Refuses("holdfast-lock-countersigned", pair.Lock(true, 2).Encode());
        pair.Exchange(1, 0, pair.Content(0));
        Assert.AreEqual(1, pair.Ours.CommitsOf(pair.Lock(true, 1).Encode()));
        Assert.AreEqual(0, pair.Ours.CommitsOf(pair.Lock(true, 1).Encode()));
    }
}
