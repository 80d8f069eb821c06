using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>A device without a channel to its provider, an order, a promise that belongs to it, and the channel that the provider opens then.</summary>
public sealed class TestJitVault
{
    public const uint Expiry = TestVault.Expiry;

    /// <summary>The secret of the provider's device.</summary>
    public const byte Provider = 0x44;

    public readonly TestWays Ways = new TestWays();
    public readonly byte[] Lsp = TestJit.NodeOf(Provider);
    public readonly AgreeJitTerms Terms;
    public readonly uint Order;
    public readonly PromiseInvoiceReply Promise;

    public TestJitVault(AgreeJitTerms terms, ulong amountMsat)
    {
        terms.LspId = Lsp;
        Terms = terms;
        Order = TestJit.Agreed(Device, terms);
        Promise = Promised(Order, amountMsat);
    }

    /// <summary>An order for exactly <see cref="TestJit.Size"/>.</summary>
    public TestJitVault()
        : this(TestJit.Terms(new byte[33]), TestJit.Size)
    {
    }

    public TestDevice Device
    {
        get { return Ways.Device; }
    }

    public PromiseInvoiceReply Promised(uint order, ulong amountMsat)
    {
        return PromiseInvoiceReply.Decode(Device.Body(TestJit.Ask(order, amountMsat).Encode()));
    }

    /// <summary>The provider opens a channel.</summary>
    public TestWay Opened(byte dbid, bool isLocked)
    {
        return new TestWay(Device, Provider, dbid, false, isLocked);
    }

    public static Htlc In(PromiseInvoiceReply promise, ulong msat, uint expiry)
    {
        return TestHtlc.Of(true, promise.PaymentHash, msat, expiry);
    }

    /// <summary>The request for the preimage of a promise, with what was kept of each part.</summary>
    public static ReleasePreimage Release(PromiseInvoiceReply promise, Htlc[] htlcs, params ulong[] kept)
    {
        ReleasePreimage request = new ReleasePreimage();
        request.PaymentHash = promise.PaymentHash;
        request.PaymentSecret = promise.PaymentSecret;
        request.Height = TestVault.Height;
        request.Parts = new PartFields[htlcs.Length];
        for (int i = 0; i < htlcs.Length; i++)
        {
            PartFields part = new PartFields();
            part.AmountMsat = htlcs[i].AmountMsat;
            part.Expiry = htlcs[i].Expiry;
            part.ExtraFeeMsat = kept[i];
            part.OnionMsat = htlcs[i].AmountMsat + kept[i];
            request.Parts[i] = part;
        }

        return request;
    }

    /// <summary>The preimage, which must be that of the promise.</summary>
    public void Released(PromiseInvoiceReply promise, ReleasePreimage request)
    {
        byte[] preimage = ReleasePreimageReply.Decode(Device.Body(request.Encode())).Preimage;
        Assert.IsTrue(Check.Same(Holdfast.Crypto.Sha256.Hash(preimage), promise.PaymentHash));
    }
}
