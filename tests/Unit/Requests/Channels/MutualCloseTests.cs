using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>Mutual close: what it may pay, where to, and what it ends.</summary>
[TestClass]
public class MutualCloseTests
{
    [TestMethod]
    public void OurBalanceMinusTheFeeIsEnough()
    {
        TestPair pair = TestPair.Used();
        pair.Ours.Body(TestClose.Of(pair, true).Encode());
        pair.Theirs.Body(TestClose.Of(pair, false).Encode());
    }

    [TestMethod]
    public void LessThanOurBalanceIsRefused()
    {
        // The opener pays the fee of 500; a thousand satoshi are tolerated for what was trimmed.
        TestPair pair = TestPair.Used();
        SignMutualClose close = TestClose.Of(pair, true);
        close.ToCounterpartySat += 1000;
        close.ToHolderSat -= 1000;
        pair.Ours.Body(close.Encode());
        close.ToCounterpartySat++;
        close.ToHolderSat--;
        pair.Ours.Refuses("policy-mutual-value-matches-commitment", close.Encode());
    }

    [TestMethod]
    public void TheAcceptorPaysNoFeeUnlessItIsTheCloser()
    {
        TestPair pair = TestPair.Used();
        SignMutualClose close = TestClose.Of(pair, false);
        close.ToHolderSat -= 1001;
        pair.Theirs.Refuses("policy-mutual-value-matches-commitment", close.Encode());
        close.Sequence = 0xfffffffd;
        pair.Theirs.Body(close.Encode());
    }

    [TestMethod]
    public void TheFeeIsBounded()
    {
        TestPair pair = TestPair.Used();
        SignMutualClose close = TestClose.Of(pair, true);

        // 125,000 per 1000 weight, 772 weight.
        close.ToHolderSat -= 96500 - 500;
        pair.Ours.Body(close.Encode());
        close.ToHolderSat--;
        pair.Ours.Refuses("policy-mutual-fee-range", close.Encode());
    }

    [TestMethod]
    public void PaymentsInFlightForbidIt()
    {
        TestPair pair = TestPair.Locked();
        TestContent content = pair.Content(1);
        pair.Ours.Body(pair.Sign(true, 1, 1, content).Encode());
        pair.Ours.Refuses("policy-mutual-no-pending-htlcs", TestClose.Of(pair, true).Encode());
    }

    [TestMethod]
    public void AStrangeScriptNeedsTheButtonOnce()
    {
        TestPair pair = TestPair.Used();
        SignMutualClose close = TestClose.Of(pair, true);
        close.HasHolderKeyIndex = false;
        pair.Ours.Refuses("policy-mutual-destination-allowlisted", close.Encode());
        Assert.AreEqual(1, pair.Ours.Button.Questions);

        pair.Ours.Button.Presses = true;
        byte[] first = pair.Ours.Body(close.Encode()).Rest();
        Assert.AreEqual(2, pair.Ours.Button.Questions);
        Assert.IsTrue(pair.Ours.Button.LastQuestion.IndexOf(
            " pay " + close.ToHolderSat.ToString() + " sat to " + Address.Of(close.HolderScript, "bcrt") + "?") > 0);
        Assert.IsTrue(Check.Same(first, pair.Ours.Body(close.Encode()).Rest()));
        Assert.AreEqual(2, pair.Ours.Button.Questions);
    }

    [TestMethod]
    public void ThePeersOutputIsNeverAskedAboutAsOurs()
    {
        // The peer opened and holds everything; a confused or hostile host calls the only output the holder's.
        TestPair pair = new TestPair();
        pair.PushMsat = 0;
        pair.SetUp(1);
        pair.Exchange(1, 0, pair.Content(0));
        SignMutualClose close = TestClose.Of(pair, false);
        close.ToHolderSat = 997750;
        close.ToCounterpartySat = 0;
        close.HasHolderKeyIndex = false;
        close.HolderScript = TestDevice.Fill(22, 5);
        pair.Theirs.Button.Presses = true;
        pair.Theirs.Refuses("policy-mutual-value-matches-commitment", close.Encode());
        Assert.AreEqual(0, pair.Theirs.Button.Questions);
        close.ToHolderSat = 0;
        close.ToCounterpartySat = 997750;
        pair.Theirs.Body(close.Encode());
        Assert.AreEqual(0, pair.Theirs.Button.Questions);
    }

    [TestMethod]
    public void AWrongKeyIndexIsAStrangeScript()
    {
        TestPair pair = TestPair.Used();
        SignMutualClose close = TestClose.Of(pair, true);
        close.HolderKeyIndex++;
        pair.Ours.Refuses("policy-mutual-destination-allowlisted", close.Encode());
    }

    [TestMethod]
    public void TheAgreedScriptIsTheOnlyOne()
    {
        TestPair pair = new TestPair();
        SetupChannel setup = pair.Setup(true, 1);
        setup.HolderShutdownScript = TestCurve.WalletScript();
        setup.HasHolderShutdownIndex = true;
        setup.HolderShutdownIndex = 3;
        pair.Ours.Body(setup.Encode());
        pair.Theirs.Body(pair.Setup(false, 1).Encode());
        pair.Exchange(1, 0, pair.Content(0));

        SignMutualClose close = TestClose.Of(pair, true);
        close.HasHolderKeyIndex = false;
        pair.Ours.Body(close.Encode());
        close.HolderScript = TestDevice.Fill(22, 9);
        pair.Ours.Button.Presses = true;
        pair.Ours.Refuses("policy-mutual-destination-allowlisted", close.Encode());
    }

    [TestMethod]
    public void AfterItNothingNewIsPromised()
    {
        TestPair pair = TestPair.Used();
        TestContent next = pair.Content(1);
        SignCounterpartyCommitmentReply signed = pair.Signed(true, 1, 3, next);
        byte[] newest = pair.Ours.Body(pair.Sign(true, 1, 2, pair.Content(0)).Encode()).Rest();
        pair.Ours.Body(TestClose.Of(pair, true).Encode());

        pair.Ours.Refuses("policy-commitment-spends-active-utxo", pair.Sign(true, 1, 3, next).Encode());
        pair.Ours.Refuses("policy-commitment-spends-active-utxo", pair.Validate(true, 1, 3, next, signed).Encode());
        pair.Ours.Refuses("policy-revoke-not-closed", pair.Revoke(true, 2).Encode());

        // What was promised before may be asked for again, and the force-close stays possible.
        Assert.IsTrue(Check.Same(newest, pair.Ours.Body(pair.Sign(true, 1, 2, pair.Content(0)).Encode()).Rest()));
        pair.Ours.Body(pair.Revoke(true, 1).Encode());
        pair.Ours.Body(pair.Close(true, 1, 2).Encode());
    }

    [TestMethod]
    public void OutputsLargerThanTheChannelAreMalformed()
    {
        TestPair pair = TestPair.Used();
        SignMutualClose close = TestClose.Of(pair, true);
        close.ToHolderSat = TestPair.ValueSat;
        pair.Ours.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, close.Encode());
    }
}
