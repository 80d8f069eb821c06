using Holdfast.Lightning;
using Holdfast.Payments;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>What an honest node does with payments passes, whatever happens to the device in between.</summary>
[TestClass]
public class ForwardTests
{
    private const ulong Paid = 50000000;
    private const ulong Fee = 1001;

    private static readonly Htlc[] s_in = TestHtlc.One(TestHtlc.In(1, Paid + Fee, 600040));
    private static readonly Htlc[] s_out = TestHtlc.One(TestHtlc.Out(1, Paid, 600000));

    [TestMethod]
    public void AForwardSucceeds()
    {
        TestWays ways = new TestWays();
        Forward(ways, true, false);
    }

    [TestMethod]
    public void AForwardFails()
    {
        TestWays ways = new TestWays();
        Forward(ways, false, false);
    }

    [TestMethod]
    public void AForwardGoesOnAfterARestartAtEveryStep()
    {
        TestWays ways = new TestWays();
        Forward(ways, true, true);
        Forward(ways, false, true);
        Forward(ways, true, true);
    }

    [TestMethod]
    public void TablesShrinkAgain()
    {
        TestWays ways = new TestWays();
        for (int i = 0; i < 6; i++)
        {
            Forward(ways, i % 2 == 0, false);
        }

        ways.A.Go(TestHtlc.None, ways.A.OwnMsat);
        ways.B.Go(TestHtlc.None, ways.B.OwnMsat);
        Assert.AreEqual(HtlcTable.HeaderBytes, ways.A.Blob.Length);
        Assert.AreEqual(HtlcTable.HeaderBytes, ways.B.Blob.Length);
    }

    [TestMethod]
    public void ACircleThroughOneChannelPasses()
    {
        // In and out again over the same channel, as a probe does.
        TestWays ways = new TestWays();
        TestWay way = ways.B;
        ulong own = way.OwnMsat;
        way.Come(s_in, own);
        Htlc[] both = new Htlc[] { s_in[0], s_out[0] };
        way.Go(both, own - Paid);
        way.Come(s_in, own - Paid);
        way.Go(TestHtlc.None, own + Fee);
    }

    [TestMethod]
    public void APartComesWithTheCommitmentThatTakesOneLikeItAway()
    {
        // Two parts of a payment come in. The first fails where it was paid on, and one commitment of the peer takes it away and adds the second, with the same numbers.
        TestWays ways = new TestWays();
        ulong ownA = ways.A.OwnMsat;
        ulong ownB = ways.B.OwnMsat;
        ways.A.Come(new Htlc[] { s_in[0], s_in[0] }, ownA);
        ways.B.Go(s_out, ownB - Paid);
        ways.B.Receive(TestHtlc.None, ownB);
        ways.B.Go(s_out, ownB - Paid);
        ways.A.Go(s_in, ownA);
        ways.B.Come(TestHtlc.None, ownB);
        ways.A.Go(TestHtlc.None, ownA);
        Assert.AreEqual(0, ways.Device.Button.Questions);
    }

    [TestMethod]
    public void APartComesBackWithTheCommitmentOnWhichOneLikeItFailed()
    {
        // The same the other way round: what came in is given back, and one commitment of the holder takes it away and adds another.
        TestWays ways = new TestWays();
        ulong ownA = ways.A.OwnMsat;
        ulong ownB = ways.B.OwnMsat;
        ways.A.Come(s_in, ownA);
        ways.A.Pay(TestHtlc.None, ownA);
        ways.A.Come(s_in, ownA);
        ways.B.Go(s_out, ownB - Paid);
        ways.B.Come(TestHtlc.None, ownB - Paid);
        ways.A.Go(TestHtlc.None, ownA + Paid + Fee);
        Assert.AreEqual(0, ways.Device.Button.Questions);
    }

    [TestMethod]
    public void WhatWasPreparedAndNeverSignedStandsInNobodysWay()
    {
        // The peer goes away between the two requests. The node pays over another channel, or lets the payment fail.
        for (int i = 0; i < 4; i++)
        {
            TestWays ways = new TestWays();
            ulong ownA = ways.A.OwnMsat;
            ways.A.Come(s_in, ownA);
            ways.Device.Body(ways.B.Prepare(s_out, ways.B.OwnMsat - Paid).Encode());
            Htlc[] next = i < 2 ? new Htlc[] { s_in[0], s_out[0] } : TestHtlc.None;
            ulong nextA = i < 2 ? ownA - Paid : ownA;
            if (i % 2 == 0)
            {
                ways.Device.Body(ways.A.Prepare(next, nextA).Encode());
            }

            ways.A.Go(next, nextA);
            Assert.AreEqual(0, ways.Device.Button.Questions);
            ways.Device.Rejects(ReplyStatus.NotNow, ErrorCode.NotPrepared, ways.B.SignPrepared().Encode());
            ways.Device.Refuses(i < 2 ? "policy-commitment-htlc-routing-balance" : "policy-commitment-payment-invoiced",
                ways.B.Sign(s_out, ways.B.OwnMsat - Paid).Encode());
        }
    }

    [TestMethod]
    public void WhatIsPreparedIsKeptWhereWithoutItTheOtherWouldNotPassEither()
    {
        TestWays ways = new TestWays();
        ways.A.Come(s_in, ways.A.OwnMsat);
        ways.Device.Body(ways.B.Prepare(s_out, ways.B.OwnMsat - Paid).Encode());
        Htlc[] twice = new Htlc[] { s_in[0], s_out[0], s_out[0] };
        ways.Device.Refuses("policy-commitment-htlc-routing-balance", ways.A.Sign(twice, ways.A.OwnMsat - 2 * Paid).Encode());
        ways.Device.Body(ways.B.SignPrepared().Encode());
    }

    [TestMethod]
    public void PartsThatGoDifferentWaysExpireAtDifferentTimes()
    {
        // The second part has a longer way to go, so it comes and leaves with later expiries than the first.
        TestWays ways = new TestWays();
        ulong ownA = ways.A.OwnMsat;
        ulong ownB = ways.B.OwnMsat;
        ways.A.Come(new Htlc[] { s_in[0], TestHtlc.In(1, Paid + Fee, 600180) }, ownA);
        ways.B.Go(s_out, ownB - Paid);
        ways.B.Go(new Htlc[] { s_out[0], TestHtlc.Out(1, Paid, 600140) }, ownB - 2 * Paid);
        ways.B.Come(TestHtlc.None, ownB - 2 * Paid);
        ways.A.Go(TestHtlc.None, ownA + 2 * (Paid + Fee));
        Assert.AreEqual(0, ways.Device.Button.Questions);
    }

    [TestMethod]
    public void CostsNoCommitMore()
    {
        TestWays ways = new TestWays();
        TestWay way = ways.A;
        Assert.AreEqual(1, ways.Device.CommitsOf(way.Validate(s_in, way.OwnMsat).Encode()));
        Assert.AreEqual(1, ways.Device.CommitsOf(way.Revoke().Encode()));
        Assert.AreEqual(1, ways.Device.CommitsOf(way.Sign(s_in, way.OwnMsat).Encode()));
        Assert.AreEqual(0, ways.Device.CommitsOf(way.Sign(s_in, way.OwnMsat).Encode()));
    }

    // Over A and out over B, settled or failed back, with a restart wherever one is wanted.
    private static void Forward(TestWays ways, bool succeeds, bool restarts)
    {
        TestWay a = ways.A;
        TestWay b = ways.B;
        ulong ownA = a.OwnMsat;
        ulong ownB = b.OwnMsat;
        Step(ways, a, true, s_in, ownA, restarts);
        Step(ways, a, false, s_in, ownA, restarts);
        Step(ways, b, false, s_out, ownB - Paid, restarts);
        Step(ways, b, true, s_out, ownB - Paid, restarts);
        ulong afterB = succeeds ? ownB - Paid : ownB;
        Step(ways, b, true, TestHtlc.None, afterB, restarts);
        Step(ways, b, false, TestHtlc.None, afterB, restarts);
        ulong afterA = succeeds ? ownA + Paid + Fee : ownA;
        Step(ways, a, false, TestHtlc.None, afterA, restarts);
        Step(ways, a, true, TestHtlc.None, afterA, restarts);
        Assert.AreEqual(0, ways.Device.Button.Questions);
    }

    private static void Step(TestWays ways, TestWay way, bool isOurs, Htlc[] htlcs, ulong own, bool restarts)
    {
        if (!restarts)
        {
            if (isOurs)
            {
                way.Receive(htlcs, own);
            }
            else
            {
                way.Pay(htlcs, own);
            }

            return;
        }

        // A restart after each request, and the host has not read the table before it.
        if (isOurs)
        {
            ValidateHolderCommitment validate = way.Validate(htlcs, own);
            ways.Device.Body(validate.Encode());
            Lost(ways, way, validate.Encode());
            way.Revoked(own);
        }
        else
        {
            SignCounterpartyCommitment sign = way.Sign(htlcs, own);
            ways.Device.Body(sign.Encode());
            Lost(ways, way, sign.Encode());
            way.Accept(htlcs, own, SignCounterpartyCommitmentReply.Decode(ways.Device.Body(sign.Encode())));
        }

        ways.Restart();
    }

    // The reply did not reach the host: what it has of this channel is older, until it repeats the request.
    private static void Lost(TestWays ways, TestWay way, byte[] message)
    {
        ways.Device.Restart();
        TestWay other = way == ways.A ? ways.B : ways.A;
        Assert.IsTrue(other.Show(other.Blob));
        Assert.IsFalse(way.Show(way.Blob));
        ways.Device.Body(message);
        way.Keep();
    }
}
