using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>Thefts and dead ends around the state of a channel, each named after what the thief does.</summary>
[TestClass]
public class ChannelTheftTests
{
    [TestMethod]
    public void AnOpeningIsNotFundedWhileThePeersFirstCommitmentMayStillGiveEverythingAway()
    {
        // Ours says that all is ours; the peer's, signed afterwards, could say that all is the peer's.
        TestPair pair = new TestPair();
        SignWalletInputs funding = WalletTests.Funding(pair);
        pair.Ours.Body(WalletTests.SetupFor(pair, true, funding).Encode());
        pair.Theirs.Body(WalletTests.SetupFor(pair, false, funding).Encode());
        uint tag = new ByteReader(WalletTests.TxidOf(funding)).U32();
        TestContent content = pair.Content(0);
        SignCounterpartyCommitment theirs = pair.Sign(false, 1, 0, content);
        theirs.FundingTag = tag;
        ValidateHolderCommitment validate = pair.Validate(true, 1, 0, content,
            SignCounterpartyCommitmentReply.Decode(pair.Theirs.Body(theirs.Encode())));
        validate.FundingTag = tag;
        pair.Ours.Body(validate.Encode());
        pair.Ours.Button.Presses = true;
        pair.Ours.Refuses("policy-onchain-initial-commitment-countersigned", funding.Encode());

        // Nor does a lock lift the rule of the opening before the peer's commitment is signed.
        LockOutpoint locks = pair.Lock(true, 1);
        locks.Txid = WalletTests.TxidOf(funding);
        pair.Ours.Refuses("holdfast-lock-countersigned", locks.Encode());

        SignCounterpartyCommitment ours = pair.Sign(true, 1, 0, content);
        ours.FundingTag = tag;
        pair.Ours.Body(ours.Encode());
        pair.Ours.Body(funding.Encode());
    }

    [TestMethod]
    public void ASpliceIsNotSignedWhileThePeersCommitmentOnItMayStillGiveEverythingAway()
    {
        TestPair pair = TestPair.Used();
        SignSplice sign = SpliceTests.NewSplice(pair, 0);
        SpliceTests.SetUpSplice(pair, sign);
        TestContent content = pair.Content(0);
        pair.Ours.Body(SpliceTests.ValidateOn(pair, true, sign, 2, content, SpliceTests.SignedOn(pair, true, sign, 2, content)).Encode());
        pair.Ours.Button.Presses = true;
        pair.Ours.Refuses("holdfast-splice-countersigned", sign.Encode());
        pair.Ours.Body(SpliceTests.SignOn(pair, true, sign, 2, content).Encode());
        pair.Ours.Body(sign.Encode());
    }
}
