using Holdfast.JitChannels;
using Holdfast.JitChannels.Offers;
using Holdfast.JitChannels.Paths;

namespace Holdfast.HostUnit.JitChannels;

/// <summary>L4: which paths an invoice has, in the cases of LDK's review.</summary>
[TestClass]
public sealed class PaymentPathsTests
{
    private bool _hasChannels;
    private bool _innerFails;
    private int _innerAsked;
    private byte[] _inner = [];

    [TestMethod]
    public async Task AnOrderGivesOnePath() => Assert.AreEqual("7", await FindAsync(PathContext.Offer, 7));

    [TestMethod]
    public async Task ARefundBuysNoChannel()
    {
        _inner = [1];
        Assert.AreEqual("1", await FindAsync(PathContext.Refund, 7));
    }

    [TestMethod]
    public async Task WithoutAnOrderTheNodesOwnPathsRemain()
    {
        _inner = [1, 2];
        Assert.AreEqual("1 2", await FindAsync(PathContext.Offer));
        Assert.AreEqual("1 2", await FindAsync(PathContext.Offer), "and again");
    }

    [TestMethod]
    public async Task AnAsyncOfferWithoutOrderAndChannelsHasNoPathAndNobodyIsAsked()
    {
        await Assert.ThrowsExceptionAsync<JitRefusalException>(() => FindAsync(PathContext.AsyncOffer));
        Assert.AreEqual(0, _innerAsked);
        _hasChannels = true;
        _inner = [1];
        Assert.AreEqual("1", await FindAsync(PathContext.AsyncOffer));
        Assert.AreEqual("1 7", await FindAsync(PathContext.AsyncOffer, 7));
    }

    [TestMethod]
    public async Task TwoOrdersGiveTwoPaths() => Assert.AreEqual("7 8", await FindAsync(PathContext.Offer, 7, 8));

    [TestMethod]
    public async Task TheNodesOwnPathsAreFirst()
    {
        _inner = [1];
        Assert.AreEqual("1 7", await FindAsync(PathContext.Offer, 7));
    }

    [TestMethod]
    public async Task AnOrderHelpsWhereTheNodesOwnPathsFail()
    {
        _innerFails = true;
        Assert.AreEqual("7", await FindAsync(PathContext.Offer, 7));
        await Assert.ThrowsExceptionAsync<JitRefusalException>(() => FindAsync(PathContext.Offer));
    }

    private async Task<string> FindAsync(PathContext context, params byte[] orders)
    {
        PaymentPaths<byte> paths = new(InnerAsync, (order, _) => Task.FromResult(Path(order)), () => _hasChannels, _ => { });
        return string.Join(' ', (await paths.FindAsync(context, orders, CancellationToken.None)).Select(path => path.Path.First[0]));
    }

    private async Task<IReadOnlyList<PaymentPath>> InnerAsync(CancellationToken cancellation)
    {
        await Task.CompletedTask;
        _innerAsked++;
        return _innerFails ? throw new InvalidOperationException("no route") : [.. _inner.Select(Path)];
    }

    private static PaymentPath Path(byte name) => new(new BlindedPath([name], [], []), new BlindedPay(0, 0, 0, 0, 0));
}
