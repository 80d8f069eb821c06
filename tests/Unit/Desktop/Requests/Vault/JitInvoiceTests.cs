using System.Buffers.Binary;
using Holdfast.Protocol;
using Holdfast.Unit.Desktop.Lightning;
using Holdfast.Unit.Requests;

namespace Holdfast.Unit.Desktop.Requests;

/// <summary>Invoices of BOLT 11 with an order lead through the channel that its provider opens, and no other way.</summary>
[TestClass]
public class JitInvoiceTests
{
    private const string Hint = "holdfast-jit-hint";

    [TestMethod]
    public void AnInvoiceHasTheHintOfItsOrder()
    {
        TestJitVault vault = new();
        TestDevice device = vault.Device;
        byte[] hop = Hop(vault.Lsp, TestJit.Scid, 0, 0, 144);
        Assert.AreEqual(0, device.CommitsOf(Sign(Invoice(vault.Promise).Add(3, hop))));
        device.Refuses(Hint, Sign(Invoice(vault.Promise)));
        device.Refuses(Hint, Sign(Invoice(vault.Promise).Add(3, hop).Add(3, hop)));
        device.Refuses(Hint, Sign(Invoice(vault.Promise).Add(3, [.. hop, .. hop])));
        device.Refuses(Hint, Sign(Invoice(vault.Promise).Add(3, [])));
        device.Refuses(Hint, Sign(Invoice(vault.Promise).Add(3, Hop(TestJit.Stranger(), TestJit.Scid, 0, 0, 144))));
        device.Refuses(Hint, Sign(Invoice(vault.Promise).Add(3, Hop(vault.Lsp, TestJit.Scid + 1, 0, 0, 144))));
        device.Refuses(Hint, Sign(Invoice(vault.Promise).Add(3, Hop(vault.Lsp, TestJit.Scid, 1, 0, 144))));
        device.Refuses(Hint, Sign(Invoice(vault.Promise).Add(3, Hop(vault.Lsp, TestJit.Scid, 0, 1, 144))));
        device.Refuses(Hint, Sign(Invoice(vault.Promise).Add(3, Hop(vault.Lsp, TestJit.Scid, 0, 0, 143))));
        device.Refuses(Hint, Sign(Invoice(vault.Promise).Add(3, Hop(vault.Lsp, TestJit.Scid, 0, 0, 145))));
        device.Refuses(Hint, Sign(Invoice(vault.Promise).Add(3, Hop(TestJit.Stranger(), 1, 0, 0, 9)).Add(3, hop)));

        // With more time for the last hop it is signed, with less it is not.
        device.Body(Sign(Invoice(vault.Promise).Add(3, hop).AddGroups(24, 20)));
        device.Refuses("holdfast-promise-kept", Sign(Invoice(vault.Promise).Add(3, hop).AddGroups(24, 17)));

        // The same hint under the hash of another order, or of none.
        AgreeJitTerms other = TestJit.Terms(vault.Lsp);
        other.Scid++;
        PromiseInvoiceReply second = vault.Promised(TestJit.Agreed(device, other), TestJit.Size);
        device.Refuses(Hint, Sign(Invoice(second).Add(3, hop)));
        device.Body(Sign(Invoice(second).Add(3, Hop(vault.Lsp, TestJit.Scid + 1, 0, 0, 144))));
    }

    [TestMethod]
    public void NothingIsSignedForAnOrderThatIsOver()
    {
        TestJitVault vault = new();
        PromiseInvoiceReply second = vault.Promised(vault.Order, TestJit.Size);
        byte[] hop = Hop(vault.Lsp, TestJit.Scid, 0, 0, 144);
        TestWay way = vault.Opened(3, true);
        Holdfast.Lightning.Htlc part = TestJitVault.In(vault.Promise, TestJit.Size - TestJit.Fee, TestJitVault.Expiry);
        way.Come([part], way.OwnMsat);
        vault.Device.Body(Sign(Invoice(second).Add(3, hop)));
        vault.Released(vault.Promise, TestJitVault.Release(vault.Promise, [part], TestJit.Fee));
        vault.Device.Refuses("holdfast-jit-order", Sign(Invoice(second).Add(3, hop)));
        vault.Device.Body(TestJit.Forget(vault.Order));
        vault.Device.Refuses("holdfast-promise-open", Sign(Invoice(second).Add(3, hop)));
    }

    private static TestInvoice Invoice(PromiseInvoiceReply promise) => VaultInvoiceTests.Invoice(promise, prefix: "lnbcrt500u");

    private static byte[] Hop(byte[] node, ulong scid, uint fee, uint share, ushort delta)
    {
        byte[] rest = new byte[18];
        BinaryPrimitives.WriteUInt64BigEndian(rest, scid);
        BinaryPrimitives.WriteUInt32BigEndian(rest.AsSpan(8), fee);
        BinaryPrimitives.WriteUInt32BigEndian(rest.AsSpan(12), share);
        BinaryPrimitives.WriteUInt16BigEndian(rest.AsSpan(16), delta);
        return [.. node, .. rest];
    }

    private static byte[] Sign(TestInvoice invoice) => VaultInvoiceTests.Sign(invoice);
}
