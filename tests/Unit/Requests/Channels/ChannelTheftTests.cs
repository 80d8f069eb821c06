using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>Thefts and dead ends around the state of a channel, each named after what the thief does.</summary>
[TestClass]
public class ChannelTheftTests
{
    [TestMethod]
    public void AnOpeningIsNotFundedWhileThePeersFirstCommitmentMayStillGiveEverythingAway()
    {
        // The holder's says that all is the holder's; the peer's, signed afterwards, could say that all is the peer's.
        TestPair pair = new TestPair();
        SignWalletInputs funding = TestFunding.Funding(pair);
        pair.Ours.Body(TestFunding.SetupFor(pair, true, funding).Encode());
        pair.Theirs.Body(TestFunding.SetupFor(pair, false, funding).Encode());
        uint tag = new ByteReader(TestFunding.TxidOf(funding)).U32();
        TestContent content = pair.Content(0);
        SignCounterpartyCommitment theirs = pair.Sign(false, 1, 0, content);
        theirs.FundingPrefix = tag;
        ValidateHolderCommitment validate = pair.Validate(true, 1, 0, content,
            SignCounterpartyCommitmentReply.Decode(pair.Theirs.Body(theirs.Encode())));
        validate.FundingPrefix = tag;
        pair.Ours.Body(validate.Encode());
        pair.Ours.Button.Presses = true;
        pair.Ours.Refuses("policy-onchain-initial-commitment-countersigned", funding.Encode());

        // Nor does a lock lift the rule of the opening before the peer's commitment is signed.
        LockOutpoint locks = pair.Lock(true, 1);
        locks.Txid = TestFunding.TxidOf(funding);
        pair.Ours.Refuses("holdfast-lock-countersigned", locks.Encode());

        SignCounterpartyCommitment ours = pair.Sign(true, 1, 0, content);
        ours.FundingPrefix = tag;
        pair.Ours.Body(ours.Encode());
        pair.Ours.Body(funding.Encode());
    }

    [TestMethod]
    public void ASpliceIsNotSignedWhileThePeersCommitmentOnItMayStillGiveEverythingAway()
    {
        TestPair pair = TestPair.Used();
        SignSplice sign = TestSplice.NewSplice(pair, 0);
        TestSplice.SetUpSplice(pair, sign);
        TestContent content = pair.Content(0);
        pair.Ours.Body(TestSplice.ValidateOn(pair, true, sign, 2, content, TestSplice.SignedOn(pair, true, sign, 2, content)).Encode());
        pair.Ours.Button.Presses = true;
        pair.Ours.Refuses("holdfast-splice-countersigned", sign.Encode());
        pair.Ours.Body(TestSplice.SignOn(pair, true, sign, 2, content).Encode());
        pair.Ours.Body(sign.Encode());
    }

    [TestMethod]
    public void AnAbandonedOpeningDoesNotComeBackAfterARevocationElsewhere()
    {
        // The peer's commitment 0 was signed at funding 1. The opening starts over at funding 2, where number 0 is revoked; back at funding 1
        // the old signature would be a second content that no secret answers for.
        TestPair pair = TestPair.Opened();
        SetupChannel away = Away(pair, 2);
        pair.Ours.Body(away.Encode());
        SignCounterpartyCommitment sign = pair.Sign(true, 2, 0, pair.Content(0));
        pair.Ours.Body(sign.Encode());
        sign.Commitment.Number = 1;
        sign.Commitment.Point = pair.Point(false, 1);
        pair.Ours.Body(sign.Encode());
        byte[] seed = new TestKeys(0x22).Tree.Channel(pair.OurNode, pair.Dbid).ShaSeed;
        pair.Ours.Body(pair.Revocation(true, 0, Shachain.CommitmentSecret(seed, 0)).Encode());
        away.FundingTxid = TestPair.Txid(1);
        pair.Ours.Refuses("holdfast-opening-abandoned", away.Encode());
        pair.Ours.Restart();
        pair.Ours.Refuses("holdfast-opening-abandoned", away.Encode());
        away.FundingTxid = TestPair.Txid(3);
        pair.Ours.Body(away.Encode());
    }

    [TestMethod]
    public void OpeningsThatStartOverAreRememberedToTheLastAndThenRefused()
    {
        TestPair pair = TestPair.Opened();
        for (byte funding = 2; funding <= 1 + Holdfast.Channels.Channel.AbandonedMax; funding++)
        {
            SetupChannel away = Away(pair, funding);
            away.CounterpartyBasepoints.Htlc = funding % 2 == 0 ? pair.TheirKeys.FundingPoint : pair.TheirKeys.Basepoints.Delayed;
            pair.Ours.Body(away.Encode());
            pair.Ours.Body(pair.Sign(true, funding, 0, pair.Content(0)).Encode());
        }

        pair.Ours.Refuses("holdfast-opening-abandoned", Away(pair, 100).Encode());
        for (byte funding = 1; funding <= Holdfast.Channels.Channel.AbandonedMax; funding++)
        {
            pair.Ours.Refuses("holdfast-opening-abandoned", Away(pair, funding).Encode());
        }
    }

    [TestMethod]
    public void KeysOfAnOpeningThatStartedOverAreNotUsedForTheNext()
    {
        // Warm caches of the first opening, then another peer key: what is signed is what a device signs that knows only the second.
        TestPair pair = TestPair.Opened();
        for (int i = 0; i < 4; i++)
        {
            pair.Ours.Idle();
        }

        SetupChannel away = Away(pair, 2);
        away.CounterpartyBasepoints.Delayed = pair.TheirKeys.FundingPoint;
        pair.Ours.Body(away.Encode());
        byte[] sign = pair.Sign(true, 2, 0, pair.Content(0)).Encode();
        byte[] warm = pair.Ours.Body(sign).Rest();
        pair.Ours.Restart();
        Assert.IsTrue(Check.Same(warm, pair.Ours.Body(sign).Rest()));
    }

    [TestMethod]
    public void APointOfAChannelThatLostItsSlotIsNotTheNextOnes()
    {
        TestPair pair = new TestPair();
        SetupChannel setup = pair.Setup(true, 2);
        Fill(pair, setup);
        ChannelKeys keys = new ChannelKeys();
        keys.Peer = pair.TheirNode;
        for (int i = 0; i < pair.Ours.Status().ChannelsMax; i++)
        {
            keys.Dbid = 10 + (ulong)i;
            pair.Ours.Body(keys.Encode());
        }

        setup.Dbid = 100;
        setup.FundingVout = (ushort)setup.Dbid;
        pair.Ours.Body(setup.Encode());
        keys.Dbid = 100;
        byte[] warm = pair.Ours.Body(keys.Encode()).Rest();
        pair.Ours.Restart();
        Assert.IsTrue(Check.Same(warm, pair.Ours.Body(keys.Encode()).Rest()));
    }

    [TestMethod]
    public void AFeerateThatTheCommitmentDoesNotPayBurnsNoHtlcs()
    {
        TestPair pair = WithoutAnchors();
        TestContent content = pair.Content(2);
        SignCounterpartyCommitmentReply signed = pair.Signed(true, 1, 1, content);
        foreach (uint feerate in new uint[] { 0, 252, 254 + 20, 60000, 100001, uint.MaxValue })
        {
            SignCounterpartyCommitment theirs = pair.Sign(true, 1, 1, content);
            theirs.Commitment.FeeratePerKw = feerate;
            ValidateHolderCommitment ours = pair.Validate(true, 1, 1, content, signed);
            ours.Commitment.FeeratePerKw = feerate;
            if (feerate > 70000)
            {
                pair.Ours.Rejects(ReplyStatus.Malformed, ErrorCode.BadAmounts, theirs.Encode());
                pair.Ours.Rejects(ReplyStatus.Malformed, ErrorCode.BadAmounts, ours.Encode());
            }
            else
            {
                pair.Ours.Refuses("policy-commitment-fee-range", theirs.Encode());
                pair.Ours.Refuses("policy-commitment-fee-range", ours.Encode());
            }
        }

        pair.Ours.Body(pair.Sign(true, 1, 1, content).Encode());
        pair.Ours.Body(pair.Validate(true, 1, 1, content, signed).Encode());
    }

    [TestMethod]
    public void AClaimedFeerateDoesNotTrimLargeHtlcs()
    {
        // With 100,000 per 1000 weight units an HTLC of 60,000 sat could not pay for its transaction; the commitment pays 253.
        TestPair pair = WithoutAnchors();
        TestContent content = pair.Content(1);
        content.Htlcs[0].IsTrimmed = true;
        SignCounterpartyCommitmentReply signed = new SignCounterpartyCommitmentReply();
        signed.Signature = new byte[64];
        signed.HtlcSignatures = new byte[0][];
        foreach (uint feerate in new uint[] { 253, 100000 })
        {
            content.FeeratePerKw = feerate;
            string tag = feerate == 253 ? "policy-commitment-outputs-trimmed" : "policy-commitment-fee-range";
            content.OurSat = TestPair.ValueSat - content.TheirSat - 50000 - 183;
            pair.Ours.Refuses(tag, pair.Sign(true, 1, 1, content).Encode());
            pair.Ours.Refuses(tag, pair.Validate(true, 1, 1, content, signed).Encode());
        }
    }

    [TestMethod]
    public void AnHtlcTransactionThatNobodyRelaysIsNoExit()
    {
        // 663 weight units at 253: an HTLC of 496 sat would leave 329.
        TestPair pair = WithoutAnchors();
        TestContent content = pair.Content(1);
        content.Htlcs[0].AmountMsat = 496000;
        content.OurSat += 50000 - 496;
        SignCounterpartyCommitmentReply signed = new SignCounterpartyCommitmentReply();
        signed.Signature = new byte[64];
        signed.HtlcSignatures = new byte[][] { new byte[64] };
        pair.Ours.Refuses("policy-commitment-outputs-trimmed", pair.Validate(true, 1, 1, content, signed).Encode());
    }

    [TestMethod]
    public void NoHtlcTransactionIsSignedForACommitmentThatIsNotHeld()
    {
        TestPair pair = TestPair.Used();
        foreach (ulong number in new ulong[] { 2, 3, 4, 0xffffffffffff })
        {
            SignHolderHtlc request = new SignHolderHtlc();
            request.ChannelId = pair.ChannelId(true);
            request.Number = number;
            request.HasAnchors = true;
            request.Transaction = TestSweep.Of(TestDevice.Fill(133, 1), 1);
            pair.Ours.Refuses("policy-commitment-holder-not-revoked", request.Encode());
        }
    }

    [TestMethod]
    public void AShutdownScriptOfAThiefIsNotBelieved()
    {
        TestPair pair = new TestPair();
        SetupChannel setup = pair.Setup(true, 1);
        setup.HolderShutdownScript = TestCurve.WalletScript();
        pair.Ours.Refuses("policy-mutual-destination-allowlisted", setup.Encode());
        setup.HasHolderShutdownIndex = true;
        setup.HolderShutdownIndex = 4;
        pair.Ours.Refuses("policy-mutual-destination-allowlisted", setup.Encode());
        Assert.AreEqual(2, pair.Ours.Button.Questions);
        Assert.IsTrue(pair.Ours.Button.LastQuestion.Contains("pay you to " + Address.Of(TestCurve.WalletScript(), "bcrt")), pair.Ours.Button.LastQuestion);
        setup.HolderShutdownIndex = 3;
        pair.Ours.Body(setup.Encode());
        Assert.AreEqual(2, pair.Ours.Button.Questions);

        // Nor when an opening starts over.
        SetupChannel away = Away(pair, 2);
        away.HolderShutdownScript = TestDevice.Fill(22, 9);
        pair.Ours.Refuses("policy-mutual-destination-allowlisted", away.Encode());
        TestPair agreed = new TestPair();
        agreed.Ours.Button.Presses = true;
        setup.HolderShutdownIndex = 4;
        agreed.Ours.Body(setup.Encode());
    }

    [TestMethod]
    public void LockingTheWrongSpliceLeavesTheExitOfTheOtherFunding()
    {
        TestPair pair = TestSplice.Spliced(out SignSplice sign);
        pair.Ours.Body(sign.Encode());
        pair.Ours.Body(TestSplice.Lock(pair, true, sign).Encode());
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.UnknownChannel, pair.Sign(true, 1, 3, pair.Content(0)).Encode());
        pair.Ours.Restart();
        SignHolderCommitmentReply exit = SignHolderCommitmentReply.Decode(pair.Ours.Body(pair.Close(true, 1, 2).Encode()));
        Assert.AreEqual(64, exit.Signature.Length);

        // Whoever has taken it stays there.
        pair.Ours.Refuses("policy-revoke-not-closed", pair.Revoke(true, 2).Encode());
    }

    [TestMethod]
    public void TheSuccessorOnAFundingThatWasLeftBehindIsAnExitToo()
    {
        // Both fundings have number 3 when the splice is locked; then 2 is revoked, and the lock was wrong.
        TestPair pair = TestSplice.Spliced(out SignSplice sign);
        pair.Ours.Body(sign.Encode());
        pair.Exchange(1, 3, pair.Content(1));
        TestSplice.ExchangeOnSplice(pair, sign, 3, pair.Content(1));
        pair.Ours.Body(TestSplice.Lock(pair, true, sign).Encode());
        pair.RevokeBoth(2);
        pair.Ours.Restart();
        pair.Ours.Body(pair.Close(true, 1, 3).Encode());
    }

    [TestMethod]
    public void LockingTheFundingInUseAgainLeavesTheExitOfASignedSplice()
    {
        // Both have signed the splice, so it may confirm; the node says that the old funding, which is the locked one already, is buried.
        TestPair pair = TestSplice.Spliced(out SignSplice sign);
        pair.Ours.Body(sign.Encode());
        pair.Ours.Body(pair.Lock(true, 1).Encode());
        pair.Exchange(1, 3, pair.Content(1));
        pair.Ours.Refuses("policy-revoke-new-commitment-valid", pair.Revoke(true, 2).Encode());
        TestSplice.ExchangeOnSplice(pair, sign, 3, pair.Content(1));
        pair.RevokeBoth(2);
        SignHolderCommitment exit = pair.Close(true, 1, 3);
        exit.FundingPrefix = new ByteReader(TestSplice.TxidOf(sign)).U32();
        pair.Ours.Body(exit.Encode());
    }

    [TestMethod]
    public void AForgottenChannelStillBringsItsMoneyHome()
    {
        TestPair pair = TestPair.Used();
        ForgetChannel forget = new ForgetChannel();
        forget.ChannelId = pair.ChannelId(true);
        pair.Ours.Body(forget.Encode());
        pair.Ours.Restart();
        pair.Ours.Body(pair.Close(true, 1, 2).Encode());
        CommitmentKeys keys = TestSweep.OurKeys(pair, 2);
        SignDelayedSweep sweep = new SignDelayedSweep();
        sweep.ChannelId = pair.ChannelId(true);
        sweep.Number = 2;
        sweep.Transaction = TestSweep.Of(Scripts.ToLocal(keys.Revocation, 6, keys.BroadcasterDelayed), 6);
        TestSweep.Verifies(pair, sweep.Transaction, SignDelayedSweepReply.Decode(pair.Ours.Body(sweep.Encode())).Signature,
            keys.BroadcasterDelayed, Bip143.All);

        // It promises nothing any more.
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.UnknownChannel, pair.Revoke(true, 2).Encode());
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.UnknownChannel, pair.Sign(true, 1, 2, pair.Content(0)).Encode());
        pair.Ours.Refuses("policy-channel-original-channel-id-reuse", pair.Setup(true, 1).Encode());
    }

    [TestMethod]
    public void AForgottenChannelWithMoneyLosesItsSlotOnlyWithTheButton()
    {
        TestPair pair = TestPair.Used();
        ForgetChannel forget = new ForgetChannel();
        forget.ChannelId = pair.ChannelId(true);
        pair.Ours.Body(forget.Encode());

        // Every other slot holds an opening of the holder that cannot be missed for a peer's sake.
        SetupChannel setup = pair.Setup(true, 2);
        Fill(pair, setup);
        SetupChannel theirs = pair.Setup(true, 3);
        theirs.IsOutbound = false;
        theirs.Push = 0;
        theirs.Dbid = 100;
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.ChannelsFull, theirs.Encode());
        pair.Ours.Body(pair.Close(true, 1, 2).Encode());
        pair.Ours.Button.Presses = true;
        pair.Ours.Body(theirs.Encode());
        string question = pair.Ours.Button.LastQuestion;
        Assert.IsTrue(question.Contains("with " + Hex.Text(pair.TheirNode) + ", which the node forgot and in which you may own 700000 of 1000000 sat, to"), question);
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.UnknownChannel, pair.Close(true, 1, 2).Encode());

        // Its number stays behind.
        pair.Ours.Refuses("policy-channel-original-channel-id-reuse", pair.Setup(true, 1).Encode());
    }

    [TestMethod]
    public void OneHugeForgottenNumberDoesNotEndAllOpenings()
    {
        TestPair pair = new TestPair();
        SetupChannel setup = pair.Setup(true, 1);
        setup.Dbid = ulong.MaxValue;
        pair.Ours.Body(setup.Encode());
        SignCounterpartyCommitment sign = pair.Sign(true, 1, 0, pair.Content(0));
        sign.ChannelId = Holdfast.Channels.ChannelId.Of(pair.TheirNode, ulong.MaxValue);
        pair.Ours.Body(sign.Encode());
        ForgetChannel forget = new ForgetChannel();
        forget.ChannelId = sign.ChannelId;
        pair.Ours.Body(forget.Encode());
        SetupChannel others = pair.Setup(true, 2);
        Fill(pair, others);
        others.Dbid = 100;
        others.FundingVout = (ushort)others.Dbid;
        pair.Ours.Body(others.Encode());
        others.Dbid = 50;
        others.FundingVout = (ushort)others.Dbid;
        pair.Ours.Body(others.Encode());
        pair.Ours.Refuses("policy-channel-original-channel-id-reuse", setup.Encode());
        pair.Ours.Restart();
        pair.Ours.Refuses("policy-channel-original-channel-id-reuse", setup.Encode());
    }

    [TestMethod]
    public void APeerThatFillsTheBookPushesOutItsOwnOpenings()
    {
        TestPair pair = new TestPair();
        int room = pair.Ours.Status().ChannelsMax;
        SetupChannel honest = pair.Setup(false, 1);
        honest.Peer = pair.TheirNode;
        honest.Push = 0;
        pair.Ours.Body(honest.Encode());
        SetupChannel hostile = pair.Setup(false, 2);
        hostile.Peer = pair.TheirKeys.FundingPoint;
        hostile.Push = 0;
        for (int i = 0; i < 2 * room; i++)
        {
            hostile.Dbid = 10 + (ulong)i;
            hostile.FundingVout = (ushort)hostile.Dbid;
            pair.Ours.Body(hostile.Encode());
        }

        Assert.AreEqual(0, pair.Ours.CommitsOf(honest.Encode()));
        pair.Ours.Body(pair.Setup(true, 3).Encode());
        Assert.AreEqual(0, pair.Ours.Button.Questions);
    }

    [TestMethod]
    public void GiftsOfAPeerFillNoMoreThanHalfTheBook()
    {
        TestPair pair = new TestPair();
        int room = pair.Ours.Status().ChannelsMax;
        SetupChannel gift = pair.Setup(false, 2);
        gift.Peer = pair.TheirNode;
        gift.Push = 1000;
        for (int i = 0; i < room / 2; i++)
        {
            gift.Dbid = 10 + (ulong)i;
            gift.FundingVout = (ushort)gift.Dbid;
            pair.Ours.Body(gift.Encode());
        }

        gift.Dbid = 100;
        gift.FundingVout = (ushort)gift.Dbid;
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.ChannelsFull, gift.Encode());
        gift.Push = 0;
        pair.Ours.Body(gift.Encode());
        SetupChannel own = pair.Setup(true, 3);
        own.Dbid = 101;
        pair.Ours.Body(own.Encode());
    }

    // Other keys of the peer, so that it is an opening that starts over.
    private static SetupChannel Away(TestPair pair, byte funding)
    {
        SetupChannel away = pair.Setup(true, funding);
        BasepointFields points = new BasepointFields();
        points.Revocation = away.CounterpartyBasepoints.Revocation;
        points.Payment = pair.TheirKeys.FundingPoint;
        points.Htlc = away.CounterpartyBasepoints.Htlc;
        points.Delayed = away.CounterpartyBasepoints.Delayed;
        away.CounterpartyBasepoints = points;
        return away;
    }

    private static TestPair WithoutAnchors()
    {
        TestPair pair = new TestPair();
        pair.ChannelType = 0;
        pair.SetUp(1);
        pair.Exchange(1, 0, pair.Content(0));
        return pair;
    }

    // Openings of the same kind until no slot is empty.
    private static void Fill(TestPair pair, SetupChannel setup)
    {
        for (int i = 0; i < pair.Ours.Status().ChannelsMax; i++)
        {
            setup.Dbid = 10 + (ulong)i;
            setup.FundingVout = (ushort)setup.Dbid;
            pair.Ours.Body(setup.Encode());
        }
    }
}
