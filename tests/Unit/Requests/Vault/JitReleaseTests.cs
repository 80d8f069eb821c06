using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>What may be kept of a payment: exactly the fee of its order, once, on a channel that the provider has opened for it.</summary>
[TestClass]
public class JitReleaseTests
{
    private const string Skim = "holdfast-jit-skim";
    private const string Once = "holdfast-jit-once";
    private const string Fee = "holdfast-jit-fee";
    private const string Channel = "holdfast-jit-channel";
    private const string Unlocked = "holdfast-parts-locked";
    private const string ZeroConf = "holdfast-zeroconf-limit";
    private const string Amount = "holdfast-promise-amount";

    private const ulong Size = TestJit.Size;
    private const ulong Kept = TestJit.Fee;

    [TestMethod]
    public void ThePaymentOfAnOrderArrivesLessItsFee()
    {
        TestJitVault vault = new TestJitVault();
        TestWay way = vault.Opened(3, true);
        Htlc[] part = TestHtlc.One(TestJitVault.In(vault.Promise, Size - Kept, TestJitVault.Expiry));
        way.Come(part, way.OwnMsat);
        ReleasePreimage request = TestJitVault.Release(vault.Promise, part, Kept);
        Assert.AreEqual(1, vault.Device.CommitsOf(request.Encode()));
        vault.Ways.Device.Restart();
        vault.Released(vault.Promise, request);
        JitOrderFields order = TestJit.Read(vault.Device).Orders[0];
        Assert.IsTrue(order.State == JitOrderState.Taken && order.TakenMsat == Kept);
        Assert.IsTrue(TestVault.Read(vault.Device).Promises[0].AmountMsat == Size - Kept);
    }

    [TestMethod]
    public void ANodeWithoutAChannelIsPaidInPartsOverOneThatIsNotLockedAtFirst()
    {
        TestDevice device = TestDevice.Ready(0x11);
        uint order = TestJit.Agreed(device, TestJit.Terms(TestJit.NodeOf(TestJitVault.Provider)));
        PromiseInvoiceReply promise = PromiseInvoiceReply.Decode(device.Body(TestJit.Ask(order, Size).Encode()));
        TestWay way = new TestWay(device, TestJitVault.Provider, 1, false, false);
        Htlc first = TestHtlc.Of(true, promise.PaymentHash, 30000000, TestJitVault.Expiry);
        Htlc second = TestHtlc.Of(true, promise.PaymentHash, 20000000 - Kept, TestJitVault.Expiry);
        way.Come(TestHtlc.One(first), way.OwnMsat);
        way.Come(new Htlc[] { first, second }, way.OwnMsat);
        ReleasePreimage request = TestJitVault.Release(promise, new Htlc[] { first, second }, 0, Kept);
        device.Refuses(Unlocked, request.Encode());
        device.Body(way.Pair.Lock(false, way.Funding).Encode());
        way.Keep();
        device.Restart();
        Assert.IsTrue(way.Show(way.Blob));
        Assert.AreEqual(1, device.CommitsOf(request.Encode()));
        Assert.AreEqual(0, device.CommitsOf(request.Encode()));
        way.Go(TestHtlc.None, way.OwnMsat + Size - Kept);
    }

    [TestMethod]
    public void OneMoreThanTheFeeIsRefusedAndSoIsWhatDoesNotAddUp()
    {
        TestJitVault vault = new TestJitVault();
        TestWay way = vault.Opened(3, true);
        Htlc right = TestJitVault.In(vault.Promise, Size - Kept, TestJitVault.Expiry);
        Htlc less = TestJitVault.In(vault.Promise, Size - Kept - 1, TestJitVault.Expiry);
        way.Come(new Htlc[] { right, less }, way.OwnMsat);
        vault.Device.Refuses(Fee, TestJitVault.Release(vault.Promise, TestHtlc.One(less), Kept + 1).Encode());

        // Less than the truth about what was kept, or nothing: then something is missing.
        vault.Device.Refuses(Amount, TestJitVault.Release(vault.Promise, TestHtlc.One(less), Kept).Encode());
        vault.Device.Refuses(Amount, TestJitVault.Release(vault.Promise, TestHtlc.One(right), Kept - 1).Encode());
        vault.Device.Refuses(Amount, TestJitVault.Release(vault.Promise, TestHtlc.One(right), 0).Encode());
        ReleasePreimage request = TestJitVault.Release(vault.Promise, TestHtlc.One(right), Kept);
        request.Parts[0].OnionMsat++;
        vault.Device.Refuses(Skim, request.Encode());
        request.Parts[0].OnionMsat -= 2;
        vault.Device.Refuses(Skim, request.Encode());
        request.Parts[0].OnionMsat++;
        request.Parts[0].ExtraFeeMsat = 1UL << 48;
        vault.Device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, request.Encode());
        request.Parts[0].ExtraFeeMsat = ulong.MaxValue;
        vault.Device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, request.Encode());
        request.Parts[0].ExtraFeeMsat = Kept;
        vault.Released(vault.Promise, request);
    }

    [TestMethod]
    public void PartsTogetherKeepTheFee()
    {
        TestJitVault vault = new TestJitVault();
        TestWay way = vault.Opened(3, true);
        Htlc first = TestJitVault.In(vault.Promise, 20000000 - 200000, TestJitVault.Expiry);
        Htlc second = TestJitVault.In(vault.Promise, 20000000 - 300000, TestJitVault.Expiry + 1);
        Htlc third = TestJitVault.In(vault.Promise, 10000000 - 46000, TestJitVault.Expiry + 2);
        Htlc less = TestJitVault.In(vault.Promise, 10000000 - 46001, TestJitVault.Expiry + 3);
        way.Come(new Htlc[] { first, second, third, less }, way.OwnMsat);
        vault.Device.Refuses(Fee, TestJitVault.Release(vault.Promise, new Htlc[] { first, second, less }, 200000, 300000, 46001).Encode());
        vault.Device.Refuses(Amount, TestJitVault.Release(vault.Promise, new Htlc[] { first, second }, 200000, 300000).Encode());
        vault.Released(vault.Promise, TestJitVault.Release(vault.Promise, new Htlc[] { third, second, first }, 46000, 300000, 200000));
    }

    [TestMethod]
    public void AnyNumberOfPromisesPaysOneFee()
    {
        TestJitVault vault = new TestJitVault();
        PromiseInvoiceReply second = vault.Promised(vault.Order, Size);
        PromiseInvoiceReply third = vault.Promised(vault.Order, Size);
        TestWay way = vault.Opened(3, true);
        Htlc one = TestJitVault.In(vault.Promise, Size - Kept, TestJitVault.Expiry);
        Htlc two = TestJitVault.In(second, Size - Kept, TestJitVault.Expiry);
        Htlc whole = TestJitVault.In(third, Size, TestJitVault.Expiry);
        way.Come(new Htlc[] { one, two, whole }, way.OwnMsat);
        vault.Released(vault.Promise, TestJitVault.Release(vault.Promise, TestHtlc.One(one), Kept));
        vault.Device.Refuses(Once, TestJitVault.Release(second, TestHtlc.One(two), Kept).Encode());
        vault.Device.Refuses(Amount, TestJitVault.Release(second, TestHtlc.One(two), 0).Encode());
        vault.Device.Restart();
        Assert.IsTrue(vault.Ways.A.Show(vault.Ways.A.Blob) && vault.Ways.B.Show(vault.Ways.B.Blob) && way.Show(way.Blob));
        vault.Device.Refuses(Once, TestJitVault.Release(second, TestHtlc.One(two), 1).Encode());

        // Without a fee the others can still be paid, but no new ones are promised.
        vault.Released(third, TestJitVault.Release(third, TestHtlc.One(whole), 0));
        vault.Device.Refuses("holdfast-jit-order", TestJit.Ask(vault.Order, Size).Encode());
    }

    [TestMethod]
    public void AnOrderThatWasForgottenOrAgreedAgainLetsNothingBeKept()
    {
        TestJitVault vault = new TestJitVault();
        vault.Device.Body(TestJit.Forget(vault.Order));
        uint again = TestJit.Agreed(vault.Device, vault.Terms);
        PromiseInvoiceReply second = vault.Promised(again, Size);
        TestWay way = vault.Opened(3, true);
        Htlc one = TestJitVault.In(vault.Promise, Size - Kept, TestJitVault.Expiry);
        Htlc two = TestJitVault.In(second, Size - Kept, TestJitVault.Expiry);
        way.Come(new Htlc[] { one, two }, way.OwnMsat);
        vault.Device.Refuses("holdfast-promise-open", TestJitVault.Release(vault.Promise, TestHtlc.One(one), Kept).Encode());
        vault.Released(second, TestJitVault.Release(second, TestHtlc.One(two), Kept));

        // One whose fee was kept leaves its promises, which pay no fee any more.
        PromiseInvoiceReply other = TestVault.Promised(vault.Device, Size);
        vault.Device.Body(TestJit.Forget(again));
        vault.Device.Refuses("holdfast-released-once", TestJitVault.Release(second, TestHtlc.One(TestJitVault.In(second, Size, TestJitVault.Expiry)), 0).Encode());
        Htlc three = TestJitVault.In(other, Size - Kept, TestJitVault.Expiry);
        way.Come(new Htlc[] { one, two, three }, way.OwnMsat);
        vault.Device.Refuses(Skim, TestJitVault.Release(other, TestHtlc.One(three), Kept).Encode());
    }

    [TestMethod]
    public void TheFeeIsForAChannelThatWasOpenedForIt()
    {
        TestJitVault vault = new TestJitVault();
        AgreeJitTerms terms = TestJit.Terms(TestJit.PeerOf(vault.Ways.A));
        terms.Scid++;
        uint old = TestJit.Agreed(vault.Device, terms);
        PromiseInvoiceReply before = vault.Promised(old, Size);
        Htlc part = TestJitVault.In(before, Size - Kept, TestJitVault.Expiry);
        vault.Ways.A.Come(TestHtlc.One(part), vault.Ways.A.OwnMsat);
        vault.Device.Refuses(Channel, TestJitVault.Release(before, TestHtlc.One(part), Kept).Encode());

        // Another peer's channel, old or new, is none of the provider's.
        TestWay foreign = new TestWay(vault.Device, 0x55, 4, false);
        Htlc strange = TestJitVault.In(vault.Promise, Size - Kept, TestJitVault.Expiry);
        foreign.Come(TestHtlc.One(strange), foreign.OwnMsat);
        vault.Device.Refuses(Channel, TestJitVault.Release(vault.Promise, TestHtlc.One(strange), Kept).Encode());

        // A part of which nothing was kept may come from anywhere; the others may not.
        TestWay way = vault.Opened(3, true);
        Htlc half = TestJitVault.In(vault.Promise, Size / 2, TestJitVault.Expiry);
        Htlc rest = TestJitVault.In(vault.Promise, Size / 2 - Kept, TestJitVault.Expiry);
        vault.Ways.B.Come(TestHtlc.One(half), vault.Ways.B.OwnMsat);
        way.Come(TestHtlc.One(rest), way.OwnMsat);
        vault.Device.Refuses(Channel, TestJitVault.Release(vault.Promise, new Htlc[] { half, rest }, Kept, 0).Encode());
        vault.Device.Refuses(Channel, TestJitVault.Release(vault.Promise, new Htlc[] { half, rest }, 1, Kept - 1).Encode());
        vault.Released(vault.Promise, TestJitVault.Release(vault.Promise, new Htlc[] { half, rest }, 0, Kept));
    }

    [TestMethod]
    public void OneChannelIsForOneOrder()
    {
        TestJitVault vault = new TestJitVault();
        AgreeJitTerms terms = TestJit.Terms(vault.Lsp);
        terms.Scid++;
        PromiseInvoiceReply second = vault.Promised(TestJit.Agreed(vault.Device, terms), Size);
        TestWay way = vault.Opened(3, true);
        Htlc one = TestJitVault.In(vault.Promise, Size - Kept, TestJitVault.Expiry);
        Htlc two = TestJitVault.In(second, Size - Kept, TestJitVault.Expiry);
        way.Come(new Htlc[] { one, two }, way.OwnMsat);
        vault.Released(vault.Promise, TestJitVault.Release(vault.Promise, TestHtlc.One(one), Kept));
        vault.Device.Refuses(Channel, TestJitVault.Release(second, TestHtlc.One(two), Kept).Encode());
        vault.Device.Restart();
        TestWay other = vault.Opened(4, true);
        Htlc three = TestJitVault.In(second, Size - Kept, TestJitVault.Expiry);
        other.Come(TestHtlc.One(three), other.OwnMsat);
        Assert.IsTrue(vault.Ways.A.Show(vault.Ways.A.Blob) && vault.Ways.B.Show(vault.Ways.B.Blob) && way.Show(way.Blob));
        vault.Released(second, TestJitVault.Release(second, TestHtlc.One(three), Kept));
    }

    [TestMethod]
    public void APayerThatDecidesDecidesTheFee()
    {
        AgreeJitTerms terms = TestJit.Terms(new byte[33]);
        terms.SizeMsat = 0;
        terms.MaxSizeMsat = 600000000;
        terms.MinFeeMsat = 1000;
        terms.Proportional = 10000;
        TestJitVault vault = new TestJitVault(terms, 0);
        PromiseInvoiceReply fixedOne = vault.Promised(vault.Order, Size);
        TestWay way = vault.Opened(3, true);
        Htlc any = TestJitVault.In(vault.Promise, 99000000, TestJitVault.Expiry);
        Htlc more = TestJitVault.In(fixedOne, 2 * Size - 1000000, TestJitVault.Expiry);
        Htlc less = TestJitVault.In(fixedOne, Size - 500001, TestJitVault.Expiry);
        way.Come(new Htlc[] { any, more, less }, way.OwnMsat);
        vault.Device.Refuses(Fee, TestJitVault.Release(vault.Promise, TestHtlc.One(any), 1000002).Encode());
        vault.Device.Refuses(Amount, TestJitVault.Release(fixedOne, TestHtlc.One(less), 500000).Encode());

        // Whatever a host says about the payment's size, so that the fee is larger: what was promised bounds it.
        vault.Device.Refuses(Fee, TestJitVault.Release(fixedOne, TestHtlc.One(less), 500001).Encode());
        Htlc[] most = new Htlc[] { less, TestJitVault.In(fixedOne, Size - 900000, TestJitVault.Expiry) };
        way.Come(new Htlc[] { any, more, less, most[1] }, way.OwnMsat);
        vault.Device.Refuses(Fee, TestJitVault.Release(fixedOne, TestHtlc.One(most[1]), 500000).Encode());
        vault.Released(vault.Promise, TestJitVault.Release(vault.Promise, TestHtlc.One(any), 1000000));
        vault.Device.Refuses(Once, TestJitVault.Release(fixedOne, TestHtlc.One(more), 1).Encode());
        vault.Released(fixedOne, TestJitVault.Release(fixedOne, TestHtlc.One(more), 0));
    }

    [TestMethod]
    public void AChannelThatIsNotLockedFreesNothingUnlessItsProviderIsTrusted()
    {
        // The provider trusts the owner: the owner waits for the funding.
        TestJitVault vault = new TestJitVault();
        Zero(vault.Device, Size);
        TestWay way = vault.Opened(3, false);
        Htlc[] part = TestHtlc.One(TestJitVault.In(vault.Promise, Size - Kept, TestJitVault.Expiry));
        way.Come(part, way.OwnMsat);
        vault.Device.Refuses(Unlocked, TestJitVault.Release(vault.Promise, part, Kept).Encode());
        vault.Device.Body(way.Pair.Lock(false, way.Funding).Encode());
        way.Keep();
        vault.Released(vault.Promise, TestJitVault.Release(vault.Promise, part, Kept));
    }

    [TestMethod]
    public void TrustIsForOnePaymentWithinTheLimit()
    {
        AgreeJitTerms terms = TestJit.Terms(new byte[33]);
        terms.TrustsLsp = true;
        TestJitVault vault = new TestJitVault(terms, Size);
        PromiseInvoiceReply second = vault.Promised(vault.Order, Size);
        TestWay way = vault.Opened(3, false);
        Htlc[] part = TestHtlc.One(TestJitVault.In(vault.Promise, Size - Kept, TestJitVault.Expiry));
        Htlc whole = TestJitVault.In(second, Size, TestJitVault.Expiry);
        way.Come(new Htlc[] { part[0], whole }, way.OwnMsat);
        vault.Device.Refuses(ZeroConf, TestJitVault.Release(vault.Promise, part, Kept).Encode());
        Zero(vault.Device, Size - Kept - 1);
        vault.Device.Refuses(ZeroConf, TestJitVault.Release(vault.Promise, part, Kept).Encode());
        Zero(vault.Device, Size);
        vault.Released(vault.Promise, TestJitVault.Release(vault.Promise, part, Kept));
        vault.Device.Refuses(Unlocked, TestJitVault.Release(second, TestHtlc.One(whole), 0).Encode());
    }

    [TestMethod]
    public void TrustEndsWithItsPaymentEvenIfNothingWasKept()
    {
        AgreeJitTerms terms = TestJit.Terms(new byte[33]);
        terms.TrustsLsp = true;
        TestJitVault vault = new TestJitVault(terms, Size);
        PromiseInvoiceReply second = vault.Promised(vault.Order, Size);
        Zero(vault.Device, Size);
        TestWay way = vault.Opened(3, false);
        TestWay foreign = new TestWay(vault.Device, 0x55, 4, false, false);
        Htlc one = TestJitVault.In(vault.Promise, Size, TestJitVault.Expiry);
        Htlc two = TestJitVault.In(second, Size, TestJitVault.Expiry);
        foreign.Come(new Htlc[] { one, two }, foreign.OwnMsat);
        vault.Device.Refuses(Unlocked, TestJitVault.Release(vault.Promise, TestHtlc.One(one), 0).Encode());
        way.Come(new Htlc[] { one, two }, way.OwnMsat);
        vault.Released(vault.Promise, TestJitVault.Release(vault.Promise, TestHtlc.One(one), 0));
        vault.Device.Refuses(Unlocked, TestJitVault.Release(second, TestHtlc.One(two), 0).Encode());
        JitOrderFields order = TestJit.Read(vault.Device).Orders[0];
        Assert.IsTrue(order.State == JitOrderState.Taken && order.TakenMsat == 0);
    }

    private static void Zero(TestDevice device, ulong msat)
    {
        device.Button.Presses = true;
        device.SetLimit(36, msat);
        device.Button.Presses = false;
    }
}
