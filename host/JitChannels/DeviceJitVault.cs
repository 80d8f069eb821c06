using Holdfast.Bytes;
using Holdfast.HeldPayments;
using Holdfast.JitChannels.Paths;
using Holdfast.Protocol;

namespace Holdfast.JitChannels;

/// <summary>The device's part in orders, in the messages of firmware/Protocol/PROTOCOL.md.</summary>
/// <param name="call">Carries one of the requests 64 to 72 to the device.</param>
/// <param name="sign">Has an invoice of BOLT 12 reviewed and signed.</param>
public sealed class DeviceJitVault(VaultCall call, VaultCall sign) : IJitVault
{
    /// <summary>The device remembers fewer orders than this; more answers are no device's.</summary>
    private const int OrdersMax = 256;

    /// <inheritdoc/>
    public async Task<uint> AgreeAsync(JitTerms terms, CancellationToken cancellation)
    {
        AgreeJitTerms message = new()
        {
            LspId = terms.LspId,
            Scid = terms.Scid,
            CltvDelta = terms.CltvDelta,
            MinFeeMsat = terms.MinFeeMsat,
            Proportional = terms.Proportional,
            SizeMsat = terms.SizeMsat,
            MinSizeMsat = terms.MinSizeMsat,
            MaxSizeMsat = terms.MaxSizeMsat,
            ValidUntil = terms.ValidUntil,
            MaxSelfDelay = terms.MaxClientDelay,
            TrustsLsp = terms.TrustsLsp,
        };
        return (await AskAsync(message.Encode(), AgreeJitTermsReply.Decode, cancellation)).Order;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeviceOrder>> OrdersAsync(CancellationToken cancellation)
    {
        List<DeviceOrder> found = [];
        JitOrderFields[] page;
        for (uint first = 0; ; first = page[^1].Order + 1)
        {
            page = (await AskAsync(new ReadJitOrders { First = first }.Encode(), ReadJitOrdersReply.Decode, cancellation)).Orders;
            found.AddRange(page.Select(order => new DeviceOrder(order.Order, order.ValidUntil, order.State == JitOrderState.Agreed, order.TakenMsat)));
            if (page.Length == 0 || page[^1].Order == uint.MaxValue)
            {
                return found;
            }

            if (page[^1].Order < first || found.Count > OrdersMax)
            {
                throw new VaultAwayException("the device lists its orders without an end");
            }
        }
    }

    /// <inheritdoc/>
    public async Task ForgetAsync(uint order, CancellationToken cancellation) =>
        await AskAsync(new ForgetJitOrder { Order = order }.Encode(), ForgetJitOrderReply.Decode, cancellation);

    /// <inheritdoc/>
    public async Task<VaultPromise> PromiseAsync(uint order, ulong amountMsat, ulong expiresAt, ushort finalDelta, CancellationToken cancellation)
    {
        PromiseInvoice message = new() { AmountMsat = amountMsat, ExpiresAt = expiresAt, FinalDelta = finalDelta, Order = order };
        PromiseInvoiceReply reply = await AskAsync(message.Encode(), PromiseInvoiceReply.Decode, cancellation);
        return new VaultPromise(reply.PaymentHash, reply.PaymentSecret);
    }

    /// <inheritdoc/>
    public async Task CancelAsync(byte[] paymentHash, CancellationToken cancellation) =>
        await AskAsync(new CancelPromise { PaymentHash = paymentHash }.Encode(), CancelPromiseReply.Decode, cancellation);

    /// <inheritdoc/>
    public async Task<BlindedPath> PathAsync(PathWish wish, CancellationToken cancellation)
    {
        MakeBlindedPath message = new()
        {
            PaymentHash = wish.PaymentHash,
            Introduction = wish.Introduction,
            Scid = wish.Scid,
            CltvDelta = wish.CltvDelta,
            FeeBaseMsat = wish.FeeBaseMsat,
            FeeProportional = wish.FeeProportional,
            HtlcMinimumMsat = wish.HtlcMinimumMsat,
            MaxCltvExpiry = wish.MaxCltvExpiry,
        };
        byte[] path = (await AskAsync(message.Encode(), MakeBlindedPathReply.Decode, cancellation)).Path;
        try
        {
            return BlindedPath.ReadAll(path, PublicCurve.Here).Single();
        }
        catch (Exception wrong) when (wrong is FormatException or InvalidOperationException)
        {
            throw new VaultAwayException("the device answered with something that is no path: " + wrong.Message);
        }
    }

    /// <inheritdoc/>
    public Task<byte[]> SignAsync(byte[] stream, CancellationToken cancellation) => sign(stream, cancellation);

    private async Task<TReply> AskAsync<TReply>(byte[] message, Func<ByteReader, TReply> decode, CancellationToken cancellation)
    {
        byte[] reply = await call(message, cancellation);
        try
        {
            return decode(new ByteReader(reply));
        }
        catch (MalformedException wrong)
        {
            throw new VaultAwayException("the device answered with something else: " + wrong.Message);
        }
    }
}
