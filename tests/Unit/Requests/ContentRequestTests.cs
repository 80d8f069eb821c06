using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>The rules about the content of a commitment, through whole requests: each holds for the peer's commitment and for ours.</summary>
[TestClass]
public class ContentRequestTests
{
    [TestMethod]
    public void EveryRuleOfContentHoldsForBothSidesCommitments()
    {
        TestPair pair = TestPair.Locked();

        // 2^24 sat in flight is more than this channel holds; the count, the expiry, dust, trimming and fee are asked for in its content.
        TestContent content = pair.Content(1);
        content.Htlcs[0].Expiry = 0;
        BothRefuse(pair, "policy-commitment-htlc-cltv-range", content);

        content = pair.Content(1);
        content.Htlcs[0].IsTrimmed = true;
        BothRefuse(pair, "policy-commitment-outputs-trimmed", content);

        content = pair.Content(1);
        content.Htlcs[0].AmountMsat = 329999;
        BothRefuse(pair, "policy-commitment-outputs-trimmed", content);

        content = pair.Content(0);
        content.OurSat -= 112401;
        BothRefuse(pair, "policy-commitment-fee-range", content);
        content.OurSat += 112401 + 1;
        BothRefuse(pair, "policy-commitment-fee-range", content);
    }

    [TestMethod]
    public void NoMoreIsInFlightThanTheLimitOnEitherSidesCommitment()
    {
        TestPair pair = new TestPair();
        pair.PushMsat = 0;
        SetupChannel ours = pair.Setup(true, 1);
        ours.ValueSat = 20000000;
        pair.Ours.Body(ours.Encode());
        SetupChannel theirs = pair.Setup(false, 1);
        theirs.ValueSat = 20000000;
        pair.Theirs.Body(theirs.Encode());
        TestContent content = pair.Content(0);
        content.OurSat = 20000000 - 284 - 330;
        pair.Exchange(1, 0, content);

        content = pair.Content(1);
        content.Htlcs[0].AmountMsat = 16777216001;
        content.OurSat = 20000000 - 16777217 - 660 - 400;
        BothRefuse(pair, "policy-commitment-htlc-inflight-limit", content);
        content.Htlcs[0].AmountMsat = 16777216000;
        pair.Ours.Body(pair.Sign(true, 1, 1, content).Encode());
    }

    private static void BothRefuse(TestPair pair, string tag, TestContent content)
    {
        SignCounterpartyCommitmentReply signed = new SignCounterpartyCommitmentReply();
        signed.Signature = new byte[64];
        signed.HtlcSignatures = new byte[0][];
        pair.Ours.Refuses(tag, pair.Sign(true, 1, 1, content).Encode());
        pair.Ours.Refuses(tag, pair.Validate(true, 1, 1, content, signed).Encode());
    }
}
