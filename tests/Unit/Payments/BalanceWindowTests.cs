using Holdfast.Lightning;
using Holdfast.Payments;

namespace Holdfast.Unit.Payments;

/// <summary>What the holder owns by the outputs of a commitment: exactly, except for what no output shows.</summary>
[TestClass]
public class BalanceWindowTests
{
    private const ulong ValueSat = 1000000;
    private const ulong DustSat = 1000;

    [TestMethod]
    public void AnOutputHidesLessThanASatoshi()
    {
        BalanceWindow window = BalanceWindow.Of(Content(700000, 299000), ValueSat, false, DustSat);
        Assert.IsTrue(window.LeastMsat == 700000000 && window.MostMsat == 700000999);

        // The fee is the opener's, so it counts as owned.
        window = BalanceWindow.Of(Content(700000, 299000), ValueSat, true, DustSat);
        Assert.IsTrue(window.LeastMsat == 700999001 && window.MostMsat == 701000000);
    }

    [TestMethod]
    public void AMissingOutputHidesTheDustLimit()
    {
        BalanceWindow window = BalanceWindow.Of(Content(0, 999000), ValueSat, false, DustSat);
        Assert.IsTrue(window.LeastMsat == 0 && window.MostMsat == 1000999);
        window = BalanceWindow.Of(Content(999000, 0), ValueSat, true, DustSat);
        Assert.IsTrue(window.LeastMsat == 998999001 && window.MostMsat == 1000000000);
        window = BalanceWindow.Of(Content(0, 999000), ValueSat, true, DustSat);
        Assert.IsTrue(window.LeastMsat == 999001 && window.MostMsat == 1000000);
    }

    [TestMethod]
    public void WhatIsInFlightIsNobodys()
    {
        CommitmentFields content = Content(700000, 249000);
        content.Htlcs = new Htlc[] { Sample.In(1, 20000000, 600000), Sample.Out(2, 30000000, 600000) };
        BalanceWindow window = BalanceWindow.Of(content, ValueSat, true, DustSat);
        Assert.IsTrue(window.LeastMsat == 700999001 && window.MostMsat == 701000000);
        window = BalanceWindow.Of(content, ValueSat, false, DustSat);
        Assert.IsTrue(window.LeastMsat == 700000000 && window.MostMsat == 700000999);
    }

    private static CommitmentFields Content(ulong toHolderSat, ulong toCounterpartySat)
    {
        CommitmentFields content = new CommitmentFields();
        content.ToHolderSat = toHolderSat;
        content.ToCounterpartySat = toCounterpartySat;
        content.Htlcs = new Htlc[0];
        return content;
    }
}
