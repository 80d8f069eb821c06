using Holdfast.Lightning;
using Holdfast.Protocol;

using static Holdfast.Unit.Requests.Preparing;

namespace Holdfast.Unit.Requests;

/// <summary>What a thief could make of signatures that leave before the promise: each of these would be two expiries for one outpoint.</summary>
[TestClass]
public class PreparedTheftTests
{
    /// <summary>A theft before the book: the HTLC-timeout transaction with the early expiry by preparing, the commitment by signing the late one.</summary>
    [TestMethod]
    public void TheftTheEarlyExpiryIsPreparedAndTheLateOneSigned()
    {
        TestPair pair = WithBook();
        TestContent early = pair.Content(2);
        TestContent late = Expiring(early, 100);
        Bring(pair, 1, early, true, true);
        Released(pair, Ahead(pair, 2, early));
        for (int i = 0; i < 2; i++)
        {
            Refused(pair, Ahead(pair, 2, late));
            Refused(pair, WithGone(Ahead(pair, 2, late), early));
            Refused(pair, pair.Sign(true, 1, 2, late));
            pair.Ours.Restart();
        }

        // The owner's channel goes on with what was written.
        pair.Ours.Body(pair.Sign(true, 1, 2, early).Encode());
    }

    /// <summary>The same with the holder's own commitments in between, which the peer signs as the thief wants.</summary>
    [TestMethod]
    public void TheftTheExpiryChangesInOurCommitmentBetweenPrepareAndSign()
    {
        bool[] choices = new bool[] { false, true };
        for (int i = 0; i < 4; i++)
        {
            TestPair pair = WithBook();
            TestContent early = pair.Content(2);
            TestContent late = Expiring(early, 100);
            Bring(pair, 1, early, true, true);
            Released(pair, Ahead(pair, 2, early));
            if (choices[i / 2])
            {
                pair.Ours.Restart();
            }

            // First without the HTLC, then with the other expiry, marked as new.
            Bring(pair, 2, pair.Content(1), true, true);
            Bring(pair, 3, late, choices[i % 2], true);
            Refused(pair, Ahead(pair, 2, late));
            Refused(pair, WithGone(Ahead(pair, 2, late), early));
            Refused(pair, WithGone(Ahead(pair, 2, late), late));
            pair.Ours.Restart();
            Refused(pair, Ahead(pair, 2, late));
            Refused(pair, WithGone(Ahead(pair, 2, late), early));
        }
    }

    /// <summary>Two HTLCs of one hash and value that differ in expiry only: which one has the output would be the thief's choice.</summary>
    [TestMethod]
    public void TheftTheTwinWithoutAnOutput()
    {
        TestPair pair = WithBook();
        TestContent twins = pair.Content(2);
        Htlc[] one = twins.SeenBy(true);
        Htlc[] other = Expiring(twins, 100).SeenBy(true);
        twins.Htlcs = new Htlc[] { one[0], one[1], other[1] };
        twins.TheirSat -= 50001;
        twins.OurSat -= 45;
        Bring(pair, 1, twins, true, true);

        // Both with outputs: nothing to choose.
        Released(pair, Ahead(pair, 2, twins));

        // One of them gone: either would give the same transaction.
        TestContent first = pair.Content(2);
        SignCounterpartyCommitment next = Ahead(pair, 2, first);
        next.Gone = new Htlc[] { other[1] };
        Refused(pair, next);
    }

    /// <summary>Both fundings are prepared, the first is signed without the HTLC; the second would come to the number with an HTLC that the book has lost.</summary>
    [TestMethod]
    public void TheftAFundingPreparedBeforeTheOtherWasSigned()
    {
        TestPair pair = TestSplice.Spliced(out SignSplice sign);
        pair.Ours.Body(sign.Encode());
        TestContent early = pair.Content(2);
        BothFundings(pair, sign, 3, early);
        SignCounterpartyCommitment second = On(sign, Ahead(pair, 4, early));
        Released(pair, second);
        SignCounterpartyCommitment first = WithGone(Ahead(pair, 4, pair.Content(1)), early);
        Released(pair, first);
        pair.Ours.Body(Ask(first));
        pair.Ours.Refuses(Written, Ask(second));
        pair.Ours.Refuses(Written, second.Encode());
        pair.Ours.Restart();
        pair.Ours.Refuses(Written, second.Encode());
        pair.Ours.Body(On(sign, Ahead(pair, 4, pair.Content(1))).Encode());
    }

    /// <summary>
    /// Two HTLCs that differ in expiry only, small enough to be trimmed. The early one is prepared on the second funding; the late one would be signed without an
    /// output on the first funding and then, as signed there, with an output on the second.
    /// </summary>
    [TestMethod]
    public void TheftTheTrimmedTwinOnAnotherFunding()
    {
        for (int way = 0; way < 3; way++)
        {
            TestPair pair = TestSplice.Spliced(out SignSplice sign);
            pair.Ours.Body(sign.Encode());
            BothFundings(pair, sign, 3, pair.Content(1));
            TestContent early = Small(pair.Content(2));
            TestContent late = Expiring(early, 100);
            ValidateHolderCommitment[] validate = new ValidateHolderCommitment[]
            {
                pair.Validate(true, 1, 3, early, pair.Signed(true, 1, 3, early)),
                TestSplice.ValidateOn(pair, true, sign, 3, early, TestSplice.SignedOn(pair, true, sign, 3, early)),
            };
            for (int i = 0; i < 2; i++)
            {
                validate[i].Commitment.Htlcs[1].IsNew = true;
                pair.Ours.Body(validate[i].Encode());
            }

            Revoke(pair, 3);
            TestContent without = Expiring(late, 0);
            without.Htlcs[1].IsTrimmed = true;
            SignCounterpartyCommitment first = Ahead(pair, 4, without);
            if (way == 2)
            {
                first.Gone = new Htlc[] { early.SeenBy(true)[1] };
                Released(pair, first); // no HTLC of the peer has an output
            }

            Released(pair, On(sign, Ahead(pair, 4, early)));
            if (way == 1)
            {
                pair.Ours.Restart();
            }

            pair.Ours.Refuses(Written, way == 2 ? Ask(first) : first.Encode());
        }
    }
}
