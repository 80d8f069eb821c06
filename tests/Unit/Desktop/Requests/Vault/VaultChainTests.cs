using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.Unit.Requests;

namespace Holdfast.Unit.Desktop.Requests;

/// <summary>What the vault does with the height and the time of the block chain, once the device follows it.</summary>
[TestClass]
public class VaultChainTests
{
    private const int Days = 86_400;
    private const uint Height = 90;

    [TestMethod]
    public void TheftTheHostSaysThatThereIsTime()
    {
        TestWays ways = new();
        TestChain chain = new(ways.Device);
        chain.Feed(chain.Grow((int)Height), true);
        TestVault vault = new(ways, TestVault.Price);
        Htlc late = vault.In(TestVault.Price, Height + 3);
        Htlc part = vault.In(TestVault.Price, Height + 4);
        ways.A.Come([late, part], ways.A.OwnMsat);
        ReleasePreimage release = vault.Release(late);
        release.Height = 1;
        ways.Device.Refuses("holdfast-claim-guard", release.Encode());

        // Nor does the chain help where the host knows of a later block.
        release = vault.Release(part);
        release.Height = Height + 1;
        ways.Device.Refuses("holdfast-claim-guard", release.Encode());
        release.Height = 1;
        vault.Preimage(release);
    }

    [TestMethod]
    public void OnlyAPromiseThatHasExpiredMakesRoom()
    {
        TestWays ways = new();
        TestChain chain = new(ways.Device);
        chain.Feed(chain.Grow((int)Height), true);
        PromiseInvoice soon = PromiseInvoice.Decode(new(TestVault.Ask(1), 1, TestVault.Ask(1).Length - 1));
        soon.ExpiresAt = chain.Read().MedianTime + 3 * Days;
        ways.Device.Body(soon.Encode());
        for (int i = 1; i < 54; i++)
        {
            ways.Device.Body(TestVault.Ask(1));
        }

        ways.Device.Rejects(ReplyStatus.NotNow, ErrorCode.VaultFull, TestVault.Ask(1));
        chain.Feed(chain.Slow(14, Days), true);
        Assert.AreEqual(54u, TestVault.Promised(ways.Device, 1).Index);
        Assert.AreEqual(1u, TestVault.Read(ways.Device).Promises[0].Index);
        ways.Device.Rejects(ReplyStatus.NotNow, ErrorCode.VaultFull, TestVault.Ask(1));
    }
}
