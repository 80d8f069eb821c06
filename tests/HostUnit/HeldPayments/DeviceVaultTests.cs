using System.Security.Cryptography;
using Holdfast.Bytes;
using Holdfast.HeldPayments;
using Holdfast.Protocol;

namespace Holdfast.HostUnit.HeldPayments;

/// <summary>
/// H9 and the control socket's method "vault" with a simulated device: the firmware judges HTLCs that a peer has really offered and signed, whatever host and handler say.
/// </summary>
[TestClass]
public sealed class DeviceVaultTests
{
    private const ulong Price = 50_000_000;

    /// <summary>The least distance of an expiry on regtest (ClaimGuardBlocksMin).</summary>
    private const uint Guard = 4;

    [TestMethod]
    public void NothingButTheVaultIsAskedThere()
    {
        using PaidDevice device = new();
        foreach (byte[] other in new byte[][] { [], [(byte)MessageId.PromiseInvoice - 1], [(byte)MessageId.MakeBlindedPath + 1], new Status().Encode() })
        {
            (byte[]? reply, string? tag, string sentence) = device.Ask(other);
            Assert.IsNull(reply);
            Assert.AreEqual(string.Empty, tag);
            StringAssert.Contains(sentence, "no request about the vault");
        }

        Assert.AreEqual("holdfast-vault-hash", device.Ask(new CancelPromise { PaymentHash = new byte[32] }.Encode()).Tag);
        Assert.AreEqual(string.Empty, device.Ask([(byte)MessageId.CancelPromise]).Tag, "malformed, so not done");
        Assert.AreEqual(string.Empty, device.Ask(new ReviewBolt12Invoice { Stream = [1] }.Encode()).Tag);
        StringAssert.Contains(device.Answer("""{"method":"vault"}"""), "no request about the vault");
        StringAssert.Contains(device.Answer("""{"method":"vault","message":"4"}"""), "not a request");
    }

    [TestMethod]
    public async Task PromisesAreReadPageByPage()
    {
        using PaidDevice device = new();
        DeviceVault vault = VaultOf(device);
        Assert.AreEqual(0, (await vault.PromisesAsync(CancellationToken.None)).Count);
        List<string> made = [];
        for (ulong i = 0; i < 50; i++)
        {
            made.Add(Convert.ToHexString((await vault.PromiseAsync(i, 2_000_000_000, 18, CancellationToken.None)).PaymentHash));
        }

        await vault.CancelAsync(Convert.FromHexString(made[7]), CancellationToken.None);
        IReadOnlyList<VaultMemory> read = await vault.PromisesAsync(CancellationToken.None);
        CollectionAssert.AreEqual(made, read.Select(one => Convert.ToHexString(one.PaymentHash)).ToArray());
        Assert.AreEqual(made[7], Convert.ToHexString(read.Single(one => !one.IsOpen).PaymentHash));

        // What never ends is no device.
        byte[] page = new ReadPromisesReply { Promises = [new PromiseFields { Index = 5, PaymentHash = new byte[32] }] }.Encode();
        await Assert.ThrowsExactlyAsync<VaultAwayException>(() => new DeviceVault((_, _) => Task.FromResult(page)).PromisesAsync(CancellationToken.None));
        await Assert.ThrowsExactlyAsync<VaultAwayException>(() => new DeviceVault((_, _) => Task.FromResult<byte[]>([1])).PromisesAsync(CancellationToken.None));
    }

    /// <summary>One thing wrong at a time; then nothing; then again what was wrong.</summary>
    [TestMethod]
    public async Task TheDeviceReleasesForWhatItHasSeenAndForNothingElse()
    {
        using PaidDevice device = new();
        DeviceVault vault = VaultOf(device);
        VaultPromise promise = await vault.PromiseAsync(Price, 2_000_000_000, 18, CancellationToken.None);
        VaultPart[] asked = [new(Price / 2, PaidDevice.Expiry), new(Price / 2, PaidDevice.Expiry)];
        await RefusedAsync("holdfast-parts-committed", asked);
        device.Channel.Offer(promise.PaymentHash, PaidDevice.Expiry, Price / 2, (Price / 2) - 1, Price / 2, Price, 1_000_000);
        await RefusedAsync("holdfast-parts-committed", asked);
        device.Channel.CommitHalf();
        await RefusedAsync("holdfast-parts-committed", asked);
        device.Channel.Commit();

        await RefusedAsync("holdfast-vault-hash", asked, promise with { PaymentHash = new byte[32] });
        await RefusedAsync("holdfast-payment-secret", asked, promise with { PaymentSecret = new byte[32] });
        await RefusedAsync("holdfast-promise-amount", [asked[0], new(Price / 2 - 1, PaidDevice.Expiry)]);
        await RefusedAsync("holdfast-promise-amount", [.. asked, new(Price, PaidDevice.Expiry), new(1_000_000, PaidDevice.Expiry)]);
        await RefusedAsync("holdfast-parts-committed", [new(Price - 1, PaidDevice.Expiry)]);
        await RefusedAsync("holdfast-parts-committed", [asked[0], new(Price / 2, PaidDevice.Expiry + 1)]);
        await RefusedAsync("holdfast-parts-committed", [asked[0], asked[0], asked[0]]);
        await RefusedAsync("holdfast-claim-guard", asked, height: PaidDevice.Expiry - Guard + 1);
        await RefusedAsync("holdfast-claim-guard", asked, height: uint.MaxValue);

        ulong before = device.Commits;
        byte[] preimage = await ReleaseAsync(asked, promise, PaidDevice.Expiry - Guard);
        CollectionAssert.AreEqual(promise.PaymentHash, SHA256.HashData(preimage));
        CollectionAssert.AreEqual(preimage, await ReleaseAsync([asked[1], asked[0]], promise, 0));
        Assert.AreEqual(before + 1, device.Commits, "released once");
        await RefusedAsync("holdfast-released-once", [asked[0]]);
        await RefusedAsync("holdfast-released-once", [.. asked, new(Price, PaidDevice.Expiry)]);
        Assert.AreEqual("holdfast-released-once", (await Assert.ThrowsExactlyAsync<VaultRefusalException>(() => vault.CancelAsync(promise.PaymentHash, CancellationToken.None))).Tag);
        Assert.AreEqual(before + 1, device.Commits);

        Task<byte[]> ReleaseAsync(VaultPart[] parts, VaultPromise of, uint height) =>
            vault.ReleaseAsync(of.PaymentHash, of.PaymentSecret, height, parts, CancellationToken.None);

        async Task RefusedAsync(string tag, VaultPart[] parts, VaultPromise? of = null, uint height = (uint)HeldWorld.Height) =>
            Assert.AreEqual(tag, (await Assert.ThrowsExactlyAsync<VaultRefusalException>(() => ReleaseAsync(parts, of ?? promise, height))).Tag);
    }

    /// <summary>A device that has lost its memory says that payments are missing, and that is no release: whoever asks may ask again.</summary>
    [TestMethod]
    public async Task ADeviceWithoutItsTablesHasNotReleased()
    {
        using PaidDevice device = new();
        DeviceVault vault = VaultOf(device);
        VaultPromise promise = await vault.PromiseAsync(Price, 2_000_000_000, 18, CancellationToken.None);
        device.Channel.Offer(promise.PaymentHash, PaidDevice.Expiry, Price);
        device.Channel.Commit();
        device.Reboot();
        VaultPart[] parts = [new(Price, PaidDevice.Expiry)];
        VaultRefusalException unknown = await Assert.ThrowsExactlyAsync<VaultRefusalException>(
            () => vault.ReleaseAsync(promise.PaymentHash, promise.PaymentSecret, (uint)HeldWorld.Height, parts, CancellationToken.None));
        Assert.AreEqual(string.Empty, unknown.Tag);
        await vault.CancelAsync(promise.PaymentHash, CancellationToken.None);
    }

    /// <summary>The control socket as the plugin reads it.</summary>
    internal static DeviceVault VaultOf(PaidDevice device) => new((message, _) =>
    {
        (byte[]? reply, string? tag, string sentence) = device.Ask(message);
        return reply != null ? Task.FromResult(reply) : throw (tag == null ? new VaultAwayException(sentence) : new VaultRefusalException(tag, sentence));
    });
}
