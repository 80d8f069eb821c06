using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>UnlistedWithinLimit, through whole requests: payments that the node does not list may move little, over all channels and for ever, unless the owner agrees.</summary>
[TestClass]
public class UnlistedAmountTests
{
    private const string Unlisted = "holdfast-unlisted-limit";

    /// <summary>Three quarters of the limit: what may leave at once.</summary>
    private const ulong Room = 7500000;

    [TestMethod]
    public void TheftWhatOneSideOnlySaysToHaveComeIsTakenAgain()
    {
        // The payment was in flight on the holder's commitment only, so the peer's pays it as an amount that no HTLC explains; then it takes a part of it back.
        TestWays ways = new TestWays();
        ulong own = ways.A.OwnMsat;
        ways.A.Receive(TestHtlc.One(TestHtlc.In(1, 50000000, 600034)), own);
        ways.A.Pay(TestHtlc.None, own + 50000000);
        ways.A.Receive(TestHtlc.None, own + 50000000);
        ways.Device.Refuses("holdfast-unlisted-limit", ways.A.Sign(TestHtlc.None, own + 50000000 - 20000000).Encode());
        ways.A.Pay(TestHtlc.None, own + 50000000);
    }

    [TestMethod]
    public void WhatOneSideListsAndTheOtherDoesNotIsChargedOnce()
    {
        // Twelve payments of 450 sat have an output on the peer's commitments and none on the holder's. Then small ones leave, and some of them fail.
        TestWays ways = new TestWays();
        ulong own = ways.A.OwnMsat;
        for (byte i = 1; i <= 12; i++)
        {
            ways.A.Receive(TestHtlc.None, own);
            ways.A.Pay(TestHtlc.One(TestHtlc.In(i, 450000, 600034)), own);
            own += 450000;
            ways.A.Go(TestHtlc.None, own);
        }

        ulong start = own;
        for (int i = 0; i < 12; i++)
        {
            own -= 100000;
            ways.A.Go(TestHtlc.None, own);
            ways.A.Go(TestHtlc.None, own - 300000);
            ways.A.Go(TestHtlc.None, own);
        }

        Assert.AreEqual(0, ways.Device.Button.Questions);
        ways.Device.Refuses(Unlisted, ways.A.Sign(TestHtlc.None, start - Room - 1000).Encode());
        ways.A.Go(TestHtlc.None, start - Room);
    }

    [TestMethod]
    public void WhatOneSideOnlySaysToHaveComeIsCountedTheSameAfterARestart()
    {
        // The step that counts from another place is repeated after a power cut, from the table before it.
        TestWays ways = new TestWays();
        ulong own = ways.A.OwnMsat + 50000000;
        ways.A.Receive(TestHtlc.One(TestHtlc.In(1, 50000000, 600034)), own - 50000000);
        ways.A.Pay(TestHtlc.None, own);
        ways.A.Receive(TestHtlc.None, own);
        ways.A.Keep();
        byte[] sign = ways.A.Sign(TestHtlc.None, own - Room).Encode();
        ways.Device.Body(sign);
        ways.Device.Restart();
        Assert.IsTrue(ways.B.Show(ways.B.Blob) && !ways.A.Show(ways.A.Blob));
        ways.Device.Body(sign);
        ways.Device.Refuses(Unlisted, ways.B.Sign(TestHtlc.None, ways.B.OwnMsat - 1000).Encode());
    }

    [TestMethod]
    public void APaymentThatIsNotListedPasses()
    {
        // It leaves the holder when it is offered, comes back when it fails, and another one comes in; the device asks nothing.
        TestWays ways = new TestWays();
        TestWay[] both = new TestWay[] { ways.A, ways.B };
        for (int i = 0; i < both.Length; i++)
        {
            ulong own = both[i].OwnMsat;
            both[i].Go(TestHtlc.None, own - 100000);
            both[i].Go(TestHtlc.None, own);
            both[i].Come(TestHtlc.None, own + 200000);
        }

        Assert.AreEqual(0, ways.Device.Button.Questions);
    }

    [TestMethod]
    public void BesideAListedPaymentItIsTheRest()
    {
        // 400 sat come in and are paid on; 100 sat leave in the same step without being listed.
        TestWays ways = new TestWays();
        ulong ownA = ways.A.OwnMsat;
        ulong ownB = ways.B.OwnMsat;
        ways.A.Come(TestHtlc.One(TestHtlc.In(1, 400000, 600040)), ownA);
        ways.B.Go(TestHtlc.One(TestHtlc.Out(1, 400000, 600000)), ownB - 400000);
        ways.B.Come(TestHtlc.None, ownB - 400000);
        ways.A.Go(TestHtlc.None, ownA + 400000 - 100000);
        Assert.AreEqual(0, ways.Device.Button.Questions);
    }

    [TestMethod]
    public void JustInsideAndJustOutside()
    {
        TestWays ways = new TestWays();
        ulong own = ways.A.OwnMsat;
        ways.Device.Refuses(Unlisted, ways.A.Sign(TestHtlc.None, own - Room - 1000).Encode());
        ways.Device.Refuses(Unlisted, ways.A.Prepare(TestHtlc.None, own - Room - 1000).Encode());
        Assert.AreEqual("Go on although payments too small to be listed have taken 7501 sat more than they have brought? ",
            ways.Device.Button.LastQuestion.Substring(0, 96));
        ways.A.Go(TestHtlc.None, own - Room);
        ways.Device.Refuses(Unlisted, ways.A.Sign(TestHtlc.None, own - Room - 1000).Encode());
        ways.A.Pay(TestHtlc.None, own - Room);
        ways.Device.Refuses(Unlisted, ways.A.Validate(TestHtlc.None, own - Room - 1000).Encode());
    }

    [TestMethod]
    public void TheftALittleInEachChannelAndOnEitherCommitment()
    {
        // The peer's commitment in one channel, the holder's in another, one that is only prepared: any of them may be the one that counts.
        TestWays ways = new TestWays();
        ulong ownB = ways.B.OwnMsat;
        ways.A.Pay(TestHtlc.None, ways.A.OwnMsat - 4000000);
        ways.Device.Refuses(Unlisted, ways.B.Validate(TestHtlc.None, ownB - 3501000).Encode());
        ways.Device.Body(ways.B.Prepare(TestHtlc.None, ownB - 3500000).Encode());
        ways.Device.Refuses(Unlisted, ways.A.Sign(TestHtlc.None, ways.A.OwnMsat - 1000).Encode());
        ways.Device.Body(ways.B.Prepare(TestHtlc.None, ownB).Encode());
        ways.A.Pay(TestHtlc.None, ways.A.OwnMsat - 1000);
    }

    [TestMethod]
    public void TheftASatoshiManyTimes()
    {
        // Rounding hides less than a satoshi, once: each further satoshi counts.
        TestWays ways = new TestWays();
        ways.Device.SetLimit(33, 8000);
        ulong own = ways.A.OwnMsat;
        ulong taken = 0;
        while (ways.Device.Ask(ways.A.Sign(TestHtlc.None, own - taken - 1000).Encode()).Status == ReplyStatus.Ok)
        {
            taken += 1000;
            ways.A.Pay(TestHtlc.None, own - taken);
        }

        Assert.AreEqual(6000, (int)taken);
    }

    [TestMethod]
    public void WhatComesMakesRoomForWhatLeft()
    {
        // A forward of payments that are not listed brings on one channel what it takes on the other.
        TestWays ways = new TestWays();
        ulong ownA = ways.A.OwnMsat;
        ulong ownB = ways.B.OwnMsat;
        for (ulong i = 1; i < 5; i++)
        {
            ways.A.Come(TestHtlc.None, ownA + i * 3000000);
            ways.B.Go(TestHtlc.None, ownB - i * 3000000);
        }

        Assert.AreEqual(0, ways.Device.Button.Questions);
    }

    [TestMethod]
    public void TheftOfWhatCameIn()
    {
        // 60,000 sat came in without being listed: they are the owner's, and make no room for what leaves now.
        TestWays ways = new TestWays();
        ulong ownA = ways.A.OwnMsat;
        ulong ownB = ways.B.OwnMsat;
        ways.A.Come(TestHtlc.None, ownA + 60000000);
        ways.Device.Refuses(Unlisted, ways.B.Sign(TestHtlc.None, ownB - Room - 1000).Encode());
        Assert.AreEqual(2, ways.Device.CommitsOf(ways.B.Sign(TestHtlc.None, ownB - Room).Encode()));
        ways.B.Keep();
        ways.Restart();
        ways.Device.Refuses(Unlisted, ways.A.Sign(TestHtlc.None, ways.A.OwnMsat - 1000).Encode());
    }

    [TestMethod]
    public void AQuarterOfTheLimitIsNotWrittenDown()
    {
        TestWays ways = new TestWays();
        ways.A.Come(TestHtlc.None, ways.A.OwnMsat + Room / 3);
        ways.Device.Refuses(Unlisted, ways.B.Sign(TestHtlc.None, ways.B.OwnMsat - Room - Room / 3 - 1000).Encode());
        Assert.AreEqual(1, ways.Device.CommitsOf(ways.B.Sign(TestHtlc.None, ways.B.OwnMsat - Room - Room / 3).Encode()));
    }

    [TestMethod]
    public void ThePressMakesRoomOnce()
    {
        TestWays ways = new TestWays();
        ulong own = ways.A.OwnMsat;
        byte[] sign = ways.A.Sign(TestHtlc.None, own - 20000000).Encode();
        ways.Device.Refuses(Unlisted, sign);
        ways.Device.Button.Presses = true;
        Assert.AreEqual(2, ways.Device.CommitsOf(sign));
        ways.Device.Button.Presses = false;
        ways.A.Keep();
        ways.A.Accept(TestHtlc.None, own - 20000000, SignCounterpartyCommitmentReply.Decode(ways.Device.Body(sign)));

        // The holder's side follows without a question, and the same room is there again; a restart changes nothing of it.
        ways.A.Receive(TestHtlc.None, own - 20000000);
        ways.Restart();
        ways.Device.Refuses(Unlisted, ways.B.Sign(TestHtlc.None, ways.B.OwnMsat - Room - 1000).Encode());
        ways.B.Go(TestHtlc.None, ways.B.OwnMsat - Room);
        ways.Device.Refuses(Unlisted, ways.A.Sign(TestHtlc.None, ways.A.OwnMsat - 1000).Encode());
    }

    [TestMethod]
    public void APowerCutAfterThePressAsksAgain()
    {
        // What was agreed to is written first. When the promise is lost, nothing has left, and the account says so.
        TestWays ways = new TestWays();
        byte[] sign = ways.A.Sign(TestHtlc.None, ways.A.OwnMsat - 20000000).Encode();
        int writes = ways.Device.Volume.Writes;
        ways.Device.Button.Presses = true;
        ways.Device.Body(sign);
        int half = writes + ((ways.Device.Volume.Writes - writes) / 2) + 1;
        TestWays again = new TestWays();
        Assert.AreEqual(writes, again.Device.Volume.Writes);
        again.Device.Button.Presses = true;
        again.Device.Volume.FailingWrite = half;
        Assert.IsTrue(again.Device.Ask(sign).Status == ReplyStatus.Fault);
        again.Device.Button.Presses = false;
        again.Restart();
        again.Device.Refuses(Unlisted, again.B.Sign(TestHtlc.None, again.B.OwnMsat - Room - 1000).Encode());
        again.Device.Refuses(Unlisted, sign);
        again.Device.Button.Presses = true;
        again.Device.Body(sign);
        again.Device.Button.Presses = false;
        again.Device.Refuses(Unlisted, again.B.Sign(TestHtlc.None, again.B.OwnMsat - Room - 1000).Encode());
    }

    [TestMethod]
    public void TheftAnAccountIsNotShownAfterARestart()
    {
        TestWays ways = new TestWays();
        ways.B.Go(TestHtlc.None, ways.B.OwnMsat - Room);
        ways.Device.Restart();
        Assert.IsTrue(ways.A.Show(ways.A.Blob));
        ways.Device.Rejects(ReplyStatus.NotNow, ErrorCode.PaymentsUnknown, ways.A.Sign(TestHtlc.None, ways.A.OwnMsat - 1000).Encode());
        Assert.IsTrue(ways.B.Show(ways.B.Blob));
        ways.Device.Refuses(Unlisted, ways.A.Sign(TestHtlc.None, ways.A.OwnMsat - 1000).Encode());
    }

    [TestMethod]
    public void TheftChannelAfterChannel()
    {
        // A channel that took all that it may is forgotten, and another one gets its slot: what it took stays in the account.
        TestWays ways = new TestWays();
        ways.B.Go(TestHtlc.None, ways.B.OwnMsat - Room);
        ForgetChannel forget = new ForgetChannel();
        forget.ChannelId = ways.B.Id;
        ways.Device.Body(forget.Encode());
        SetupChannel setup = ways.B.Pair.Setup(true, 3);
        for (int i = (int)ways.Device.Status().Channels; i < ways.Device.Status().ChannelsMax; i++)
        {
            setup.Dbid = (ulong)i + 10;
            setup.FundingVout = (ushort)(i + 10);
            ways.Device.Body(setup.Encode());
        }

        ways.Device.Refuses(Unlisted, ways.A.Sign(TestHtlc.None, ways.A.OwnMsat - 1000).Encode());
        SetupChannel last = ways.A.Pair.Setup(false, 4);
        last.Dbid = 99;
        ways.Device.Button.Presses = true;
        ways.Device.Body(last.Encode());
        ways.Device.Button.Presses = false;
        ways.Device.Rejects(ReplyStatus.NotNow, ErrorCode.UnknownChannel, ways.B.Revoke().Encode());
        ways.Device.Refuses(Unlisted, ways.A.Sign(TestHtlc.None, ways.A.OwnMsat - 1000).Encode());
        ways.Device.Restart();
        Assert.IsTrue(ways.A.Show(ways.A.Blob));
        ways.Device.Refuses(Unlisted, ways.A.Sign(TestHtlc.None, ways.A.OwnMsat - 1000).Encode());
    }

    [TestMethod]
    public void ABelievedChannelKeepsItsAccount()
    {
        TestWays ways = new TestWays();
        ways.B.Go(TestHtlc.None, ways.B.OwnMsat - Room);
        AdoptPayments adopt = new AdoptPayments();
        adopt.ChannelId = ways.B.Id;
        ways.Device.Button.Presses = true;
        ways.Device.Body(adopt.Encode());
        ways.Device.Button.Presses = false;
        ways.Device.Refuses(Unlisted, ways.A.Sign(TestHtlc.None, ways.A.OwnMsat - 1000).Encode());
    }
}
