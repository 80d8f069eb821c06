using System.Text.Json.Nodes;
using Holdfast.HeldPayments;

namespace Holdfast.HostUnit.HeldPayments;

/// <summary>The device has room for few promises: an invoice that nobody gets to see leaves none behind.</summary>
[TestClass]
public sealed class HoldInvoicesTests
{
    [TestMethod]
    public async Task AMemoThatIsTooLongPromisesNothing()
    {
        using HeldWorld world = new();
        Assert.AreEqual(0, await OpenAfterAsync<FormatException>(world, memo: new string('x', 640)));
        Assert.AreEqual(0, (await world.Vault.PromisesAsync(CancellationToken.None)).Count, "the device was not even asked");
        await Invoices(world, _ => null).MakeAsync(Wish(new string('x', 639)), CancellationToken.None);
        Assert.AreEqual(1, await OpenAsync(world));
    }

    [TestMethod]
    public async Task AnInvoiceThatIsNotSignedOrNotBookedLeavesNoPromise()
    {
        using HeldWorld world = new();
        Assert.AreEqual(0, await OpenAfterAsync<InvalidOperationException>(world, signs: _ => throw new InvalidOperationException("the node fails")));
        Assert.AreEqual(0, await OpenAfterAsync<HoldRefusalException>(world, signs: _ => []));
        world.FullAt = "invoice";
        Assert.AreEqual(0, await OpenAfterAsync<Holdfast.IntentLog.IntentStoreException>(world));

        // When the promise cannot be cancelled either, the caller learns the first reason.
        world.FullAt = null;
        Assert.AreEqual(1, await OpenAfterAsync<HoldRefusalException>(world, signs: _ =>
        {
            world.Vault.IsAway = true;
            return [];
        }));
    }

    private static InvoiceWish Wish(string memo) => new(3_000, null, memo, 3_600, HeldWorld.FinalDelta);

    private static HoldInvoices Invoices(HeldWorld world, Func<JsonObject, JsonObject?> signs) => new(
        world.Desk, world.Vault,
        (method, parameters, _) => Task.FromResult<JsonNode>(
            method == "signinvoice" ? signs(parameters) ?? new JsonObject { ["bolt11"] = parameters["invstring"]!.DeepClone() } : new JsonObject()),
        "bcrt", world.Time);

    /// <summary>How many promises are open in the device after an invoice could not be made.</summary>
    private static async Task<int> OpenAfterAsync<TError>(HeldWorld world, string memo = "", Func<JsonObject, JsonObject?>? signs = null)
        where TError : Exception
    {
        await Assert.ThrowsExactlyAsync<TError>(() => Invoices(world, signs ?? (_ => null)).MakeAsync(Wish(memo), CancellationToken.None));
        world.Vault.IsAway = false;
        return await OpenAsync(world);
    }

    private static async Task<int> OpenAsync(HeldWorld world) => (await world.Vault.PromisesAsync(CancellationToken.None)).Count(one => one.IsOpen);
}
