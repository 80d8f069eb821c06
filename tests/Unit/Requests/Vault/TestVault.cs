using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>A promise of a device with two channels, and the requests about it.</summary>
public sealed class TestVault
{
    public const ulong Price = 50000000;
    public const uint Expiry = 600018;

    /// <summary>Of the newest block. On regtest a part has to live four blocks.</summary>
    public const uint Height = 600000;

    public readonly TestWays Ways;
    public readonly PromiseInvoiceReply Promise;

    public TestVault(ulong amountMsat)
        : this(new TestWays(), amountMsat)
    {
    }

    public TestVault(TestWays ways, ulong amountMsat)
    {
        Ways = ways;
        Promise = Promised(ways.Device, amountMsat);
    }

    public TestDevice Device
    {
        get { return Ways.Device; }
    }

    public static byte[] Ask(ulong amountMsat)
    {
        PromiseInvoice request = new PromiseInvoice();
        request.AmountMsat = amountMsat;
        request.ExpiresAt = 1800000000;
        request.FinalDelta = 18;
        return request.Encode();
    }

    public static PromiseInvoiceReply Promised(TestDevice device, ulong amountMsat)
    {
        return PromiseInvoiceReply.Decode(device.Body(Ask(amountMsat)));
    }

    public static ReadPromisesReply Read(TestDevice device)
    {
        return ReadPromisesReply.Decode(device.Body(new ReadPromises().Encode()));
    }

    /// <summary>An incoming HTLC of the promise.</summary>
    public Htlc In(ulong msat, uint expiry)
    {
        return TestHtlc.Of(true, Promise.PaymentHash, msat, expiry);
    }

    public Htlc Out(ulong msat)
    {
        return TestHtlc.Of(false, Promise.PaymentHash, msat, Height);
    }

    /// <summary>The request for the preimage.</summary>
    public ReleasePreimage Release(params Htlc[] htlcs)
    {
        ReleasePreimage request = new ReleasePreimage();
        request.PaymentHash = Promise.PaymentHash;
        request.PaymentSecret = Promise.PaymentSecret;
        request.Height = Height;
        request.Parts = new PartFields[htlcs.Length];
        for (int i = 0; i < htlcs.Length; i++)
        {
            PartFields part = new PartFields();
            part.AmountMsat = htlcs[i].AmountMsat;
            part.Expiry = htlcs[i].Expiry;
            request.Parts[i] = part;
        }

        return request;
    }

    public byte[] Cancel()
    {
        CancelPromise request = new CancelPromise();
        request.PaymentHash = Promise.PaymentHash;
        return request.Encode();
    }

    /// <summary>The preimage, which must be that of the promise.</summary>
    public byte[] Preimage(ReleasePreimage request)
    {
        byte[] preimage = ReleasePreimageReply.Decode(Device.Body(request.Encode())).Preimage;
        Assert.IsTrue(Check.Same(Holdfast.Crypto.Sha256.Hash(preimage), Promise.PaymentHash));
        return preimage;
    }
}
