using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>
/// Thefts around the transaction that funds a channel: what it leaves the holder is counted once, so nothing else that the peer or the host can still use
/// may say less, and nothing that was decided for it may be forgotten while it can confirm.
/// </summary>
[TestClass]
public class FundingTheftTests
{
    private const string NotExact = "holdfast-onchain-account";
    private const string NotCountersigned = "policy-onchain-initial-commitment-countersigned";
    private const ulong AllSat = TestPair.ValueSat - TestPair.FeeAndAnchorsSat;
    private const ulong CoinSat = 1500000;

    [TestMethod]
    public void AnOpeningIsNotFundedWhileAnEarlierCommitmentOfThePeerGivesEverythingAway()
    {
        // The peer's number 0 gives it all (a push), its number 1 gives the holder all, and 0 is not revoked: both are good on chain.
        TestPair pair = new TestPair();
        pair.PushMsat = AllSat * 1000;
        SignWalletInputs funding = TestFunding.Funding(pair);
        pair.Ours.Body(TestFunding.SetupFor(pair, true, funding).Encode());
        pair.Theirs.Body(TestFunding.SetupFor(pair, false, funding).Encode());
        uint tag = new ByteReader(TestFunding.TxidOf(funding)).U32();
        SignCounterpartyCommitmentReply theirs = SignCounterpartyCommitmentReply.Decode(
            pair.Theirs.Body(On(pair.Sign(false, 1, 0, AllOurs()), tag).Encode()));
        ValidateHolderCommitment validate = pair.Validate(true, 1, 0, AllOurs(), theirs);
        validate.FundingPrefix = tag;
        pair.Ours.Body(validate.Encode());
        pair.Ours.Body(On(pair.Sign(true, 1, 0, AllTheirs()), tag).Encode());
        pair.Ours.Body(On(pair.Sign(true, 1, 1, AllOurs()), tag).Encode());
        pair.Ours.Refuses(NotCountersigned, funding.Encode());

        // Once number 0 is revoked, using it can be punished.
        byte[] seed = new TestKeys(0x22).Tree.Channel(pair.OurNode, pair.Dbid).ShaSeed;
        pair.Ours.Body(pair.Revocation(true, 0, Shachain.CommitmentSecret(seed, 0)).Encode());
        pair.Ours.Body(funding.Encode());
        Assert.AreEqual(0, pair.Ours.Button.Questions);
    }

    [TestMethod]
    public void ASpliceIsNotSignedWhileAnEarlierCommitmentOfThePeerOnItGivesEverythingAway()
    {
        TestPair pair = TestPair.Used();
        SignSplice sign = TestSplice.NewSplice(pair, 0);
        TestSplice.SetUpSplice(pair, sign);
        pair.Ours.Body(TestSplice.SignOn(pair, true, sign, 2, AllTheirs()).Encode());
        TestContent content = pair.Content(0);
        pair.Ours.Body(TestSplice.ValidateOn(pair, true, sign, 2, content, TestSplice.SignedOn(pair, true, sign, 2, content)).Encode());
        pair.Ours.Body(pair.Sign(true, 1, 3, content).Encode());
        pair.Ours.Body(TestSplice.SignOn(pair, true, sign, 3, content).Encode());
        pair.Ours.Refuses(NotCountersigned, sign.Encode());
    }

    [TestMethod]
    public void ASignedSuccessorOfOursIsNotReplacedByOneThatGivesMore()
    {
        // The holder's number 1 gives all to the peer and the holder signs it; then another number 1 takes its place, and the funding looks safe.
        TestPair pair = TestFunding.FundedPair(out SignWalletInputs funding);
        uint tag = new ByteReader(TestFunding.TxidOf(funding)).U32();
        ValidateHolderCommitment bad = pair.Validate(true, 1, 1, AllTheirs(), SignCounterpartyCommitmentReply.Decode(
            pair.Theirs.Body(On(pair.Sign(false, 1, 1, AllTheirs()), tag).Encode())));
        bad.FundingPrefix = tag;
        pair.Ours.Body(bad.Encode());
        SignHolderCommitment close = pair.Close(true, 1, 1);
        close.FundingPrefix = tag;
        pair.Ours.Body(close.Encode());

        TestPair again = TestFunding.FundedPair(out _);
        ValidateHolderCommitment good = pair.Validate(true, 1, 1, AllOurs(), SignCounterpartyCommitmentReply.Decode(
            again.Theirs.Body(On(again.Sign(false, 1, 1, AllOurs()), tag).Encode())));
        good.FundingPrefix = tag;
        pair.Ours.Refuses("policy-commitment-retry-same", good.Encode());
        pair.Ours.Body(bad.Encode());
        pair.Ours.Refuses("policy-onchain-fee-range", funding.Encode());
    }

    [TestMethod]
    public void OneTransactionForTwoChannelsHasOneSplitToo()
    {
        // Two coins of the holder, the change of one of them, and two channels of a thief in which the holder owns nothing. The first channel decides that the second
        // coin is somebody else's, and is locked; the second channel, set up afterwards, decides that the first coin is.
        TestDevice device = TestDevice.Ready(0x11);
        TestPeer peer = new TestPeer(device);
        SignWalletInputs[] splits = SplitsOfOneTransaction(peer, out byte[] txid);
        SignWalletInputs one = splits[0];
        SignWalletInputs other = splits[1];

        peer.Open(1, txid, 0, 20000);
        device.Refuses(NotExact, one.Encode());
        peer.Lock(1, txid, 0);
        peer.Open(2, txid, 1, 20000);
        device.Refuses(NotExact, other.Encode());
    }

    [TestMethod]
    public void ChannelsThatAreReadyAreFundedTogether()
    {
        TestDevice device = TestDevice.Ready(0x11);
        TestPeer peer = new TestPeer(device);
        SignWalletInputs[] splits = SplitsOfOneTransaction(peer, out byte[] txid);
        SignWalletInputs one = splits[0];
        SignWalletInputs other = splits[1];
        peer.Open(1, txid, 0, 20000);
        peer.Open(2, txid, 1, 20000);
        device.Body(one.Encode());
        Assert.AreEqual(0, device.Button.Questions);
        peer.Lock(1, txid, 0);
        device.Refuses(NotExact, other.Encode());
        device.Body(one.Encode());
    }

    [TestMethod]
    public void ALockedFundingDoesNotComeBackForAnotherSplit()
    {
        // The account of the first funding ends with its lock. A splice takes its place, is locked and used; then the first transaction is set up again
        // as if it were the next splice, with the other coin as the holder's.
        WalletInputFields first = TestCoin.Ours(WalletInputKind.P2wpkh, 1, CoinSat);
        WalletInputFields second = TestCoin.Ours(WalletInputKind.P2wpkh, 2, CoinSat);
        TestDevice device = TestDevice.Ready(0x11);
        TestPeer peer = new TestPeer(device);
        WalletOutputFields[] outputs = { peer.FundingOutput(1, 20000), TestCoin.Home(CoinSat - 300), TestCoin.Stranger(CoinSat - 20300) };
        byte[] txid = TestCoin.TxidOf(new WalletInputFields[] { first, second }, outputs, true);
        SignWalletInputs one = TestCoin.Spend(new WalletInputFields[] { first, TestCoin.As(WalletInputKind.Foreign, second) }, outputs);
        SignWalletInputs other = TestCoin.Spend(new WalletInputFields[] { TestCoin.As(WalletInputKind.Foreign, first), second }, outputs);
        peer.Open(1, txid, 0, 20000);
        device.Body(one.Encode());
        peer.Lock(1, txid, 0);

        SignSplice splice = new SignSplice();
        splice.FundingPrefix = TestPeer.PrefixOf(txid);
        splice.Version = 2;
        WalletInputFields shared = TestCoin.Unproven(WalletInputKind.Foreign, 0, 20000, outputs[0].Script);
        shared.Txid = txid;
        shared.Vout = 0;
        splice.Inputs = new WalletInputFields[] { shared };
        splice.Outputs = new WalletOutputFields[] { peer.FundingOutput(1, 19000) };
        byte[] spliced = TestCoin.TxidOf(splice.Inputs, splice.Outputs, true);
        peer.Open(1, spliced, 0, 19000);
        peer.Splice(1, splice);
        peer.Lock(1, spliced, 0);
        peer.Exchange(1, spliced, 19000, 1);
        peer.Revoke(1, 0);

        peer.SetUp(1, txid, 0, 20000);
        peer.Exchange(1, txid, 20000, 1);
        device.Refuses(NotExact, other.Encode());
    }

    [TestMethod]
    public void ASpliceIsNotCountedWithTheBalanceOfAnotherChannel()
    {
        // A second channel, in which the holder owns nothing, claims the outpoint of the first; then a splice of the first pays 200,000 sat to a stranger.
        TestPair pair = TestPair.Used();
        SetupChannel claim = pair.Setup(true, 1);
        claim.Dbid = 2;
        claim.Push = 0;
        pair.Ours.Refuses("holdfast-funding-one-channel", claim.Encode());
        SignSplice splice = TestSplice.NewSplice(pair, 200000);
        splice.Outputs[1] = TestCoin.Stranger(199800);
        TestSplice.SetUpSplice(pair, splice);
        TestContent content = pair.Content(0);
        content.OurSat -= 200000;
        TestSplice.ExchangeOnSplice(pair, splice, 2, content);
        pair.Ours.Refuses("policy-onchain-fee-range", splice.Encode());

        // Nor does another funding of a channel that exists.
        claim.FundingTxid = TestPair.Txid(5);
        pair.Ours.Body(claim.Encode());
        claim.FundingTxid = TestPair.Txid(1);
        pair.Ours.Refuses("holdfast-funding-one-channel", claim.Encode());
    }

    [TestMethod]
    public void ASpliceIsCountedAgainstTheMostThatAnyCommitmentGivesUs()
    {
        // The holder's number 3 would pay 200,000 sat to the peer. It is validated and not in force; the splice pays as much to a stranger.
        TestPair pair = TestPair.Used();
        SignSplice sign = TestSplice.NewSplice(pair, 200000);
        sign.Outputs[1] = TestCoin.Stranger(199800);
        TestSplice.SetUpSplice(pair, sign);
        TestContent content = pair.Content(0);
        content.OurSat -= 200000;
        TestSplice.ExchangeOnSplice(pair, sign, 2, content);
        content.TheirSat += 200000;
        pair.Ours.Body(pair.Validate(true, 1, 3, content, pair.Signed(true, 1, 3, content)).Encode());
        pair.Ours.Refuses("policy-onchain-fee-range", sign.Encode());
    }

    [TestMethod]
    public void ALockOfTheFundingInUseDropsASpliceThatWeHaveNotSigned()
    {
        TestPair pair = TestSplice.Spliced(out SignSplice sign);
        pair.Ours.Body(pair.Lock(true, 1).Encode());
        pair.Ours.Refuses("holdfast-splice-countersigned", sign.Encode());
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.UnknownChannel, TestSplice.SignOn(pair, true, sign, 2, pair.Content(0)).Encode());
    }

    [TestMethod]
    public void ASecondOpeningTransactionNeedsTheButtonForAllOfOurs()
    {
        // It calls itself a replacement and spends another coin: both confirm, one is locked, and a revocation takes the exit of the other.
        WalletInputFields[] first = { TestCoin.Ours(WalletInputKind.P2wpkh, 1, CoinSat) };
        TestPair pair = AccountTests.FundedPair(first, 0, out WalletOutputFields[] outputs);
        pair.Ours.Body(TestCoin.Spend(first, outputs).Encode());
        WalletInputFields[] second = { TestCoin.Ours(WalletInputKind.P2wpkh, 2, CoinSat) };
        AccountTests.CommitTo(pair, TestCoin.TxidOf(second, outputs, true));
        SignWalletInputs again = TestCoin.Spend(second, outputs);
        pair.Ours.Refuses(NotExact, again.Encode());
        Assert.IsTrue(pair.Ours.Button.LastQuestion.Contains("up to 1500000 sat"), pair.Ours.Button.LastQuestion);
        pair.Ours.Body(TestCoin.Spend(first, outputs).Encode());
        pair.Ours.Button.Presses = true;
        pair.Ours.Body(again.Encode());
    }

    [TestMethod]
    public void OneTransactionSplicesFourChannels()
    {
        // More channels than the device keeps keys of at a time: each signature is that of its own channel.
        TestDevice device = TestDevice.Ready(0x11);
        TestPeer peer = new TestPeer(device);
        WalletInputFields[] inputs = new WalletInputFields[4];
        WalletOutputFields[] outputs = new WalletOutputFields[4];
        for (int i = 0; i < 4; i++)
        {
            ulong dbid = (ulong)i + 1;
            byte[] txid = TestPair.Txid((byte)dbid);
            peer.Open(dbid, txid, 0, 20000);
            peer.Lock(dbid, txid, 0);
            outputs[i] = peer.FundingOutput(dbid, 19000);
            inputs[i] = TestCoin.Unproven(WalletInputKind.Foreign, (byte)dbid, 20000, peer.FundingOutput(dbid, 20000).Script);
            inputs[i].Vout = 0;
        }

        byte[] spliced = TestCoin.TxidOf(inputs, outputs, true);
        for (int i = 0; i < 4; i++)
        {
            peer.Open((ulong)i + 1, spliced, (ushort)i, 19000);
        }

        TransactionInput[] spent = new TransactionInput[4];
        TransactionOutput[] paid = new TransactionOutput[4];
        for (int i = 0; i < 4; i++)
        {
            spent[i] = new TransactionInput(inputs[i].Txid, 0, inputs[i].Sequence, 20000, inputs[i].Script);
            paid[i] = new TransactionOutput(outputs[i].Sat, outputs[i].Script);
        }

        for (int i = 0; i < 4; i++)
        {
            SignSplice sign = new SignSplice();
            sign.ChannelId = peer.ChannelIdOf(true, (ulong)i + 1);
            sign.FundingPrefix = TestPair.Prefix((byte)(i + 1));
            sign.InputIndex = (ushort)i;
            sign.Version = 2;
            sign.Inputs = inputs;
            sign.Outputs = outputs;
            byte[] hash = new WalletTransaction(2, 0, spent, paid).Bip143Sighash(i, peer.FundingScript((ulong)i + 1), Bip143.All);
            Assert.IsTrue(Secp256k1.Software().Verify(
                hash, SignSpliceReply.Decode(device.Body(sign.Encode())).Signature, peer.OurFundingKey((ulong)i + 1)));
        }
    }

    // Two coins of the holder fund two channels; each request calls the other coin somebody else's.
    private static SignWalletInputs[] SplitsOfOneTransaction(TestPeer peer, out byte[] txid)
    {
        WalletInputFields first = TestCoin.Ours(WalletInputKind.P2wpkh, 1, CoinSat);
        WalletInputFields second = TestCoin.Ours(WalletInputKind.P2wpkh, 2, CoinSat);
        WalletOutputFields[] outputs =
        {
            peer.FundingOutput(1, 20000), peer.FundingOutput(2, 20000), TestCoin.Home(CoinSat - 300), TestCoin.Stranger(CoinSat - 40300),
        };
        txid = TestCoin.TxidOf(new WalletInputFields[] { first, second }, outputs, true);
        return new SignWalletInputs[]
        {
            TestCoin.Spend(new WalletInputFields[] { first, TestCoin.As(WalletInputKind.Foreign, second) }, outputs),
            TestCoin.Spend(new WalletInputFields[] { TestCoin.As(WalletInputKind.Foreign, first), second }, outputs),
        };
    }

    private static SignCounterpartyCommitment On(SignCounterpartyCommitment request, uint tag)
    {
        request.FundingPrefix = tag;
        return request;
    }

    private static TestContent AllOurs()
    {
        TestContent content = new TestContent();
        content.OurSat = AllSat;
        return content;
    }

    private static TestContent AllTheirs()
    {
        TestContent content = new TestContent();
        content.TheirSat = AllSat;
        return content;
    }
}
