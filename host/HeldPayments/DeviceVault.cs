using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.HeldPayments;

/// <summary>Carries one of the requests 64 to 72 to the device, as firmware/Protocol/PROTOCOL.md writes it, and brings the body of the reply back.</summary>
/// <exception cref="VaultRefusalException">The device has not done it.</exception>
/// <exception cref="VaultAwayException">Nobody knows whether the device acted.</exception>
public delegate Task<byte[]> VaultCall(byte[] message, CancellationToken cancellation);

/// <summary>The vault of the device, in the messages of firmware/Protocol/PROTOCOL.md.</summary>
public sealed class DeviceVault(VaultCall call) : IVault
{
    /// <summary>The device remembers fewer promises than this; more answers are no device's.</summary>
    private const int PromisesMax = 4096;

    /// <inheritdoc/>
    public async Task<VaultPromise> PromiseAsync(ulong amountMsat, ulong expiresAt, ushort finalDelta, CancellationToken cancellation)
    {
        PromiseInvoiceReply reply = await AskAsync(
            new PromiseInvoice { AmountMsat = amountMsat, ExpiresAt = expiresAt, FinalDelta = finalDelta }.Encode(), PromiseInvoiceReply.Decode, cancellation);
        return new VaultPromise(reply.PaymentHash, reply.PaymentSecret);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<VaultMemory>> PromisesAsync(CancellationToken cancellation)
    {
        List<VaultMemory> found = [];
        PromiseFields[] page;
        for (uint first = 0; ; first = page[^1].Index + 1)
        {
            page = (await AskAsync(new ReadPromises { First = first }.Encode(), ReadPromisesReply.Decode, cancellation)).Promises;
            found.AddRange(page.Select(one => new VaultMemory(one.PaymentHash, one.ExpiresAt, one.State == PromiseState.Promised)));
            if (page.Length == 0 || page[^1].Index == uint.MaxValue)
            {
                return found;
            }

            if (page[^1].Index < first || found.Count > PromisesMax)
            {
                throw new VaultAwayException("the device lists its promises without an end");
            }
        }
    }

    /// <inheritdoc/>
    public async Task<byte[]> ReleaseAsync(byte[] paymentHash, byte[] paymentSecret, uint height, IReadOnlyList<VaultPart> parts, CancellationToken cancellation)
    {
        ReleasePreimage release = new()
        {
            PaymentHash = paymentHash,
            PaymentSecret = paymentSecret,
            Height = height,
            Parts = [.. parts.Select(part => new PartFields
            {
                AmountMsat = part.AmountMsat, Expiry = part.Expiry, ExtraFeeMsat = part.ExtraFeeMsat, OnionMsat = part.OnionMsat,
            })],
        };
        return (await AskAsync(release.Encode(), ReleasePreimageReply.Decode, cancellation)).Preimage;
    }

    /// <inheritdoc/>
    public async Task CancelAsync(byte[] paymentHash, CancellationToken cancellation) =>
        await AskAsync(new CancelPromise { PaymentHash = paymentHash }.Encode(), CancelPromiseReply.Decode, cancellation);

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
