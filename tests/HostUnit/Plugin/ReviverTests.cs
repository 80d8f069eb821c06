using Holdfast.Plugin;

namespace Holdfast.HostUnit.Plugin;

[TestClass]
public sealed class ReviverTests
{
    private static readonly DateTimeOffset s_start = DateTimeOffset.UnixEpoch;
    private static readonly RequestMark s_sign = new("peer/1 SignCounterpartyCommitment", 7);

    [TestMethod]
    public void ACommitmentThatIsOnlySentAgainBetweenTwoRefusalsEndsNothing()
    {
        Reviver reviver = new(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        DateTimeOffset now = s_start;
        foreach (int seconds in new[] { 1, 2, 4, 8 })
        {
            reviver.Refused("peer", s_sign, now);
            Assert.AreEqual(now.AddSeconds(seconds), reviver.Rows.Single().Due);
            now = now.AddSeconds(seconds);
            reviver.TakeDue(now);
            reviver.Succeeded("peer", s_sign with { Number = 6 }); // the retransmission after the reconnect
            reviver.Succeeded("peer", new RequestMark("peer/1 ValidateHolderCommitment", 9)); // the peer's own progress
        }
    }

    [TestMethod]
    public void ALongTimeWithoutARefusalEndsTheRow()
    {
        Reviver reviver = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        for (int i = 0; i < 5; i++)
        {
            reviver.Refused("peer", s_sign, s_start);
            reviver.TakeDue(s_start.AddMinutes(20));
        }

        reviver.Refused("peer", s_sign, s_start.AddMinutes(30));
        Assert.AreEqual(s_start.AddMinutes(30).AddSeconds(1), reviver.Rows.Single().Due);
    }

    [TestMethod]
    public void EachRefusalInARowWaitsTwiceAsLongUpToTheBound()
    {
        Reviver reviver = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
        DateTimeOffset now = s_start;
        foreach (int seconds in new[] { 1, 2, 4, 8, 10, 10 })
        {
            reviver.Refused("peer", s_sign, now);
            Assert.AreEqual(0, reviver.TakeDue(now + TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1)).Count);
            now += TimeSpan.FromSeconds(seconds);
            CollectionAssert.AreEqual(new[] { "peer" }, reviver.TakeDue(now).ToArray());
            Assert.AreEqual(0, reviver.TakeDue(now.AddYears(1)).Count, "once per refusal");
        }
    }

    [TestMethod]
    public void ASuccessEndsTheRow()
    {
        Reviver reviver = new(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        for (int i = 0; i < 5; i++)
        {
            reviver.Refused("peer", s_sign, s_start);
            reviver.TakeDue(s_start.AddDays(1));
        }

        reviver.Succeeded("peer", s_sign);
        Assert.AreEqual(0, reviver.Rows.Count());
        reviver.Refused("peer", s_sign, s_start);
        Assert.AreEqual(s_start.AddSeconds(1), reviver.Rows.Single().Due);
    }

    [TestMethod]
    public void ASuccessOnOneChannelDoesNotForgetTheRefusalOfAnother()
    {
        Reviver reviver = new(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        reviver.Refused("peer", s_sign, s_start);
        reviver.Succeeded("peer", new RequestMark("peer/2 SignCounterpartyCommitment", 9));
        CollectionAssert.AreEqual(new[] { "peer" }, reviver.TakeDue(s_start.AddSeconds(1)).ToArray());
    }

    [TestMethod]
    public void ManyRefusalsAtOnceAreOneDisconnectPerPeer()
    {
        Reviver reviver = new(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        for (int i = 0; i < 100; i++)
        {
            reviver.Refused("one", s_sign, s_start);
            reviver.Refused("two", s_sign, s_start);
        }

        CollectionAssert.AreEquivalent(new[] { "one", "two" }, reviver.TakeDue(s_start.AddSeconds(1)).ToArray());
        Assert.IsTrue(reviver.Rows.All(row => row.Refusals == 1));
    }

    [TestMethod]
    public void ManyInARowDoNotOverflow()
    {
        Reviver reviver = new(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        for (int i = 0; i < 2000; i++)
        {
            reviver.Refused("peer", s_sign, s_start);
            Assert.IsTrue(reviver.Rows.Single().Due <= s_start.AddHours(1));
            reviver.TakeDue(s_start.AddHours(1));
        }
    }
}
