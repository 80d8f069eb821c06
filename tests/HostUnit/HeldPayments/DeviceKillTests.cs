using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Holdfast.HeldPayments;
using Holdfast.HeldPayments.Book;
using Holdfast.HostUnit.Plugin;
using Holdfast.ReferenceNode;

namespace Holdfast.HostUnit.HeldPayments;

/// <summary>
/// H5 and H6 with a real process and a real channel: the plugin dies by SIGKILL before and after each of its writes, one after the other, in one story; the node asks the next
/// process again, and the owner decides again what looks undecided. HOLDFAST_HOLD_PARTS sets the parts of the payment (nightly: 3).
/// </summary>
[TestClass]
[UnsupportedOSPlatform("windows")]
public sealed class DeviceKillTests
{
    private const ulong Price = 50_000_000;

    private readonly TemporaryFolder _folder = new("regtest"); // the plugin reads the configuration above it as well

    [TestCleanup]
    public void RemoveFolder() => _folder.Dispose();

    [TestMethod]
    [DataRow("settleholdinvoice")]
    [DataRow("cancelholdinvoice")]
    public async Task EachBoundaryIsADeath(string decision)
    {
        int parts = int.TryParse(Environment.GetEnvironmentVariable("HOLDFAST_HOLD_PARTS"), out int set) ? set : 1;
        using PaidDevice device = new();
        using FakeHsmd hsmd = new(_folder.FullName, line => Task.FromResult(device.Answer(line)));
        string hash;
        await using (ScriptedLightningd node = await HeldNode.BeginAsync(_folder, "hold-invoices=true"))
        {
            JsonObject made = HeldNode.Result(await node.AskAsync("holdinvoice", new JsonObject { ["amount"] = Price, ["min_final_cltv_expiry"] = HeldWorld.FinalDelta }));
            hash = made["payment_hash"]!.ToString();
        }

        InvoiceRow invoice = HeldNode.Row(_folder, hash);
        device.Channel.Offer(invoice.PaymentHash, PaidDevice.Expiry, [.. Enumerable.Repeat(Price / (ulong)parts, parts)]);
        device.Channel.Commit();
        ulong before = device.Commits;
        Dictionary<int, string> outcomes = [];
        List<string> deaths = [];
        bool isKilled = true;
        for (int life = 0; isKilled; life++)
        {
            Assert.IsTrue(life < 20 * (parts + 2), "no progress after " + string.Join(", ", deaths));

            // Before the next write, then after it.
            isKilled = await LiveAsync(1 + (life % 2));
        }

        Assert.IsTrue(deaths.Count == 2 * ((3 * parts) + 2), string.Join(", ", deaths));
        string[] told = [.. outcomes.Values.Distinct()];
        Assert.AreEqual(parts, outcomes.Count);
        Assert.AreEqual(1, told.Length, "all parts share one fate: " + string.Join(", ", told));
        bool isSettled = decision == "settleholdinvoice";
        StringAssert.Contains(told[0], isSettled ? "resolve" : "400f");
        Assert.AreEqual(before + 1, device.Commits, "one release or one cancel");
        ulong had = device.Channel.NodeMsat;
        device.Channel.End(isSettled ? HtlcRemoval.Fulfilled : HtlcRemoval.Failed);
        Assert.IsTrue(device.Channel.IsAgreed && device.Channel.HtlcCount == 0);
        Assert.AreEqual(had + (isSettled ? Price : 0), device.Channel.NodeMsat);

        async Task<bool> LiveAsync(int killAt)
        {
            File.Delete(_folder.File("killed-at"));
            try
            {
                await using ScriptedLightningd node = await HeldNode.BeginAsync(_folder, "hold-invoices=true", "Holdfast.CrashChild.dll", "plugin", killAt.ToString());
                List<Task> answered = [];
                for (int i = 0; i < parts; i++)
                {
                    answered.Add(TakeAsync(i, await node.BeginAskAsync("htlc_accepted", HeldWorld.Payload(invoice, (ulong)i, Price / (ulong)parts, Price, PaidDevice.Expiry))));
                }

                Task all = Task.WhenAll(answered);
                while (!all.IsCompleted)
                {
                    string state = HeldNode.Result(await node.AskAsync("listholdinvoices", new JsonObject { ["payment_hash"] = hash }))["holdinvoices"]![0]!["state"]!.ToString();
                    if (state == "accepted")
                    {
                        await node.AskAsync(decision, new JsonObject { ["payment_hash"] = hash });
                    }
                }

                await all;
                if (await HasEndedAsync(node))
                {
                    throw new InvalidOperationException("the plugin ended after its answers");
                }
            }
            catch (Exception dead) when (dead is InvalidOperationException or IOException)
            {
                deaths.Add(await File.ReadAllTextAsync(_folder.File("killed-at")));
                return true;
            }

            return false;
        }

        // What the node was told last may be lost with it, so it asks about everything again, and is told the same.
        async Task TakeAsync(int part, Task<JsonObject> answer)
        {
            string outcome = HeldNode.Result(await answer).ToJsonString();
            lock (outcomes)
            {
                Assert.AreEqual(outcomes.GetValueOrDefault(part, outcome), outcome, "told something else after " + string.Join(", ", deaths));
                outcomes[part] = outcome;
            }
        }

        // The last writes come after the answers.
        async Task<bool> HasEndedAsync(ScriptedLightningd node)
        {
            while (true)
            {
                JsonNode shown = HeldNode.Result(await node.AskAsync("listholdinvoices", new JsonObject { ["payment_hash"] = hash }))["holdinvoices"]![0]!;
                if (shown["step"]!.ToString() is "Paid" or "Cancelled" && shown["htlcs"]!.AsArray().All(htlc => htlc!["step"]!.ToString() is "Settled" or "Cancelled"))
                {
                    return false;
                }
            }
        }
    }
}
