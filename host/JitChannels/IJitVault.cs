using Holdfast.HeldPayments;
using Holdfast.JitChannels.Paths;

namespace Holdfast.JitChannels;

/// <summary>What the device agrees to before anything names an order: it releases no preimage under other terms.</summary>
public sealed record JitTerms
{
    public required byte[] LspId { get; init; }

    public required ulong Scid { get; init; }

    public required ushort CltvDelta { get; init; }

    public required ulong MinFeeMsat { get; init; }

    public required uint Proportional { get; init; }

    /// <summary>0 when the payer chooses it.</summary>
    public required ulong SizeMsat { get; init; }

    public required ulong MinSizeMsat { get; init; }

    public required ulong MaxSizeMsat { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required ulong ValidUntil { get; init; }

    public required ushort MaxClientDelay { get; init; }

    public required bool TrustsLsp { get; init; }
}

/// <summary>An order that the device remembers.</summary>
/// <param name="IsOpen">It takes one of the device's few places.</param>
/// <param name="TakenMsat">What a release has let the LSP keep.</param>
public sealed record DeviceOrder(uint Number, ulong ValidUntil, bool IsOpen, ulong TakenMsat);

/// <summary>One path of a payment to this node: a peer, and a channel or an order with it.</summary>
public sealed record PathWish(
    byte[] PaymentHash, byte[] Introduction, ulong Scid, ushort CltvDelta, uint FeeBaseMsat, uint FeeProportional, ulong HtlcMinimumMsat, uint MaxCltvExpiry);

/// <summary>
/// What the device has to do with channels that are bought (firmware/Protocol/PROTOCOL.md, requests 64, 65 and 68 to 72). Every call throws <see
/// cref="VaultRefusalException"/> when the device has not done
/// it, and <see cref="VaultAwayException"/> when nobody knows.
/// </summary>
public interface IJitVault
{
    /// <summary>The order's number, which no other order ever has. The device may ask its owner.</summary>
    Task<uint> AgreeAsync(JitTerms terms, CancellationToken cancellation);

    Task<IReadOnlyList<DeviceOrder>> OrdersAsync(CancellationToken cancellation);

    Task ForgetAsync(uint order, CancellationToken cancellation);

    /// <param name="order">0 for a payment that buys no channel.</param>
    Task<VaultPromise> PromiseAsync(uint order, ulong amountMsat, ulong expiresAt, ushort finalDelta, CancellationToken cancellation);

    Task CancelAsync(byte[] paymentHash, CancellationToken cancellation);

    Task<BlindedPath> PathAsync(PathWish wish, CancellationToken cancellation);

    /// <summary>Shows the device a whole invoice of BOLT 12 and has it signed with the node's key: 64 bytes.</summary>
    Task<byte[]> SignAsync(byte[] stream, CancellationToken cancellation);
}
