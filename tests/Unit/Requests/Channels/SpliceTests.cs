using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>Several live fundings: commitments for each under the same number, the early signature that is held back, locking, giving up.</summary>
[TestClass]
public class SpliceTests
{
    [TestMethod]
    public void EachFundingHasItsOwnCommitmentsUnderTheSameNumber()
    {
        TestPair pair = TestSplice.Spliced(out SignSplice sign);
        pair.Ours.Body(sign.Encode());
        // Number 3 on both fundings, then one revocation for both.
        TestContent content = pair.Content(1);
        pair.Exchange(1, 3, content);
        pair.Ours.Refuses("policy-revoke-new-commitment-valid", pair.Revoke(true, 2).Encode());
        TestSplice.ExchangeOnSplice(pair, sign, 3, content);
        pair.RevokeBoth(2);
        pair.Ours.Body(TestSplice.Lock(pair, true, sign).Encode());
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.UnknownChannel, pair.Sign(true, 1, 3, content).Encode());
    }

    [TestMethod]
    public void OneNumberHasOneContentOnEachFunding()
    {
        TestPair pair = TestSplice.Spliced(out SignSplice sign);
        TestContent content = pair.Content(0);
        pair.Ours.Body(TestSplice.SignOn(pair, true, sign, 2, content).Encode());
        TestContent other = pair.Content(0);
        other.OurSat -= 10;
        pair.Ours.Refuses("policy-commitment-retry-same", TestSplice.SignOn(pair, true, sign, 2, other).Encode());
        SignCounterpartyCommitment point = TestSplice.SignOn(pair, true, sign, 2, content);
        point.Commitment.Point = pair.Point(false, 3);
        pair.Ours.Refuses("policy-commitment-retry-same", point.Encode());
    }

    [TestMethod]
    public void TheEarlySignatureIsHeldBack()
    {
        TestPair pair = TestPair.Used();
        SignSplice sign = TestSplice.NewSplice(pair, 0);
        pair.Ours.Refuses("holdfast-splice-countersigned", sign.Encode());
        TestSplice.SetUpSplice(pair, sign);
        pair.Ours.Refuses("holdfast-splice-countersigned", sign.Encode());
        TestSplice.ExchangeOnSplice(pair, sign, 2, pair.Content(0));
        Assert.AreEqual(1, pair.Ours.CommitsOf(sign.Encode()));
        Assert.AreEqual(0, pair.Ours.CommitsOf(sign.Encode()));
    }

    [TestMethod]
    public void AnotherTransactionIsNotSigned()
    {
        TestPair pair = TestSplice.Spliced(out SignSplice sign);
        sign.Locktime++;
        pair.Ours.Refuses("holdfast-splice-countersigned", sign.Encode());
        sign.Locktime--;
        sign.Outputs[0].Sat--;
        pair.Ours.Refuses("holdfast-splice-countersigned", sign.Encode());
        sign.Outputs[0].Sat++;
        sign.InputIndex = 1;
        pair.Ours.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, sign.Encode());
        sign.InputIndex = 0;
        sign.Inputs[0].Vout = 1;
        pair.Ours.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, sign.Encode());
    }

    [TestMethod]
    public void ASpliceOutNeedsTheButtonUnlessItGoesHome()
    {
        TestPair pair = TestPair.Used();
        SignSplice sign = TestSplice.NewSplice(pair, 200000);
        TestSplice.SetUpSplice(pair, sign);
        TestContent content = pair.Content(0);
        content.OurSat -= 200000;
        TestSplice.ExchangeOnSplice(pair, sign, 2, content);

        // The other side loses nothing and is not asked.
        SignSplice theirs = TestSplice.NewSplice(pair, 200000);
        theirs.ChannelId = pair.ChannelId(false);
        pair.Theirs.Body(theirs.Encode());
        Assert.AreEqual(0, pair.Theirs.Button.Questions);

        pair.Ours.Refuses("policy-onchain-fee-range", sign.Encode());
        Assert.AreEqual(1, pair.Ours.Button.Questions);
        sign.Outputs[1].HasKeyIndex = true;
        sign.Outputs[1].KeyIndex = 2;
        pair.Ours.Refuses("policy-onchain-fee-range", sign.Encode());
        sign.Outputs[1].KeyIndex = 3;
        pair.Ours.Body(sign.Encode());
        Assert.AreEqual(2, pair.Ours.Button.Questions);
    }

    [TestMethod]
    public void APressForASpliceDoesNotPayWalletInputsToAThief()
    {
        // The owner agrees to splice 200,000 sat out; the same transaction also spends 1,500,000 sat of the wallet.
        TestPair pair = TestPair.Used();
        SignSplice sign = TestSplice.NewSplice(pair, 200000);
        WalletInputFields added = new WalletInputFields();
        added.Txid = TestDevice.Fill(32, 8);
        added.Sequence = 0xfffffffd;
        added.Script = TestDevice.Fill(22, 4);
        sign.Inputs = new WalletInputFields[] { sign.Inputs[0], added };
        sign.Outputs[1].Sat = 1699000;
        sign.Outputs[1].Script = TestDevice.Fill(22, 4);
        TestSplice.SetUpSplice(pair, sign);
        TestContent content = pair.Content(0);
        content.OurSat -= 200000;
        TestSplice.ExchangeOnSplice(pair, sign, 2, content);
        pair.Ours.Button.Presses = true;
        pair.Ours.Body(sign.Encode());
        int questions = pair.Ours.Button.Questions;
        pair.Ours.Button.Presses = false;

        SignWalletInputs theft = new SignWalletInputs();
        theft.Version = sign.Version;
        theft.Locktime = sign.Locktime;
        theft.Outputs = sign.Outputs;
        WalletInputFields funding = new WalletInputFields();
        funding.Kind = WalletInputKind.Foreign;
        funding.Txid = sign.Inputs[0].Txid;
        funding.Sat = TestPair.ValueSat;
        funding.Script = Scripts.PayToWitnessScript(Scripts.Funding(pair.OurKeys.FundingPoint, pair.TheirKeys.FundingPoint));
        WalletInputFields ours = new WalletInputFields();
        ours.Kind = WalletInputKind.P2tr;
        ours.KeyIndex = 3;
        ours.Txid = added.Txid;
        ours.Sequence = added.Sequence;
        ours.Sat = 1500000;
        theft.Inputs = new WalletInputFields[] { funding, ours };
        pair.Ours.Refuses("holdfast-onchain-account", theft.Encode());
        Assert.AreEqual(questions + 1, pair.Ours.Button.Questions);
    }

    [TestMethod]
    public void TheQuestionAboutASpliceWithoutAnAccountCountsPaymentsInFlight()
    {
        // An input that nothing proves: the device cannot tell what the splice does, and 50,000 sat of the holder are in flight beside the balance.
        foreach (int htlcs in new int[] { 0, 1 })
        {
            TestPair pair = TestPair.Used();
            TestContent content = pair.Content(htlcs);
            pair.Advance(2, content);
            SignSplice sign = TestSplice.NewSplice(pair, 0);
            WalletInputFields unproven = new WalletInputFields();
            unproven.Txid = TestDevice.Fill(32, 8);
            unproven.Script = TestDevice.Fill(22, 4);
            sign.Inputs = new WalletInputFields[] { sign.Inputs[0], unproven };
            TestSplice.SetUpSplice(pair, sign);
            TestSplice.ExchangeOnSplice(pair, sign, 3, content);
            pair.Ours.Refuses("holdfast-onchain-account", sign.Encode());
            string most = (TestPair.ValueSat - (htlcs == 0 ? content.TheirSat : 0)).ToString();
            Assert.IsTrue(pair.Ours.Button.LastQuestion.Contains("up to " + most + " sat of the channel"), pair.Ours.Button.LastQuestion);
        }
    }

    [TestMethod]
    public void ChannelAndWalletAreCountedOnceInASplice()
    {
        // 200,000 sat leave the channel and come home; a coin of the wallet goes to a thief. Each alone sees 199,800 sat come back.
        TestPair pair = TestPair.Used();
        WalletInputFields coin = TestCoin.Ours(WalletInputKind.P2wpkh, 8, 1500000);
        SignSplice sign = TestSplice.NewSplice(pair, 200000);
        sign.Inputs = new WalletInputFields[] { sign.Inputs[0], coin };
        sign.Outputs = new WalletOutputFields[] { sign.Outputs[0], TestCoin.Home(199800), TestCoin.Stranger(1499000) };
        TestSplice.SetUpSplice(pair, sign);
        TestContent content = pair.Content(0);
        content.OurSat -= 200000;
        TestSplice.ExchangeOnSplice(pair, sign, 2, content);
        SignWalletInputs wallet = TestCoin.Spend(new WalletInputFields[] { sign.Inputs[0], coin }, sign.Outputs);
        pair.Ours.Refuses("policy-onchain-fee-range", sign.Encode());
        Assert.IsTrue(pair.Ours.Button.LastQuestion.Contains("Pay 1500200 sat"));
        pair.Ours.Button.Clock.NowMs += 3600000;
        pair.Ours.Refuses("policy-onchain-fee-range", wallet.Encode());

        // The coin called somebody else's, the splice is fine; then it stays somebody else's, also when the channel has moved on.
        sign.Inputs = new WalletInputFields[] { sign.Inputs[0], TestCoin.As(WalletInputKind.Foreign, coin) };
        Assert.AreEqual(2, pair.Ours.CommitsOf(sign.Encode()), "its fee and its account");
        Assert.AreEqual(0, pair.Ours.CommitsOf(sign.Encode()));
        pair.Ours.Refuses("holdfast-onchain-account", wallet.Encode());
        pair.Ours.Restart();
        pair.Ours.Refuses("holdfast-onchain-account", wallet.Encode());
        pair.Ours.Body(TestSplice.Lock(pair, true, sign).Encode());
        pair.Ours.Refuses("holdfast-onchain-account", wallet.Encode());
    }

    [TestMethod]
    public void ASpliceIntoAnotherOutputThanTheCommitmentsSpendIsRefused()
    {
        TestPair pair = TestPair.Used();
        SignSplice sign = TestSplice.NewSplice(pair, 0);
        sign.Outputs[0].Sat -= 5000;
        for (int side = 0; side < 2; side++)
        {
            SetupChannel setup = pair.Setup(side == 0, 1);
            setup.FundingTxid = TestSplice.TxidOf(sign);
            setup.ValueSat = TestPair.ValueSat;
            pair.Device(side == 0).Body(setup.Encode());
        }

        TestSplice.ExchangeOnSplice(pair, sign, 2, pair.Content(0));
        pair.Ours.Button.Presses = true;
        pair.Ours.Refuses("policy-onchain-output-match-commitment", sign.Encode());
    }

    [TestMethod]
    public void TheSharedInputIsSignedWithItsAmountWhereverItStands()
    {
        TestPair pair = TestPair.Used();
        SignSplice sign = TestSplice.NewSplice(pair, 0);
        byte[] native = TestDevice.Fill(22, 0);
        native[1] = 20;
        sign.Inputs[0].Sat = 5; // the device knows better
        sign.Inputs = new WalletInputFields[] { TestCoin.Proven(WalletInputKind.Foreign, 9, 5000, native), sign.Inputs[0] };
        sign.InputIndex = 1;
        TestSplice.SetUpSplice(pair, sign);
        TestSplice.ExchangeOnSplice(pair, sign, 2, pair.Content(0));
        byte[] signature = SignSpliceReply.Decode(pair.Ours.Body(sign.Encode())).Signature;

        TransactionInput[] inputs = new TransactionInput[2];
        for (int i = 0; i < 2; i++)
        {
            inputs[i] = new TransactionInput(
                sign.Inputs[i].Txid, sign.Inputs[i].Vout, sign.Inputs[i].Sequence, i == 1 ? TestPair.ValueSat : 5000, new byte[0]);
        }

        TransactionOutput[] outputs = { new TransactionOutput(sign.Outputs[0].Sat, sign.Outputs[0].Script) };
        byte[] hash = new WalletTransaction(2, 0, inputs, outputs).Bip143Sighash(
            1, Scripts.Funding(pair.OurKeys.FundingPoint, pair.TheirKeys.FundingPoint), Bip143.All);
        Assert.IsTrue(Secp256k1.Software().Verify(hash, signature, pair.OurKeys.FundingPoint));
    }

    [TestMethod]
    public void ASpliceThatWasGivenUpDoesNotHoldTheChannel()
    {
        // Set up and even validated, but the holder's signature never left: the splice cannot confirm.
        TestPair pair = TestSplice.Spliced(out SignSplice sign);
        pair.Advance(2, pair.Content(1));
        pair.Ours.Refuses("holdfast-splice-countersigned", sign.Encode());
        pair.Advance(3, pair.Content(0));
    }

    [TestMethod]
    public void AFundingDoesNotComeBackForASecondContent()
    {
        // A thief locks a splice that never confirms and sets the real funding up again, to have the same number signed with another content.
        TestPair pair = TestSplice.Spliced(out SignSplice sign);
        pair.Ours.Body(sign.Encode());
        pair.Ours.Body(TestSplice.Lock(pair, true, sign).Encode());
        TestContent other = pair.Content(0);
        other.OurSat -= 10;
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.UnknownChannel, pair.Sign(true, 1, 2, other).Encode());
        pair.Ours.Refuses("holdfast-funding-retired", pair.Setup(true, 1).Encode());
        pair.Ours.Refuses("holdfast-lock-countersigned", pair.Lock(true, 1).Encode());
        CheckOutpoint check = new CheckOutpoint();
        check.ChannelId = pair.ChannelId(true);
        check.Txid = TestPair.Txid(1);
        Assert.IsFalse(CheckOutpointReply.Decode(pair.Ours.Body(check.Encode())).IsBuried);
        pair.Ours.Restart();
        pair.Ours.Refuses("holdfast-funding-retired", pair.Setup(true, 1).Encode());

        // With the next number on both sides the old one is no longer the newest, and its content is remembered by being revoked in time.
        pair.Ours.Body(TestSplice.SignOn(pair, true, sign, 3, other).Encode());
        pair.Ours.Refuses("holdfast-funding-retired", pair.Setup(true, 1).Encode());
        pair.Ours.Body(TestSplice.ValidateOn(pair, true, sign, 3, other, TestSplice.SignedOn(pair, true, sign, 3, other)).Encode());
        pair.Ours.Body(pair.Revoke(true, 2).Encode());
        pair.Ours.Body(pair.Setup(true, 1).Encode());
        pair.Ours.Refuses("policy-commitment-previous-revoked", pair.Sign(true, 1, 2, other).Encode());
    }

    [TestMethod]
    public void AGivenUpSpliceDoesNotComeBackForASecondContent()
    {
        TestPair pair = TestSplice.Spliced(out SignSplice sign);
        TestContent next = pair.Content(0);
        next.OurSat -= 10;
        pair.Ours.Body(pair.Validate(true, 1, 3, next, pair.Signed(true, 1, 3, next)).Encode());
        pair.Ours.Body(pair.Revoke(true, 2).Encode());
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.UnknownChannel, TestSplice.SignOn(pair, true, sign, 2, next).Encode());
        SetupChannel again = pair.Setup(true, 1);
        again.FundingTxid = TestSplice.TxidOf(sign);
        pair.Ours.Refuses("holdfast-funding-retired", again.Encode());
    }

    [TestMethod]
    public void ASpliceWithoutOurSignatureIsNotLocked()
    {
        TestPair pair = TestSplice.Spliced(out SignSplice sign);
        pair.Ours.Refuses("holdfast-lock-countersigned", TestSplice.Lock(pair, true, sign).Encode());
        pair.Ours.Body(sign.Encode());
        pair.Ours.Body(TestSplice.Lock(pair, true, sign).Encode());
    }

    [TestMethod]
    public void AFundingWithoutCommitmentOfOursIsNotLocked()
    {
        TestPair pair = TestPair.Used();
        SignSplice sign = TestSplice.NewSplice(pair, 0);
        TestSplice.SetUpSplice(pair, sign);
        pair.Ours.Refuses("holdfast-lock-countersigned", TestSplice.Lock(pair, true, sign).Encode());
    }

    [TestMethod]
    public void FundingsAreBounded()
    {
        TestPair pair = TestPair.Used();
        pair.Ours.Body(pair.Setup(true, 2).Encode());
        pair.Ours.Body(pair.Setup(true, 3).Encode());
        pair.Ours.Refuses("holdfast-funding-room", pair.Setup(true, 4).Encode());
        pair.Ours.Body(pair.Setup(true, 3).Encode());
    }

    [TestMethod]
    public void AClosingChannelIsNotSpliced()
    {
        TestPair pair = TestPair.Used();
        pair.Ours.Body(pair.Close(true, 1, 2).Encode());
        pair.Ours.Refuses("policy-commitment-spends-active-utxo", pair.Setup(true, 2).Encode());
    }

    [TestMethod]
    public void AfterAMutualCloseNoSpliceIsSigned()
    {
        TestPair pair = TestSplice.Spliced(out SignSplice sign);
        pair.Ours.Body(TestClose.Of(pair, true).Encode());
        pair.Ours.Refuses("policy-commitment-spends-active-utxo", sign.Encode());
    }

    [TestMethod]
    public void AReplacedOpeningTransactionIsAnotherLiveFunding()
    {
        // The peer opened and replaces its funding transaction by fee before either confirms.
        TestPair pair = TestPair.Opened();
        pair.Theirs.Body(pair.Setup(false, 2).Encode());
        pair.Theirs.Body(pair.Close(false, 1, 0).Encode());
        pair.Theirs.Refuses("holdfast-lock-countersigned", pair.Lock(false, 2).Encode());
        pair.Theirs.Body(pair.Lock(false, 1).Encode());
    }
}
