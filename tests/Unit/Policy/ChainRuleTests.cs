using Holdfast.Lightning;
using Holdfast.Policy;

namespace Holdfast.Unit.Policy;

/// <summary>Rules about depth and heights, each just inside and just outside.</summary>
[TestClass]
public class ChainRuleTests
{
    [TestMethod]
    public void LeaseEndsInTime()
    {
        Holdfast.Policy.LeaseEndsInTime.Require(5176, true, 1000, Sample.Limits);
        Holdfast.Policy.LeaseEndsInTime.Require(0, true, 1000, Sample.Limits);
        Holdfast.Policy.LeaseEndsInTime.Require(uint.MaxValue, false, 1000, Sample.Limits);
        Sample.Refuses("holdfast-lease-end", () => Holdfast.Policy.LeaseEndsInTime.Require(5177, true, 1000, Sample.Limits));
        Sample.Refuses("holdfast-lease-end", () => Holdfast.Policy.LeaseEndsInTime.Require(uint.MaxValue, true, 1000, Sample.Limits));
    }

    [TestMethod]
    public void LeaseIsAgreed()
    {
        Holdfast.Policy.LeaseIsAgreed.Require(true);
        Sample.Refuses("holdfast-lease-agreed", () => Holdfast.Policy.LeaseIsAgreed.Require(false));
    }

    [TestMethod]
    public void FundingIsBuried()
    {
        Limits main = new Limits(true, 74);
        Holdfast.Policy.FundingIsBuried.Require(false, 0, main, false);
        Holdfast.Policy.FundingIsBuried.Require(true, 3, main, false);
        Holdfast.Policy.FundingIsBuried.Require(true, 0, main, true);
        Sample.Refuses("policy-chain-validated", () => Holdfast.Policy.FundingIsBuried.Require(true, 2, main, false));
        Sample.Refuses("policy-chain-validated", () => Holdfast.Policy.FundingIsBuried.Require(true, 0, Sample.Limits, false));
        Holdfast.Policy.FundingIsBuried.Require(true, 1, Sample.Limits, false);
    }

    [TestMethod]
    public void TimeoutIsProven()
    {
        Limits main = new Limits(true, 100);
        Holdfast.Policy.TimeoutIsProven.Require(true, main.LockDepthBlocksMin, true, main);
        Sample.Refuses("policy-chain-validated", () => Holdfast.Policy.TimeoutIsProven.Require(true, main.LockDepthBlocksMin - 1, true, main));
        Sample.Refuses("policy-chain-validated", () => Holdfast.Policy.TimeoutIsProven.Require(true, main.LockDepthBlocksMin, false, main));
        Sample.Refuses("policy-chain-validated", () => Holdfast.Policy.TimeoutIsProven.Require(false, main.LockDepthBlocksMin, true, main));
    }

    [TestMethod]
    public void HtlcExpiryWithinReach()
    {
        Expiries(true, 1000 + 2160, 1000, 1000, true);
        Expiries(true, 1000 + 2161, 1000, 1000, false);
        Expiries(false, 1000 + 2161, 1000, 1000, true);
        Expiries(false, 499999999, 1000, 1000, true);
        Expiries(true, 499999999, 1000, 1000, false);
        Expiries(true, 1000 - 144, 1000, 1000, true);
        Expiries(true, 1000 - 145, 1000, 1000, false);
        Expiries(false, 1000 - 144, 1000, 1000, true);
        Expiries(false, 1000 - 145, 1000, 1000, false);

        // A tip that is withheld: the upper bound stays where it was, the lower one moves on.
        Expiries(true, 1000 + 2161, 1000, 1500, false);
        Expiries(false, 1500 - 145, 1000, 1500, false);
        Expiries(false, 1500 - 144, 1000, 1500, true);
    }

    private static void Expiries(bool isOurs, uint expiry, int height, int presumed, bool isRight)
    {
        Htlc[] htlcs = { new Htlc { IsOfferedByPeer = !isOurs, AmountMsat = 1000, PaymentHash = new byte[32], Expiry = expiry } };
        if (isRight)
        {
            Holdfast.Policy.HtlcExpiryWithinReach.Require(htlcs, height, presumed, Sample.Limits);
            return;
        }

        Sample.Refuses("policy-commitment-htlc-cltv-range", () => Holdfast.Policy.HtlcExpiryWithinReach.Require(htlcs, height, presumed, Sample.Limits));
    }
}
