using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>An update that pays on one live funding and not on the other: whichever confirms must have it.</summary>
[TestClass]
public class SpliceBalanceTests
{
    private const string Agree = "holdfast-fundings-agree";

    [TestMethod]
    public void APaymentThatASpliceLeavesOutIsNotRevokedFor()
    {
        // Both sides' dust limits may differ by what was trimmed; a satoshi more is a payment.
        Gap(2000, false);
        Gap(2001, true);
        Gap(100000, true);
    }

    [TestMethod]
    public void APaymentThatOnlyTheSpliceHasIsNotRevokedFor()
    {
        Held(0, 100000, true);
        Held(100000, 100000, false);
    }

    [TestMethod]
    public void ThePeersCommitmentOnASpliceDoesNotLeaveAPaymentOut()
    {
        TestPair pair = TestSplice.Spliced(out SignSplice splice);
        pair.Ours.Body(pair.Sign(true, 1, 3, Paid(pair, 100000)).Encode());
        pair.Ours.Refuses(Agree, TestSplice.SignOn(pair, true, splice, 3, Paid(pair, 0)).Encode());
        pair.Ours.Refuses(Agree, TestSplice.SignOn(pair, true, splice, 3, Paid(pair, 97999)).Encode());
        pair.Ours.Body(TestSplice.SignOn(pair, true, splice, 3, Paid(pair, 98000)).Encode());
    }

    [TestMethod]
    public void NorDoesOneThatWasPreparedBefore()
    {
        TestPair pair = TestSplice.Spliced(out SignSplice splice);
        SignCounterpartyCommitment main = pair.Sign(true, 1, 3, Paid(pair, 100000));
        SignCounterpartyCommitment other = TestSplice.SignOn(pair, true, splice, 3, Paid(pair, 0));
        pair.Ours.Body(Preparing.Prepare(main));
        pair.Ours.Body(Preparing.Prepare(other));
        pair.Ours.Body(Preparing.Ask(main));
        pair.Ours.Refuses(Agree, Preparing.Ask(other));
        pair.Ours.Refuses(Agree, Preparing.Prepare(other));
        SignCounterpartyCommitment same = TestSplice.SignOn(pair, true, splice, 3, Paid(pair, 100000));
        pair.Ours.Body(Preparing.Prepare(same));
        pair.Ours.Body(Preparing.Ask(same));
    }

    private static void Gap(ulong gapSat, bool isRefused)
    {
        Held(100000, 100000 - gapSat, isRefused);
    }

    // Number 3 on the funding in use and on the splice, then the secret of number 2.
    private static void Held(ulong inUseSat, ulong splicedSat, bool isRefused)
    {
        TestPair pair = TestPair.Used();
        SignSplice splice = TestSplice.NewSplice(pair, 0);
        TestSplice.SetUpSplice(pair, splice);
        TestContent before = Paid(pair, 0);
        TestContent spliced = Paid(pair, splicedSat);

        // The peer's device holds no commitment on the splice, so it compares nothing and signs what a thief wants.
        pair.Ours.Body(TestSplice.ValidateOn(pair, true, splice, 2, before, TestSplice.SignedOn(pair, true, splice, 2, before)).Encode());
        pair.Exchange(1, 3, Paid(pair, inUseSat));
        pair.Ours.Body(TestSplice.ValidateOn(pair, true, splice, 3, spliced, TestSplice.SignedOn(pair, true, splice, 3, spliced)).Encode());
        if (isRefused)
        {
            pair.Ours.Refuses(Agree, pair.Revoke(true, 2).Encode());
        }
        else
        {
            pair.Ours.Body(pair.Revoke(true, 2).Encode());
        }
    }

    // The peer has paid the holder this much.
    private static TestContent Paid(TestPair pair, ulong sat)
    {
        TestContent content = new TestContent();
        content.TheirSat = (pair.PushMsat / 1000) - sat;
        content.OurSat = TestPair.ValueSat - content.TheirSat - TestPair.FeeAndAnchorsSat;
        return content;
    }
}
