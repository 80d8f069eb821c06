using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>Terms of a provider, and the requests about orders.</summary>
public static class TestJit
{
    public const ulong Size = 50000000;

    /// <summary>The larger of 546 sat and 1200 millionths of <see cref="Size"/>.</summary>
    public const ulong Fee = 546000;

    public const uint ValidUntil = 1800000000;

    public const ulong Scid = 0x0a00000100020003;

    /// <summary>The node id of the peer of a channel.</summary>
    public static byte[] PeerOf(TestWay way)
    {
        return NodeKeysReply.Decode(way.Peer.Body(new NodeKeys().Encode())).NodeId;
    }

    /// <summary>A provider that no channel is with.</summary>
    public static byte[] Stranger()
    {
        return NodeOf(0x66);
    }

    /// <summary>The node id of a device with this secret.</summary>
    public static byte[] NodeOf(byte secret)
    {
        return NodeKeysReply.Decode(TestDevice.Unfollowed(secret).Body(new NodeKeys().Encode())).NodeId;
    }

    public static AgreeJitTerms Terms(byte[] lsp)
    {
        AgreeJitTerms terms = new AgreeJitTerms();
        terms.LspId = lsp;
        terms.Scid = Scid;
        terms.CltvDelta = 144;
        terms.MinFeeMsat = Fee;
        terms.Proportional = 1200;
        terms.SizeMsat = Size;
        terms.MinSizeMsat = 1;
        terms.MaxSizeMsat = 4000000000;
        terms.ValidUntil = ValidUntil;
        terms.MaxSelfDelay = 2016;
        return terms;
    }

    /// <summary>The owner presses.</summary>
    public static uint Agreed(TestDevice device, AgreeJitTerms terms)
    {
        device.Button.Presses = true;
        uint order = AgreeJitTermsReply.Decode(device.Body(terms.Encode())).Order;
        device.Button.Presses = false;
        return order;
    }

    public static PromiseInvoice Ask(uint order, ulong amountMsat)
    {
        PromiseInvoice request = new PromiseInvoice();
        request.AmountMsat = amountMsat;
        request.ExpiresAt = ValidUntil;
        request.FinalDelta = 18;
        request.Order = order;
        return request;
    }

    public static ReadJitOrdersReply Read(TestDevice device)
    {
        return ReadJitOrdersReply.Decode(device.Body(new ReadJitOrders().Encode()));
    }

    public static byte[] Forget(uint order)
    {
        ForgetJitOrder request = new ForgetJitOrder();
        request.Order = order;
        return request.Encode();
    }
}
