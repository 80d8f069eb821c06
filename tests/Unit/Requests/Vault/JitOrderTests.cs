using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>Orders for channels through whole requests: which terms pass, what the owner sees, and what stays after a start.</summary>
[TestClass]
public class JitOrderTests
{
    private const string Known = "holdfast-jit-known";
    private const string Terms = "holdfast-jit-terms";
    private const string Limit = "holdfast-jit-limit";
    private const string Open = "holdfast-jit-order";
    private const string Fit = "holdfast-jit-promise";
    private const string InFlight = "holdfast-jit-in-flight";
    private const string Skim = "holdfast-jit-skim";

    private const byte FeeMax = 34;
    private const byte PpmMax = 35;

    [TestMethod]
    public void AnOrderIsWrittenDownBeforeItsNumberLeaves()
    {
        TestDevice device = TestDevice.Unfollowed(0x11);
        byte[] lsp = TestJit.Stranger();
        device.Rejects(ReplyStatus.NotNow, ErrorCode.PaymentsNotFollowed, TestJit.Terms(lsp).Encode());
        TestWays.Follow(device);
        device.Refuses(Limit, TestJit.Terms(lsp).Encode());
        device.Button.Presses = true;
        Assert.AreEqual(1, device.CommitsOf(TestJit.Terms(lsp).Encode()));
        Assert.IsTrue(device.Button.LastQuestion.Contains("Let " + Address.Hexadecimal(lsp) + "\nkeep 546 sat of a payment to you of 50000 sat,\nfor a channel that it opens?"));

        // The same terms are the same order, without a question; other terms for the same channel are refused.
        device.Button.Presses = false;
        Assert.AreEqual(0, device.CommitsOf(TestJit.Terms(lsp).Encode()));
        device.Restart();
        Assert.IsTrue(AgreeJitTermsReply.Decode(device.Body(TestJit.Terms(lsp).Encode())).Order == 1);
        AgreeJitTerms other = TestJit.Terms(lsp);
        other.MinFeeMsat++;
        device.Button.Presses = true;
        device.Refuses(Known, other.Encode());
        other.Scid++;
        Assert.IsTrue(TestJit.Agreed(device, other) == 2);
        device.Restart();
        ReadJitOrdersReply read = TestJit.Read(device);
        Assert.IsTrue(read.NextOrder == 3 && read.Orders.Length == 2 && read.Orders[1].Order == 2 && read.Orders[1].MinFeeMsat == TestJit.Fee + 1);
        JitOrderFields first = read.Orders[0];
        Assert.IsTrue(first.Order == 1 && Check.Same(first.LspId, lsp) && first.Scid == TestJit.Scid && first.CltvDelta == 144 && first.MinFeeMsat == TestJit.Fee);
        Assert.IsTrue(first.Proportional == 1200 && first.SizeMsat == TestJit.Size && first.ValidUntil == TestJit.ValidUntil && !first.TrustsLsp);
        Assert.IsTrue(first.State == JitOrderState.Agreed && first.TakenMsat == 0);
        ReadJitOrders later = new ReadJitOrders();
        later.First = 2;
        Assert.IsTrue(ReadJitOrdersReply.Decode(device.Body(later.Encode())).Orders.Length == 1);
    }

    [TestMethod]
    public void OnePressIsOneOrder()
    {
        TestDevice device = TestDevice.Ready(0x11);
        AgreeJitTerms terms = TestJit.Terms(TestJit.Stranger());
        Assert.IsTrue(TestJit.Agreed(device, terms) == 1);
        device.Body(TestJit.Forget(1));
        device.Refuses(Limit, terms.Encode());
        Assert.IsTrue(TestJit.Agreed(device, terms) == 2);
        device.Refuses(Open, TestJit.Forget(1));
    }

    [TestMethod]
    public void EachFieldOfTheTermsCounts()
    {
        TestDevice device = TestDevice.Ready(0x11);
        device.Button.Presses = true;
        byte[] lsp = TestJit.Stranger();
        for (int field = 0; field < 10; field++)
        {
            AgreeJitTerms terms = TestJit.Terms(lsp);
            switch (field)
            {
                case 0: terms.LspId = NodeKeysReply.Decode(device.Body(new NodeKeys().Encode())).NodeId; break;
                case 1: terms.MinFeeMsat = TestJit.Size; break;
                case 2: terms.MinFeeMsat = ulong.MaxValue; break;
                case 3: terms.Proportional = 1000000; break;
                case 4: terms.MinSizeMsat = TestJit.Size + 1; break;
                case 5: terms.MaxSizeMsat = TestJit.Size - 1; break;
                case 6: terms.MaxSelfDelay = 3; break;
                case 7: terms.SizeMsat = terms.MaxSizeMsat = 1UL << 48; break;
                case 8: terms.SizeMsat = terms.MaxSizeMsat = ulong.MaxValue; break;
                default: terms.SizeMsat = 0; terms.MaxSizeMsat = TestJit.Fee; break;
            }

            device.Refuses(Terms, terms.Encode());
        }

        AgreeJitTerms wrong = TestJit.Terms(lsp);
        wrong.LspId = new byte[33];
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadKey, wrong.Encode());
        wrong = TestJit.Terms(lsp);
        wrong.ValidUntil = 1UL << 32;
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, wrong.Encode());
        wrong = TestJit.Terms(lsp);
        wrong.Scid = 0;
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, wrong.Encode());

        // Just inside.
        AgreeJitTerms right = TestJit.Terms(lsp);
        right.MinFeeMsat = TestJit.Size - 1;
        right.MinSizeMsat = right.MaxSizeMsat = TestJit.Size;
        right.MaxSelfDelay = 4;
        right.ValidUntil = uint.MaxValue;
        Assert.IsTrue(TestJit.Agreed(device, right) == 1);
        right.Scid++;
        right.SizeMsat = 0;
        right.MaxSizeMsat = ulong.MaxValue;
        Assert.IsTrue(TestJit.Agreed(device, right) == 2);
    }

    [TestMethod]
    public void TheOwnerIsAskedAboveEitherLimit()
    {
        TestDevice device = TestDevice.Ready(0x11);
        device.Button.Presses = true;
        device.SetLimit(FeeMax, TestJit.Fee);
        device.Button.Presses = false;
        AgreeJitTerms terms = TestJit.Terms(TestJit.Stranger());
        device.Body(terms.Encode());

        // One more than the first limit, then than the second: 10920 millionths.
        terms.Scid++;
        terms.MinFeeMsat++;
        device.Refuses(Limit, terms.Encode());
        terms.MinFeeMsat--;
        device.SetLimit(PpmMax, 10919);
        device.Refuses(Limit, terms.Encode());
        Assert.IsTrue(TestJit.Agreed(device, terms) == 2);
        device.Button.Presses = true;
        device.SetLimit(PpmMax, 10920);
        device.Button.Presses = false;
        terms.Scid++;
        device.Body(terms.Encode());

        // Where the payer decides, the largest payment counts.
        terms.Scid++;
        terms.SizeMsat = 0;
        terms.MaxSizeMsat = 455000000;
        device.Body(terms.Encode());
        terms.Scid++;
        terms.MaxSizeMsat++;
        device.Refuses(Limit, terms.Encode());
        Assert.IsTrue(device.Button.LastQuestion.Contains("\nkeep at most 546.001 sat of a payment to you of at most 455000.001 sat,"
            + "\nand of a smaller one 1200 millionths and at least 546 sat,\nfor a channel that it opens?"));
        terms.MaxSizeMsat--;
        device.SetLimit(PpmMax, 1199);
        device.Refuses(Limit, terms.Encode());
    }

    [TestMethod]
    public void TheOwnerIsAlwaysAskedWhomToTrust()
    {
        TestDevice device = TestDevice.Ready(0x11);
        device.Button.Presses = true;
        device.SetLimit(FeeMax, TestJit.Size);
        device.SetLimit(36, 7000);
        device.Button.Presses = false;
        AgreeJitTerms terms = TestJit.Terms(TestJit.Stranger());
        device.Body(terms.Encode());
        terms.Scid++;
        terms.TrustsLsp = true;
        device.Refuses(Limit, terms.Encode());
        Assert.IsTrue(device.Button.LastQuestion.Contains("for a channel that it opens, and trust it with 7 sat until that is sure?"));
        Assert.IsTrue(TestJit.Agreed(device, terms) == 2 && TestJit.Read(device).Orders[1].TrustsLsp);
    }

    [TestMethod]
    public void APromiseFitsItsOrder()
    {
        TestDevice device = TestDevice.Ready(0x11);
        AgreeJitTerms terms = TestJit.Terms(TestJit.Stranger());
        uint order = TestJit.Agreed(device, terms);
        terms.Scid++;
        terms.SizeMsat = 0;
        uint any = TestJit.Agreed(device, terms);
        device.Refuses(Open, TestJit.Ask(3, TestJit.Size).Encode());
        device.Refuses(Open, TestJit.Ask(uint.MaxValue, TestJit.Size).Encode());
        device.Refuses(Fit, TestJit.Ask(order, TestJit.Size - 1).Encode());
        device.Refuses(Fit, TestJit.Ask(order, TestJit.Size + 1).Encode());
        device.Refuses(Fit, TestJit.Ask(order, 0).Encode());
        PromiseInvoice late = TestJit.Ask(order, TestJit.Size);
        late.ExpiresAt++;
        device.Refuses(Fit, late.Encode());
        device.Body(TestJit.Ask(order, TestJit.Size).Encode());
        device.Refuses(Fit, TestJit.Ask(any, 4000000001).Encode());
        device.Refuses(Fit, TestJit.Ask(any, TestJit.Fee).Encode());
        device.Body(TestJit.Ask(any, TestJit.Fee + 1).Encode());
        device.Body(TestJit.Ask(any, 4000000000).Encode());
        device.Body(TestJit.Ask(any, 0).Encode());
        device.Restart();
        PromiseFields[] promises = TestVault.Read(device).Promises;
        Assert.IsTrue(promises.Length == 4 && promises[0].Order == order && promises[1].Order == any && promises[3].Order == any);

        // With the order go its open promises, in one commit.
        Assert.AreEqual(1, device.CommitsOf(TestJit.Forget(any)));
        device.Restart();
        promises = TestVault.Read(device).Promises;
        Assert.IsTrue(promises[0].State == PromiseState.Promised && promises[0].Order == order);
        for (int i = 1; i < 4; i++)
        {
            Assert.IsTrue(promises[i].State == PromiseState.Cancelled && promises[i].Order == 0);
        }

        device.Refuses(Open, TestJit.Ask(any, TestJit.Size).Encode());
    }

    [TestMethod]
    public void AnOrderStaysWhileAPaymentIsInFlight()
    {
        TestWays ways = new TestWays();
        uint order = TestJit.Agreed(ways.Device, TestJit.Terms(TestJit.Stranger()));
        PromiseInvoiceReply promise = PromiseInvoiceReply.Decode(ways.Device.Body(TestJit.Ask(order, TestJit.Size).Encode()));
        ways.A.Come(TestHtlc.One(TestHtlc.Of(true, promise.PaymentHash, TestJit.Size, TestVault.Expiry)), ways.A.OwnMsat);
        ways.Device.Refuses(InFlight, TestJit.Forget(order));
        CancelPromise cancel = new CancelPromise();
        cancel.PaymentHash = promise.PaymentHash;
        ways.Device.Body(cancel.Encode());
        ways.Device.Body(TestJit.Forget(order));
    }

    [TestMethod]
    public void AFullVaultSaysSoUntilAnOrderIsForgotten()
    {
        TestDevice device = TestDevice.Ready(0x11);
        AgreeJitTerms terms = TestJit.Terms(TestJit.Stranger());
        for (uint i = 1; i <= 8; i++)
        {
            terms.Scid = i;
            Assert.IsTrue(TestJit.Agreed(device, terms) == i);
        }

        terms.Scid = 9;
        device.Rejects(ReplyStatus.NotNow, ErrorCode.VaultFull, terms.Encode());

        // 878 bytes: 13, 76 for each order, 20 for a promise with one, 16 for another.
        for (int i = 0; i < 12; i++)
        {
            device.Body(TestJit.Ask(1, TestJit.Size).Encode());
        }

        device.Rejects(ReplyStatus.NotNow, ErrorCode.VaultFull, TestJit.Ask(1, TestJit.Size).Encode());
        Assert.IsTrue(TestVault.Promised(device, 1).Index == 12);
        device.Rejects(ReplyStatus.NotNow, ErrorCode.VaultFull, TestVault.Ask(1));
        device.Restart();
        device.Body(TestJit.Forget(8));
        Assert.IsTrue(TestJit.Agreed(device, terms) == 9);
        device.Rejects(ReplyStatus.NotNow, ErrorCode.VaultFull, TestVault.Ask(1));
        device.Body(TestJit.Forget(9));
        Assert.IsTrue(TestVault.Promised(device, 1).Index == 13);
        device.Rejects(ReplyStatus.NotNow, ErrorCode.VaultFull, terms.Encode());
    }

    [TestMethod]
    public void NothingIsKeptWithoutAnOrder()
    {
        TestVault vault = new TestVault(TestVault.Price);
        Htlc part = vault.In(TestVault.Price, TestVault.Expiry);
        vault.Ways.A.Come(TestHtlc.One(part), vault.Ways.A.OwnMsat);
        ReleasePreimage request = vault.Release(part);
        request.Parts[0].ExtraFeeMsat = 1;
        request.Parts[0].OnionMsat = TestVault.Price + 1;
        vault.Device.Refuses(Skim, request.Encode());
        request.Parts[0].OnionMsat = TestVault.Price;
        vault.Device.Refuses(Skim, request.Encode());
        request.Parts[0].ExtraFeeMsat = 0;
        request.Parts[0].OnionMsat = TestVault.Price + 1;
        vault.Device.Refuses(Skim, request.Encode());
        request.Parts[0].OnionMsat = TestVault.Price;
        vault.Preimage(request);
    }
}
