using Holdfast.Bytes;
using Holdfast.Protocol;
using Holdfast.Unit.Requests;

namespace Holdfast.Unit.Desktop.Requests;

/// <summary>The vault of a device that was moved.</summary>
[TestClass]
public class VaultMoveTests
{
    [TestMethod]
    public void InvoicesOfTheVaultArePaidOnTheOtherDevice()
    {
        TestVault vault = new TestVault(new TestWays(), TestVault.Price);
        for (int i = 0; i < 40; i++)
        {
            TestVault.Promised(vault.Device, 1000);
        }

        // Twice moved, they are still those of the first volume, and what is promised next is none of them.
        TestDevice second = MovedTo(vault.Device, 777);
        TestDevice third = MovedTo(second, 31337);
        PromiseFields first = TestVault.Read(third).Promises[0];
        Assert.IsTrue(Check.Same(vault.Promise.PaymentHash, first.PaymentHash) && first.AmountMsat == TestVault.Price);
        PromiseInvoiceReply next = TestVault.Promised(third, 1000);
        Assert.AreEqual(41u, next.Index);
        CancelPromise cancel = new CancelPromise();
        cancel.PaymentHash = vault.Promise.PaymentHash;
        third.Body(cancel.Encode());
        third.Restart();
        Assert.IsTrue(Check.Same(vault.Promise.PaymentHash, TestVault.Read(third).Promises[0].PaymentHash));
    }

    private static TestDevice MovedTo(TestDevice source, int afterMs)
    {
        TestDevice target = TestBackup.Fresh(source, afterMs);
        Assert.IsTrue(TestBackup.Moved(source, target).Restore(target));
        return target;
    }
}
