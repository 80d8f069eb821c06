using Holdfast.Crypto;
using Holdfast.HeldPayments;
using Holdfast.HostUnit.HeldPayments;
using Holdfast.JitChannels;
using Holdfast.JitChannels.Offers;
using Holdfast.JitChannels.Paths;
using Holdfast.Lightning;

namespace Holdfast.HostUnit.JitChannels;

/// <summary>The device's part in orders, in memory. It remembers them whatever happens to the host.</summary>
internal sealed class FakeJitVault(FakeVault promises, byte[] nodeSecret) : IJitVault
{
    private const int OpenMax = 8;

    private readonly Secp256k1 _curve = Secp256k1.Software();
    private uint _next = 1;

    public Dictionary<uint, JitTerms> Open { get; } = [];

    public Dictionary<string, uint> OrderOfPromise { get; } = [];

    /// <summary>The rule with which the next terms are refused.</summary>
    public string? Refuses { get; set; }

    /// <summary>The device agrees, and its reply is lost.</summary>
    public bool LosesReplies { get; set; }

    public bool IsAway { get; set; }

    /// <summary>What happens elsewhere during every call.</summary>
    public Func<Task>? Reenters { get; set; }

    public async Task<uint> AgreeAsync(JitTerms terms, CancellationToken cancellation)
    {
        await EnterAsync();
        if (Refuses != null || Open.Count >= OpenMax)
        {
            throw new VaultRefusalException(Refuses ?? "full", "the device refuses");
        }

        Open[_next] = terms;
        return LosesReplies ? throw new VaultAwayException("the reply was lost") : _next++;
    }

    public async Task<IReadOnlyList<DeviceOrder>> OrdersAsync(CancellationToken cancellation)
    {
        await EnterAsync();
        return [.. Open.Select(one => new DeviceOrder(one.Key, one.Value.ValidUntil, true, 0))];
    }

    public async Task ForgetAsync(uint order, CancellationToken cancellation)
    {
        await EnterAsync();
        if (!Open.Remove(order))
        {
            throw new VaultRefusalException("unknown", "there is no such order");
        }
    }

    public async Task<VaultPromise> PromiseAsync(uint order, ulong amountMsat, ulong expiresAt, ushort finalDelta, CancellationToken cancellation)
    {
        await EnterAsync();
        VaultPromise promise = await promises.PromiseAsync(amountMsat, expiresAt, finalDelta, cancellation);
        OrderOfPromise[Convert.ToHexString(promise.PaymentHash)] = order;
        return promise;
    }

    public async Task CancelAsync(byte[] paymentHash, CancellationToken cancellation)
    {
        await EnterAsync();
        await promises.CancelAsync(paymentHash, cancellation);
    }

    public async Task<BlindedPath> PathAsync(PathWish wish, CancellationToken cancellation)
    {
        await EnterAsync();
        TlvFields hop = new();
        hop[2] = Wide(wish.Scid, 8);
        hop[10] = [.. Wide(wish.CltvDelta, 2), .. Wide(wish.FeeProportional, 4), .. TlvFields.Short(wish.FeeBaseMsat)];
        hop[12] = [.. Wide(wish.MaxCltvExpiry + wish.CltvDelta, 4), .. TlvFields.Short(wish.HtlcMinimumMsat)];
        TlvFields last = new();
        last[6] = wish.PaymentHash;
        last[12] = [.. Wide(wish.MaxCltvExpiry, 4), .. TlvFields.Short(0)];
        return PathBlinder.Blind(_curve, [wish.Introduction, _curve.PublicKey(nodeSecret)], [hop.ToArray(), last.ToArray()]);
    }

    public async Task<byte[]> SignAsync(byte[] stream, CancellationToken cancellation)
    {
        await EnterAsync();
        return _curve.SignSchnorr(MessageHash.Bolt12("invoice"u8.ToArray(), "signature"u8.ToArray(), Bolt12Merkle.Root(stream)), nodeSecret, new byte[32]);
    }

    private async Task EnterAsync()
    {
        await (Reenters?.Invoke() ?? Task.CompletedTask);
        if (IsAway)
        {
            throw new VaultAwayException("the signer does not answer");
        }
    }

    private static byte[] Wide(ulong number, int length) => [.. Enumerable.Range(1, length).Select(i => (byte)(number >> (8 * (length - i))))];
}
