using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.Unit.Desktop.Lightning;
using Holdfast.Unit.Requests;

namespace Holdfast.Unit.Desktop.Requests;

/// <summary>Invoices for payment hashes of the vault say what was promised; with VaultOnly no others are signed.</summary>
[TestClass]
public class VaultInvoiceTests
{
    private const string Only = "holdfast-vault-only";
    private const string Open = "holdfast-promise-open";
    private const string Kept = "holdfast-promise-kept";
    private const string Unknown = "holdfast-vault-hash";
    private const byte VaultOnly = 31;
    private const ulong Coffee = 250_000_000;

    [TestMethod]
    public void AnInvoiceSaysWhatWasPromised()
    {
        TestDevice device = Following();
        PromiseInvoiceReply promise = Promised(device, Coffee);
        Assert.AreEqual(0, device.CommitsOf(Sign(Invoice(promise))));
        device.Body(Sign(Invoice(promise).AddGroups(24, 18)));
        device.Body(Sign(Invoice(promise).AddGroups(24, 1, 0)));

        // 1,700,000,000 and 3,600 seconds is when the promise ends; 18 blocks is what an invoice asks for that does not say it.
        device.Body(Sign(Invoice(promise).AddGroups(6, 3, 16, 16)));
        device.Refuses(Kept, Sign(Invoice(promise).AddGroups(6, 3, 16, 17)));
        device.Refuses(Kept, Sign(Invoice(promise, timestamp: 1_700_000_001)));
        device.Refuses(Kept, Sign(Invoice(promise).AddGroups(24, 17)));
        device.Refuses(Kept, Sign(Invoice(promise, prefix: "lnbcrt2499u")));
        device.Refuses(Kept, Sign(Invoice(promise, prefix: "lnbcrt2501u")));
        device.Refuses(Kept, Sign(Invoice(promise, prefix: "lnbcrt")));
        byte[] secret = [.. promise.PaymentSecret];
        secret[31] ^= 1;
        device.Refuses(Kept, Sign(Invoice(promise).Without(16).Add(16, secret)));
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, Sign(Invoice(promise).AddGroups(24, 18).AddGroups(24, 18)));
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, Sign(Invoice(promise).AddGroups(24, 0, 18)));

        // One bit of the hash away it is the node's own invoice, which says what the node likes.
        byte[] hash = [.. promise.PaymentHash];
        hash[31] ^= 1;
        device.Body(Sign(Invoice(promise, prefix: "lnbcrt").Without(1).Add(1, hash)));
    }

    [TestMethod]
    public void APromiseOfAnyAmountHasAnInvoiceWithoutOne()
    {
        TestDevice device = Following();
        PromiseInvoiceReply promise = Promised(device, 0);
        device.Body(Sign(Invoice(promise, prefix: "lnbcrt")));
        device.Refuses(Kept, Sign(Invoice(promise, prefix: "lnbcrt10n")));
    }

    [TestMethod]
    public void NothingIsSignedForAPromiseThatIsOver()
    {
        TestVault vault = new(Coffee / 2);
        TestInvoice invoice = Invoice(vault.Promise, prefix: "lnbcrt1250u");
        vault.Device.Body(Sign(invoice));
        Htlc part = vault.In(Coffee / 2, TestVault.Expiry);
        vault.Ways.A.Come([part], vault.Ways.A.OwnMsat);
        vault.Preimage(vault.Release(part));
        vault.Device.Refuses(Open, Sign(invoice));
        PromiseInvoiceReply second = Promised(vault.Device, Coffee);
        TestBolt12 other = Bolt12(vault.Device, second);
        vault.Device.Body(new CancelPromise { PaymentHash = second.PaymentHash }.Encode());
        vault.Device.Refuses(Open, Sign(Invoice(second)));
        vault.Device.Refuses(Open, Review(other));
    }

    [TestMethod]
    public void TheOwnerMayWantTheVaultOnly()
    {
        TestDevice device = Following();
        PromiseInvoiceReply promise = Promised(device, Coffee);
        device.Body(Sign(TestInvoice.Of(1)));
        device.Body(SignRoot(new byte[32]));
        device.Body(LimitsTests.Set(VaultOnly, 1));
        device.Restart();
        device.Refuses(Only, Sign(TestInvoice.Of(1)));
        device.Refuses(Only, SignRoot(new byte[32]));
        device.Body(Sign(Invoice(promise)));
        device.Body(SignRoot(new byte[32], "invoice_request"));
        device.Refuses("holdfast-limits-agreed", LimitsTests.Set(VaultOnly, 0));
        device.Button.Presses = true;
        device.Body(LimitsTests.Set(VaultOnly, 0));
        device.Button.Presses = false;
        device.Body(Sign(TestInvoice.Of(1)));
    }

    [TestMethod]
    public void AReviewedInvoiceOfBolt12IsSigned()
    {
        TestDevice device = Following();
        PromiseInvoiceReply promise = Promised(device, Coffee);
        device.Body(LimitsTests.Set(VaultOnly, 1));
        byte[] root = Root(device, promise);
        device.Refuses(Only, SignRoot([.. root.Reverse()]));
        Assert.AreEqual(0, device.CommitsOf(SignRoot(root)));

        // Eight are remembered, until the device restarts.
        for (uint i = 1; i < 8; i++)
        {
            Root(device, promise, i);
            Root(device, promise, i);
        }

        device.Body(SignRoot(root));
        Root(device, promise, 9);
        device.Refuses(Only, SignRoot(root));
        device.Body(SignRoot(Root(device, promise)));
        device.Restart();
        device.Refuses(Only, SignRoot(root));
    }

    [TestMethod]
    public void AReviewSaysWhatWasPromised()
    {
        TestDevice device = Following();
        PromiseInvoiceReply promise = Promised(device, Coffee);
        device.Body(Review(Bolt12(device, promise)));
        device.Refuses(Unknown, Review(TestBolt12.Of(1)));
        device.Refuses(Kept, Review(Bolt12(device, promise).With(82, TestBolt12.Number(Coffee - 1)).With(170, TestBolt12.Number(Coffee - 1))));
        device.Refuses(Kept, Review(Bolt12(device, promise).With(82, TestBolt12.Number(Coffee + 1)).With(170, TestBolt12.Number(Coffee + 1))));
        device.Refuses(Kept, Review(Bolt12(device, promise).With(166, TestBolt12.Number(3601))));
        device.Refuses(Kept, Review(Bolt12(device, promise).Without(166)));
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, Review(Bolt12(device, promise).Without(170)));
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, Review(Bolt12(device, promise).With(80, TestBolt12.Bitcoin)));
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, new ReviewBolt12Invoice { Stream = [] }.Encode());
    }

    private static TestDevice Following() => new TestWays().Device;

    private static PromiseInvoiceReply Promised(TestDevice device, ulong msat) =>
        PromiseInvoiceReply.Decode(device.Body(new PromiseInvoice { AmountMsat = msat, ExpiresAt = 1_700_003_600, FinalDelta = 18 }.Encode()));

    internal static TestInvoice Invoice(PromiseInvoiceReply promise, string prefix = "lnbcrt2500u", uint timestamp = 1_700_000_000) =>
        TestInvoice.Of(1, prefix: prefix, timestamp: timestamp).Without(1).Without(16).Add(1, promise.PaymentHash).Add(16, promise.PaymentSecret);

    internal static byte[] Sign(TestInvoice invoice)
    {
        byte[] text = invoice.Text();
        byte[] groups = [.. text[(invoice.Prefix.Length + 1)..^(104 + Bech32.ChecksumLetters)].Select(Bech32.Group)];
        return new SignInvoice { Hrp = System.Text.Encoding.ASCII.GetBytes(invoice.Prefix), Data = groups }.Encode();
    }

    private static TestBolt12 Bolt12(TestDevice device, PromiseInvoiceReply promise)
    {
        MakeBlindedPath path = JitPathTests.Path(promise, TestJit.NodeOf(0x22), 7, 10);
        return TestBolt12.Of(1, msat: Coffee).With(168, promise.PaymentHash).With(166, TestBolt12.Number(3600))
            .With(160, MakeBlindedPathReply.Decode(device.Body(path.Encode())).Path).With(162, JitPathTests.Pay(path, 28));
    }

    internal static byte[] Review(TestBolt12 invoice) =>
        new ReviewBolt12Invoice { Stream = [.. invoice.Fields.SelectMany(field => TestBolt12.Field(field.Key, field.Value))] }.Encode();

    private static byte[] Root(TestDevice device, PromiseInvoiceReply promise, uint earlier = 0)
    {
        TestBolt12 invoice = Bolt12(device, promise).With(164, TestBolt12.Number(1_700_000_000 - earlier));
        byte[] merkle = ReviewBolt12InvoiceReply.Decode(device.Body(Review(invoice))).Merkle;
        CollectionAssert.AreEqual(TestBolt12.Root(invoice.Fields), merkle);
        return merkle;
    }

    private static byte[] SignRoot(byte[] root, string message = "invoice") => new SignBolt12
    {
        MessageName = System.Text.Encoding.ASCII.GetBytes(message), FieldName = "signature"u8.ToArray(), Merkle = root, Info = [], Tweak = [],
    }.Encode();
}
