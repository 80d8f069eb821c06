using System.Security.Cryptography;
using Holdfast.HeldPayments;
using Holdfast.HeldPayments.Book;

namespace Holdfast.HostUnit.HeldPayments;

/// <summary>
/// H5: the process is killed before and after every write, every request to the device and every answer, and is started again; the node asks again about what it has not stored.
/// </summary>
[TestClass]
public sealed class KillTests
{
    [TestMethod]
    [DataRow("settle", false)]
    [DataRow("settle", true)]
    [DataRow("cancel", false)]
    [DataRow("guard", false)]
    [DataRow("parts", false)]
    public async Task EveryHtlcHasOneOutcomeWhereverTheProcessDies(string story, bool isOwnPreimage)
    {
        HashSet<string> places = [];
        for (int kill = 1; ; kill++)
        {
            using HeldWorld world = new();
            byte[]? preimage = isOwnPreimage ? RandomNumberGenerator.GetBytes(32) : null;
            InvoiceRow invoice = await world.InvoiceAsync(3_000, preimage);
            world.KillAt = kill;
            HtlcName[] parts = story == "parts"
                ? [await world.ArriveAsync(HeldWorld.Payload(invoice, 0, 1_000, 3_000)), await world.ArriveAsync(HeldWorld.Payload(invoice, 1, 1_000, 3_000))]
                : await world.ArriveAllAsync(invoice);
            await DecideAsync();
            bool wasKilled = world.IsKilled;
            places.Add(world.KilledAt ?? "nowhere");
            bool wasReleased = !isOwnPreimage && world.Vault.IsReleased(invoice.PaymentHash);
            bool wasCancelled = !isOwnPreimage && world.Vault.IsCancelled(invoice.PaymentHash);
            if (wasKilled)
            {
                await world.RestartAsync();
                await world.StepAsync();
                if (world.Undecided > 0)
                {
                    await DecideAsync(); // the owner sees that it is undecided, and decides the same
                }

                world.Time.Pass(TimeSpan.FromSeconds(10));
                await world.StepAsync();
            }

            string where = $"{story}, killed at {world.KilledAt}";
            Assert.AreEqual(0, world.Undecided, where);
            Assert.AreEqual(parts.Length, world.Outcomes.Count, where);
            bool isSettled = world.Outcomes.All(one => one.Answer.Preimage != null);
            Assert.IsTrue(isSettled || world.Outcomes.All(one => one.Answer.Failure != null), where + ": the parts share one fate");
            Assert.AreEqual(story == "settle", isSettled, where);
            Assert.IsTrue(!wasReleased || isSettled, where + ": a released preimage is delivered");
            Assert.IsTrue(!wasCancelled || !isSettled, where + ": what is cancelled is never settled");

            // One more life: the node asks again about an answer that it lost, and gets the same.
            await world.RestartAsync();
            HookAnswer again = await world.Desk.HookAsync(HeldWorld.Payload(invoice, 0, 1_000, 3_000), CancellationToken.None);
            Assert.AreEqual(world.OutcomeOf(parts[0])!.ToJson().ToJsonString(), again.ToJson().ToJsonString(), where);
            if (!wasKilled)
            {
                break;
            }

            async Task DecideAsync()
            {
                switch (story)
                {
                    case "settle" when !world.IsKilled:
                        await world.SettleAsync(invoice, preimage);
                        break;
                    case "cancel" when !world.IsKilled:
                        await world.CancelAsync(invoice);
                        break;
                    case "guard":
                        world.Desk.TakeHeight(HeldWorld.Height + HeldWorld.FinalDelta - HeldWorld.Guard);
                        await world.StepAsync();
                        break;
                    case "parts":
                        world.Time.Pass(TimeSpan.FromSeconds(60));
                        await world.StepAsync();
                        break;
                }
            }
        }

        Assert.IsTrue(places.Count >= 6, "killed only at " + string.Join(", ", places));
    }

    /// <summary>An old process that still runs cannot write: the book has one holder.</summary>
    [TestMethod]
    public void TheBookHasOneHolder()
    {
        using TemporaryFolder folder = new();
        using HeldBook book = HeldBook.Open(folder.File("holds.db"));
        Assert.ThrowsExactly<Holdfast.IntentLog.IntentStoreException>(() => HeldBook.Open(folder.File("holds.db")));
    }
}
