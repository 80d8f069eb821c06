using Holdfast.Plugin;

namespace Holdfast.HostUnit.Plugin;

[TestClass]
public sealed class ReviverTests
{
    private static readonly DateTimeOffset s_start = DateTimeOffset.UnixEpoch;

    [TestMethod]
    public void EachRefusalInARowWaitsTwiceAsLongUpToTheBound()
    {
        Reviver reviver = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
        DateTimeOffset now = s_start;
        foreach (int seconds in new[] { 1, 2, 4, 8, 10, 10 })
        {
            reviver.Refused("peer", now);
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
            reviver.Refused("peer", s_start);
            reviver.TakeDue(s_start.AddDays(1));
        }

        reviver.Succeeded("peer");
        Assert.AreEqual(0, reviver.Rows.Count());
        reviver.Refused("peer", s_start);
        Assert.AreEqual(s_start.AddSeconds(1), reviver.Rows.Single().Due);
    }

    [TestMethod]
    public void ASuccessOnOneChannelDoesNotForgetTheRefusalOfAnother()
    {
        Reviver reviver = new(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        reviver.Refused("peer", s_start);
        reviver.Succeeded("peer");
        CollectionAssert.AreEqual(new[] { "peer" }, reviver.TakeDue(s_start.AddSeconds(1)).ToArray());
    }

    [TestMethod]
    public void ManyRefusalsAtOnceAreOneDisconnectPerPeer()
    {
        Reviver reviver = new(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        for (int i = 0; i < 100; i++)
        {
            reviver.Refused("one", s_start);
            reviver.Refused("two", s_start);
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
            reviver.Refused("peer", s_start);
            Assert.IsTrue(reviver.Rows.Single().Due <= s_start.AddHours(1));
            reviver.TakeDue(s_start.AddHours(1));
        }
    }
}
