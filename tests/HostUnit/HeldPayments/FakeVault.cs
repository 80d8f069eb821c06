using System.Collections.Concurrent;
using System.Security.Cryptography;
using Holdfast.HeldPayments;

namespace Holdfast.HostUnit.HeldPayments;

/// <summary>The device's part: it promises, releases to one set only, and remembers both whatever happens to the host.</summary>
internal sealed class FakeVault : IVault
{
    private readonly ConcurrentDictionary<string, Promise> _promises = [];
    private readonly Lock _gate = new();

    /// <summary>Before a request reaches the device, and before its reply reaches the host.</summary>
    public Action<string> Passing { get; init; } = _ => { };

    /// <summary>HTLCs that the device has seen irrevocably committed.</summary>
    public List<(string Hash, ulong AmountMsat, uint Expiry)> Seen { get; } = [];

    /// <summary>The cable is out.</summary>
    public bool IsAway { get; set; }

    /// <summary>The device acts, and its reply is lost.</summary>
    public bool LosesReplies { get; set; }

    /// <summary>What happens elsewhere while the device's next list of promises is on its way to the host.</summary>
    public Func<Task>? WhileListing { get; set; }

    public int Requests { get; private set; }

    public bool IsReleased(byte[] hash) => _promises[Convert.ToHexString(hash)].Released != null;

    public bool IsCancelled(byte[] hash) => _promises[Convert.ToHexString(hash)].IsCancelled;

    public byte[] PreimageOf(byte[] hash) => _promises[Convert.ToHexString(hash)].Preimage;

    public Task<VaultPromise> PromiseAsync(ulong amountMsat, ulong expiresAt, ushort finalDelta, CancellationToken cancellation)
    {
        byte[] preimage = RandomNumberGenerator.GetBytes(32);
        VaultPromise promise = new(SHA256.HashData(preimage), RandomNumberGenerator.GetBytes(32));
        _promises[Convert.ToHexString(promise.PaymentHash)] = new Promise(preimage, promise.PaymentSecret, amountMsat, expiresAt);
        return Task.FromResult(promise);
    }

    public async Task<IReadOnlyList<VaultMemory>> PromisesAsync(CancellationToken cancellation)
    {
        if (IsAway)
        {
            throw new VaultAwayException("the signer does not answer");
        }

        VaultMemory[] listed =
            [.. _promises.Select(one => new VaultMemory(Convert.FromHexString(one.Key), one.Value.ExpiresAt, one.Value.Released == null && !one.Value.IsCancelled))];
        Func<Task>? meanwhile = WhileListing;
        WhileListing = null;
        await (meanwhile?.Invoke() ?? Task.CompletedTask);
        return listed;
    }

    public Task<byte[]> ReleaseAsync(byte[] paymentHash, byte[] paymentSecret, uint height, IReadOnlyList<VaultPart> parts, CancellationToken cancellation) =>
        Ask("release", () =>
        {
            Promise promise = _promises[Convert.ToHexString(paymentHash)];
            string set = string.Join(';', parts.OrderBy(part => part.AmountMsat).ThenBy(part => part.Expiry).Select(part => part.ToString()));
            if (promise.Released != null)
            {
                Require(promise.Released == set, "holdfast-released-once");
                return promise.Preimage;
            }

            Require(!promise.IsCancelled, "holdfast-promise-kept");
            List<(string Hash, ulong AmountMsat, uint Expiry)> seen = [.. Seen];
            Require(parts.All(part => seen.Remove((Convert.ToHexString(paymentHash), part.AmountMsat, part.Expiry))), "holdfast-release-committed");
            ulong sum = parts.Aggregate(0UL, (sum, part) => sum + part.AmountMsat + part.ExtraFeeMsat);
            Require(promise.AmountMsat == 0 || (sum >= promise.AmountMsat && sum <= 2 * promise.AmountMsat), "holdfast-release-amount");
            Require(paymentSecret.AsSpan().SequenceEqual(promise.Secret), "holdfast-release-secret");
            Require(parts.All(part => part.Expiry >= height + 18), "holdfast-release-expiry");
            promise.Released = set;
            return promise.Preimage;
        });

    public Task CancelAsync(byte[] paymentHash, CancellationToken cancellation) => Ask("cancel", () =>
    {
        Promise promise = _promises[Convert.ToHexString(paymentHash)];
        Require(promise.Released == null, "holdfast-released-once");
        promise.IsCancelled = true;
        return promise;
    });

    private static void Require(bool isTrue, string tag)
    {
        if (!isTrue)
        {
            throw new VaultRefusalException(tag, tag + ": the device refuses");
        }
    }

    private Task<T> Ask<T>(string what, Func<T> act)
    {
        Requests++;
        Passing("request: " + what);
        if (IsAway)
        {
            throw new VaultAwayException("the signer does not answer");
        }

        T answer;
        lock (_gate)
        {
            answer = act();
        }

        Passing("reply: " + what);
        return LosesReplies ? throw new VaultAwayException("the signer's reply was lost") : Task.FromResult(answer);
    }

    private sealed record Promise(byte[] Preimage, byte[] Secret, ulong AmountMsat, ulong ExpiresAt)
    {
        public string? Released { get; set; }

        public bool IsCancelled { get; set; }
    }
}
