using Holdfast.Protocol;
using Holdfast.Unit.Requests;

namespace Holdfast.Unit.Desktop.Requests;

/// <summary>With a chain in force, the clock of fees is the chain's: it stands still while nobody shows headers, and a start does not turn it.</summary>
[TestClass]
public class FeeClockTests
{
    private const string Fee = "policy-onchain-fee-range";

    [TestMethod]
    public void BlocksTakeFeesOffAndUptimeDoesNot()
    {
        TestDevice device = TestDevice.Ready(0x11);
        TestChain chain = new TestChain(device);
        chain.Feed(chain.Grow(20), true);
        SetLimits limits = new SetLimits();
        limits.Changes = new LimitChangeFields[] { new LimitChangeFields { Number = 28, Value = 144000 } };
        device.Body(limits.Encode());
        device.Body(Costing(72000, 1));
        device.Body(Costing(72000, 2));
        device.Button.Clock.NowMs += 86400000L * 30;
        device.Refuses(Fee, Costing(1000, 3));

        // A block of ten minutes makes room for a thousand.
        chain.Feed(chain.Grow(1), true);
        device.Refuses(Fee, Costing(1001, 4));
        device.Body(Costing(1000, 5));

        // After a start the chain is some blocks shorter, so time stands still until they were shown again.
        byte[] more = chain.Grow(6);
        chain.Feed(more, true);
        device.Restart();
        device.Button.Clock.NowMs += 86400000;
        device.Refuses(Fee, Costing(1000, 6));
    }

    [TestMethod]
    public void TheftHeadersThatWereHeldBackMakeRoomAtOnce()
    {
        TestDevice device = TestDevice.Ready(0x11);
        TestChain chain = new TestChain(device);
        chain.Feed(chain.Grow(20), true);
        SetLimits limits = new SetLimits();
        limits.Changes = new LimitChangeFields[] { new LimitChangeFields { Number = 28, Value = 144000 } };
        device.Body(limits.Encode());
        device.Body(Costing(72000, 1));
        device.Body(Costing(72000, 2));
        for (int i = 0; i < 9; i++)
        {
            chain.Feed(chain.Grow(16), true);
        }

        // The blocks of a whole day came at once: they make no room. A day of power with them makes room for a day, and without others for no more.
        device.Refuses(Fee, Costing(1000, 3));
        device.Button.Clock.NowMs += 24 * 3600000;
        device.Body(Costing(72000, 4));
        device.Body(Costing(72000, 5));
        device.Button.Clock.NowMs += 24 * 3600000;
        device.Refuses(Fee, Costing(1000, 6));
    }

    [TestMethod]
    public void AForgottenChainLeavesTheFeesWhereTheyAre()
    {
        TestDevice device = TestDevice.Ready(0x11);
        TestChain chain = new TestChain(device);
        chain.Feed(chain.Grow(20), true);
        SetLimits limits = new SetLimits();
        limits.Changes = new LimitChangeFields[] { new LimitChangeFields { Number = 28, Value = 100000 } };
        device.Body(limits.Encode());
        device.Body(Costing(70000, 1));
        device.Button.Presses = true;
        device.Body(new ForgetChain().Encode());
        device.Button.Presses = false;
        device.Restart();
        Assert.IsFalse(chain.Read().IsFed);
        device.Refuses(Fee, Costing(30001, 2));
        device.Body(Costing(30000, 3));
    }

    private static byte[] Costing(ulong sat, byte mark)
    {
        SignWalletInputs payment = TestFunding.Payment(0);
        payment.Locktime = mark;
        payment.Outputs[0].Sat = TestFunding.InputSat - sat;
        return payment.Encode();
    }
}
