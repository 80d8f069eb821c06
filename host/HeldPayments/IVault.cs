namespace Holdfast.HeldPayments;

/// <summary>A preimage that the device keeps: its hash and the secret of the payment, for an invoice.</summary>
public sealed record VaultPromise(byte[] PaymentHash, byte[] PaymentSecret);

/// <summary>One HTLC of a payment, as the device compares it with those that it has seen.</summary>
/// <param name="ExtraFeeMsat">What its peer has kept of it for a channel; the device knows the terms.</param>
/// <param name="OnionMsat">What its sender wanted to arrive.</param>
public sealed record VaultPart(ulong AmountMsat, uint Expiry, ulong ExtraFeeMsat = 0, ulong OnionMsat = 0);

/// <summary>A promise that the device remembers.</summary>
/// <param name="ExpiresAt">Seconds since 1970.</param>
/// <param name="IsOpen">Its preimage was not released, and it was not cancelled.</param>
public sealed record VaultMemory(byte[] PaymentHash, ulong ExpiresAt, bool IsOpen);

/// <summary>The vault of the device (firmware/Protocol/PROTOCOL.md, requests 64 to 67).</summary>
public interface IVault
{
    /// <exception cref="VaultRefusalException">The device has not done it.</exception>
    /// <exception cref="VaultAwayException">Nobody knows whether the device acted.</exception>
    Task<VaultPromise> PromiseAsync(ulong amountMsat, ulong expiresAt, ushort finalDelta, CancellationToken cancellation);

    /// <summary>Every promise that the device remembers, open or not.</summary>
    /// <exception cref="VaultRefusalException">The device has not done it.</exception>
    /// <exception cref="VaultAwayException">There is no answer.</exception>
    Task<IReadOnlyList<VaultMemory>> PromisesAsync(CancellationToken cancellation);

    /// <summary>The preimage. The device gives it once more for the same parts.</summary>
    /// <exception cref="VaultRefusalException">The device has not done it.</exception>
    /// <exception cref="VaultAwayException">Nobody knows whether the device acted.</exception>
    Task<byte[]> ReleaseAsync(byte[] paymentHash, byte[] paymentSecret, uint height, IReadOnlyList<VaultPart> parts, CancellationToken cancellation);

    /// <exception cref="VaultRefusalException">The device has not done it.</exception>
    /// <exception cref="VaultAwayException">Nobody knows whether the device acted.</exception>
    Task CancelAsync(byte[] paymentHash, CancellationToken cancellation);
}

/// <summary>The device has not done it, and has not done the same before.</summary>
/// <param name="tag">The rule's that refused; empty when something is missing.</param>
public sealed class VaultRefusalException(string tag, string message) : Exception(message)
{
    public string Tag { get; } = tag;
}

/// <summary>No answer came, so the device may have acted or not.</summary>
public sealed class VaultAwayException(string message) : Exception(message);
