using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>BalanceMovesByPayments and PaymentsHaveRoom, through whole requests: what the holder owns falls by payments only, and a table has an end.</summary>
[TestClass]
public class PaymentBalanceTests
{
    private const string Deltas = "policy-routing-deltas-only-htlc";
    private const string Unlisted = "holdfast-unlisted-limit";
    private const ulong Paid = 50000000;

    [TestMethod]
    public void TheftAnAmountMovesToThePeer()
    {
        TestWays ways = new TestWays();
        TestWay[] both = new TestWay[] { ways.A, ways.B };
        for (int i = 0; i < both.Length; i++)
        {
            TestWay way = both[i];
            ways.Device.Refuses(Deltas, way.Sign(TestHtlc.None, way.OwnMsat - 100001000).Encode());
            ways.Device.Refuses(Deltas, way.Prepare(TestHtlc.None, way.OwnMsat - 100001000).Encode());
        }

        // Nothing is asked about it. Where unlisted payments may take nothing, no less is refused, and the same content passes.
        Assert.AreEqual(0, ways.Device.Button.Questions);
        ways.Device.SetLimit(33, 0);
        ways.Device.Refuses(Unlisted, ways.A.Sign(TestHtlc.None, ways.A.OwnMsat - 1000).Encode());
        ways.Device.Refuses(Unlisted, ways.B.Prepare(TestHtlc.None, ways.B.OwnMsat - 1000).Encode());
        ways.B.Go(TestHtlc.None, ways.B.OwnMsat + 5000000);
        ways.Device.Refuses(Unlisted, ways.B.Sign(TestHtlc.None, ways.B.OwnMsat - 1000).Encode());
        ways.Device.Refuses(Unlisted, ways.A.Validate(TestHtlc.None, ways.A.OwnMsat - 1000).Encode());
    }

    [TestMethod]
    public void TheftALittleManyTimes()
    {
        // Incoming payments of less than a satoshi that are said to have succeeded, and are not paid.
        TestWays ways = new TestWays();
        ulong own = ways.A.OwnMsat;
        int covered = 0;
        for (byte i = 1; i < 8; i++)
        {
            Htlc incoming = TestHtlc.In(i, 999, 600040);
            incoming.IsTrimmed = true;
            ways.A.Come(TestHtlc.One(incoming), own);
            Htlc outgoing = TestHtlc.Out(i, 999, 600000);
            outgoing.IsTrimmed = true;
            ulong ownB = ways.B.OwnMsat;
            ways.B.Go(TestHtlc.One(outgoing), ownB - 999);
            ways.B.Come(TestHtlc.None, ownB - 999);
            Reply reply = ways.Device.Ask(ways.A.Sign(TestHtlc.None, own).Encode());
            if (reply.Status != ReplyStatus.Ok)
            {
                Assert.AreEqual("policy-routing-balanced", reply.Tag);
                break;
            }

            ways.A.Accept(TestHtlc.None, own, SignCounterpartyCommitmentReply.Decode(new Holdfast.Bytes.ByteReader(reply.Body)));
            ways.A.Receive(TestHtlc.None, own);
            covered++;
        }

        Assert.AreEqual(1, covered);
    }

    [TestMethod]
    public void TheSameContentInAnotherOrderIsARepeat()
    {
        TestWays ways = new TestWays();
        Htlc one = TestHtlc.In(1, Paid, 600040);
        Htlc other = TestHtlc.In(2, Paid, 600041);
        ways.A.Receive(new Htlc[] { one, other }, ways.A.OwnMsat);
        ways.Device.Body(ways.A.Sign(new Htlc[] { one, other }, ways.A.OwnMsat).Encode());
        Assert.AreEqual(0, ways.Device.CommitsOf(ways.A.Sign(new Htlc[] { other, one }, ways.A.OwnMsat).Encode()));
        byte[] old = ways.A.Blob;
        ways.A.Keep();
        ways.Device.Restart();
        Assert.IsTrue(ways.B.Show(ways.B.Blob));
        Assert.IsFalse(ways.A.Show(old));
        ways.Device.Body(ways.A.Sign(new Htlc[] { other, one }, ways.A.OwnMsat).Encode());
        Assert.IsTrue(ways.A.Show(old));
    }

    [TestMethod]
    public void AFeeOfTheOpenerIsNoLoss()
    {
        TestWays ways = new TestWays();
        TestWay way = ways.B;
        SignCounterpartyCommitment sign = way.Sign(TestHtlc.None, way.OwnMsat);
        sign.Commitment.ToHolderSat -= 500;
        ways.Device.Body(sign.Encode());
    }

    [TestMethod]
    public void ATableHasAnEnd()
    {
        // Contents that share nothing, one after another: the third does not fit beside the first two.
        TestWays ways = new TestWays();
        ulong own = ways.A.OwnMsat;
        ways.A.Receive(Many(0, 74), own);
        ways.A.Pay(Many(74, 74), own);
        ways.Device.Refuses("holdfast-payments-room", ways.A.Sign(Many(148, 74), own).Encode());
        ways.A.Pay(Many(0, 74), own);
    }

    [TestMethod]
    public void OneHtlcTooManyIsRefusedBefore()
    {
        TestWays ways = new TestWays();
        ways.Device.Refuses("policy-commitment-htlc-count-limit", ways.A.Sign(Many(0, 75), ways.A.OwnMsat).Encode());
    }

    [TestMethod]
    public void WithoutTheRulesNothingIsFollowed()
    {
        TestWays ways = new TestWays();
        ways.Device.Button.Presses = true;
        ways.Device.SetLimit(19, 0);
        ways.Device.Button.Presses = false;
        int questions = ways.Device.Button.Questions;
        ways.B.Go(TestHtlc.One(TestHtlc.Out(1, Paid, 600000)), ways.B.OwnMsat - 2 * Paid);
        Assert.AreEqual(questions, ways.Device.Button.Questions);
        Assert.AreEqual(0, ways.B.Blob.Length);

        // In force again: the channel with something in flight is taken as it stands, the other by its record.
        TestWays.Follow(ways.Device);
        ways.B.Come(TestHtlc.None, ways.B.OwnMsat);
        ways.Device.SetLimit(33, 0);
        ways.Device.Refuses(Unlisted, ways.B.Sign(TestHtlc.None, ways.B.OwnMsat - 2000).Encode());
        ways.Device.Refuses(Unlisted, ways.A.Sign(TestHtlc.None, ways.A.OwnMsat - 2000).Encode());
    }

    // Incoming HTLCs without an output, each with another expiry.
    private static Htlc[] Many(int first, int count)
    {
        Htlc[] htlcs = new Htlc[count];
        for (int i = 0; i < count; i++)
        {
            htlcs[i] = TestHtlc.In(1, 1000, 600000 + (uint)(first + i));
            htlcs[i].IsTrimmed = true;
        }

        return htlcs;
    }
}
