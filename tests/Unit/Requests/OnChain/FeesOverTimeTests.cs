using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>Fees over time through whole requests: many small ones are no large loss, whatever the host does with power, time and repetitions.</summary>
[TestClass]
public class FeesOverTimeTests
{
    private const string Fee = "policy-onchain-fee-range";
    private const byte FeesDaySatMax = 28;
    private const long DayMs = 86400000;

    [TestMethod]
    public void FeesOfADayAreBounded()
    {
        TestDevice device = Limited();
        Assert.AreEqual(1, device.CommitsOf(Costing(50000, 1)));
        Assert.AreEqual(1, device.CommitsOf(Costing(50000, 2)));
        Assert.AreEqual(0, device.CommitsOf(Costing(0, 3)));
        device.Refuses(Fee, Costing(1, 4));
        Assert.AreEqual(1, device.Button.Questions);

        // With the button it is a payment like any other, and not counted.
        device.Button.Clock.NowMs += 600000;
        device.Button.Presses = true;
        Assert.AreEqual(0, device.CommitsOf(Costing(60000, 5)));
        Assert.AreEqual(2, device.Button.Questions);
    }

    [TestMethod]
    public void TheSameTransactionCostsOnce()
    {
        TestDevice device = Limited();
        Assert.AreEqual(1, device.CommitsOf(Costing(60000, 1)));
        Assert.AreEqual(0, device.CommitsOf(Costing(60000, 1)));
        device.Body(Costing(40000, 2));
        Assert.AreEqual(0, device.CommitsOf(Costing(40000, 2)));
        device.Refuses(Fee, Costing(60000, 1));
        Assert.AreEqual(1, device.Button.Questions);
    }

    [TestMethod]
    public void APowerCutTakesNothingOff()
    {
        // A thief who cuts the power between transactions pays everything away in fees, if the device forgets.
        TestDevice device = Limited();
        for (byte i = 0; i < 4; i++)
        {
            device.Body(Costing(25000, i));
            device.Restart();
        }

        device.Refuses(Fee, Costing(1, 9));
    }

    [TestMethod]
    public void TimeUnderPowerTakesItOff()
    {
        TestDevice device = Limited();
        device.Body(Costing(75000, 1));
        device.Button.Clock.NowMs += DayMs / 4;
        device.Refuses(Fee, Costing(50001, 2));
        device.Body(Costing(50000, 3));
        device.Button.Clock.NowMs += DayMs;
        device.Body(Costing(75000, 4));
    }

    [TestMethod]
    public void AFeeThatFailsElsewhereIsNotCounted()
    {
        TestDevice device = Limited();
        SignWalletInputs stranger = TestFunding.Payment(500000);
        device.Refuses("policy-onchain-no-unknown-outputs", stranger.Encode());
        device.Body(Costing(75000, 1));
        device.Body(Costing(25000, 2));
    }

    private static TestDevice Limited()
    {
        TestDevice device = TestDevice.Ready(0x11);
        SetLimits limits = new SetLimits();
        LimitChangeFields change = new LimitChangeFields();
        change.Number = FeesDaySatMax;
        change.Value = 100000;
        limits.Changes = new LimitChangeFields[] { change };
        device.Body(limits.Encode());
        return device;
    }

    // A transaction of the wallet to itself, each with another lock time.
    private static byte[] Costing(ulong sat, byte mark)
    {
        SignWalletInputs payment = TestFunding.Payment(0);
        payment.Locktime = mark;
        payment.Outputs[0].Sat = TestFunding.InputSat - sat;
        return payment.Encode();
    }
}
