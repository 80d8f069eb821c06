using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>The rules about the content of a commitment, through whole requests: each holds for the peer's commitment and for the holder's.</summary>
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

    [TestMethod]
    public void TrimmedPaymentsTogetherAreBoundedOnEitherSidesCommitment()
    {
        // Without anchors and at 10,000 per 1000 weight, payments of 7,000 sat have no output of their own. Together they would be a gift to miners.
        TestPair pair = new TestPair();
        pair.ChannelType = 0;
        pair.SetUp(1);
        pair.Exchange(1, 0, pair.Content(0));
        TestContent content = new TestContent();
        content.FeeratePerKw = 10000;
        content.TheirSat = 300000;
        content.OurSat = TestPair.ValueSat - 300000 - 7240 - 100000;
        content.Htlcs = new Htlc[15];
        for (int i = 0; i < 15; i++)
        {
            content.Htlcs[i] = new Htlc();
            content.Htlcs[i].IsTrimmed = true;
            content.Htlcs[i].AmountMsat = i == 14 ? 2000001 : 7000000u;
            content.Htlcs[i].PaymentHash = TestDevice.Fill(32, (byte)i);
            content.Htlcs[i].Expiry = 600000;
        }

        content.OurSat--;
        BothRefuse(pair, "policy-commitment-fee-range", content);
        content.Htlcs[14].AmountMsat = 2000000;
        content.OurSat++;
        pair.Exchange(1, 1, content);
    }

    [TestMethod]
    public void NumbersGoOneByOneOnBothSides()
    {
        // Neither a jump nor an overflow: the predecessors of a number that is jumped to would never be revoked.
        TestPair fresh = new TestPair();
        fresh.SetUp(1);
        NoJumpFrom(fresh, 0);
        NoJumpFrom(TestPair.Opened(), 1);
        NoJumpFrom(TestPair.Used(), 3);
    }

    private static void NoJumpFrom(TestPair pair, ulong next)
    {
        TestContent content = pair.Content(0);
        SignCounterpartyCommitmentReply signed = new SignCounterpartyCommitmentReply();
        signed.Signature = new byte[64];
        signed.HtlcSignatures = new byte[0][];
        SignCounterpartyCommitment sign = pair.Sign(true, 1, 0, content);
        GetPerCommitmentPoint point = new GetPerCommitmentPoint();
        point.Peer = pair.TheirNode;
        point.Dbid = pair.Dbid;
        foreach (ulong number in new ulong[] { next + 1, next + 2, 1ul << 16, (1ul << 48) - 1, 1ul << 48, 1ul << 63, ulong.MaxValue - 1, ulong.MaxValue })
        {
            sign.Commitment.Number = number;
            IsRefused(pair, sign.Encode());
            IsRefused(pair, pair.Validate(true, 1, number, content, signed).Encode());
            IsRefused(pair, pair.Revoke(true, number).Encode());
            IsRefused(pair, pair.Revocation(true, number, TestDevice.Fill(32, 5)).Encode());
            IsRefused(pair, pair.Close(true, 1, number).Encode());
            point.Number = number < ulong.MaxValue - 1 ? number + 2 : number;
            IsRefused(pair, point.Encode());
        }
    }

    private static void IsRefused(TestPair pair, byte[] message)
    {
        byte[] image = pair.Ours.Volume.Image();
        Reply reply = pair.Ours.Ask(message);
        Assert.IsTrue(reply.Status == ReplyStatus.Refused || reply.Status == ReplyStatus.Malformed, "answered");
        Assert.IsTrue(Holdfast.Bytes.Check.Same(image, pair.Ours.Volume.Image()));
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
