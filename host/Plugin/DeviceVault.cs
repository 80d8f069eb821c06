using Holdfast.Bytes;
using Holdfast.HeldPayments;
using Holdfast.Protocol;

namespace Holdfast.Plugin;

/// <summary>The vault of the device, through holdfast-hsmd: requests 64, 66 and 67 of firmware/Protocol/PROTOCOL.md.</summary>
internal sealed class DeviceVault(SignerControl control) : IVault
{
    /// <inheritdoc/>
    public async Task<VaultPromise> PromiseAsync(ulong amountMsat, ulong expiresAt, ushort finalDelta, CancellationToken cancellation)
    {
        PromiseInvoiceReply reply = await AskAsync(
            new PromiseInvoice { AmountMsat = amountMsat, ExpiresAt = expiresAt, FinalDelta = finalDelta }.Encode(), PromiseInvoiceReply.Decode, cancellation);
        return new VaultPromise(reply.PaymentHash, reply.PaymentSecret);
    }

    /// <inheritdoc/>
    public async Task<byte[]> ReleaseAsync(byte[] paymentHash, byte[] paymentSecret, uint height, IReadOnlyList<VaultPart> parts, CancellationToken cancellation)
    {
        ReleasePreimage release = new()
        {
            PaymentHash = paymentHash,
            PaymentSecret = paymentSecret,
            Height = height,
            Parts = [.. parts.Select(part => new PartFields { AmountMsat = part.AmountMsat, Expiry = part.Expiry })],
        };
        return (await AskAsync(release.Encode(), ReleasePreimageReply.Decode, cancellation)).Preimage;
    }

    /// <inheritdoc/>
    public async Task CancelAsync(byte[] paymentHash, CancellationToken cancellation) =>
        await AskAsync(new CancelPromise { PaymentHash = paymentHash }.Encode(), CancelPromiseReply.Decode, cancellation);

    private async Task<TReply> AskAsync<TReply>(byte[] message, Func<ByteReader, TReply> decode, CancellationToken cancellation)
    {
        byte[] reply = await control.VaultAsync(message, cancellation);
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
