using Holdfast.ChainFeed;
using Holdfast.HostUnit.NodeRequests;
using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Translation;

namespace Holdfast.HostUnit.ChainFeed;

/// <summary>
/// Payments that came back from a channel that ended on chain, in sessions of real nodes: from the signature that the node asks for to the device's table, without the owner's
/// button.
/// </summary>
[TestClass]
public sealed class TimeoutProverTests
{
    /// <summary>The node's own commitment, with two payments that came back; its peer saw the same commitment and took a payment of its own back.</summary>
    private const string Own = "03-unilateral-timeout-A";
    private const string Peers = "03-unilateral-timeout-B";

    private readonly ScriptedBlocks _blocks = new();
    private readonly Clock _clock = new();

    [TestMethod]
    [DataRow(Own, 2)]
    [DataRow(Peers, 1)]
    public async Task WhatCameBackIsProvenWithoutAHand(string recording, int count)
    {
        using ClosedNode node = new(recording);
        (ChannelName Channel, byte[] Point, Transaction Spending, Transaction Whole)[] sweeps = [.. node.Sweeps()];
        ChannelName channel = sweeps[0].Channel;
        Assert.AreEqual(count, (await node.WantedTimeoutsAsync(default)).Count);
        node.SetDepth(3);
        ChainFeeder feeder = await ClosedAsync(node);
        Assert.AreEqual(0, node.Asked, "nothing has spent an output yet");

        // One of them now, the other later.
        byte[] kept = node.Kept(channel);
        int left = count;
        foreach ((ChannelName _, byte[] _, Transaction _, Transaction whole) in sweeps)
        {
            _blocks.Mine(1, 0, whole.Serialize());
            int asked = node.Asked;
            await StepAsync(feeder);
            await StepAsync(feeder);
            Assert.AreEqual(asked + 1, node.Asked, "once for each block");
            _blocks.Mine(1);
            await StepAsync(feeder);
            Assert.AreEqual(left, (await node.WantedTimeoutsAsync(default)).Count, "under two blocks");
            _blocks.Mine(1);
            await StepAsync(feeder);
            Assert.AreEqual(--left, (await node.WantedTimeoutsAsync(default)).Count);
            await StepAsync(feeder);
            Assert.AreEqual(asked + 3, node.Asked);
            CollectionAssert.AreNotEqual(kept, node.Kept(channel));
            kept = node.Kept(channel);
        }

        Assert.AreEqual(0, left);
        Assert.AreEqual(0, feeder.Stuck.Count);
        node.CutPower();
        Assert.IsTrue(node.Knows(channel, kept), "the table was stored with the answer");
    }

    [TestMethod]
    public async Task TheBridgeAndTheDeviceDieBeforeTheTableIsStored()
    {
        using ClosedNode node = new(Peers);
        (ChannelName channel, _, _, Transaction spending) = node.Sweeps().Single();
        ChainFeeder feeder = await ClosedAsync(node);
        _blocks.Mine(1, 0, spending.Serialize());
        byte[] kept = node.Kept(channel);
        ulong commits = node.Commits;
        node.DieAfterTheProof();
        await Assert.ThrowsAsync<ChainFeedException>(() => StepAsync(feeder));
        Assert.AreEqual(commits + 1, node.Commits);
        CollectionAssert.AreEqual(kept, node.Kept(channel));
        node.CutPower();

        node.Restart(entry => entry.Number() == 143);
        Assert.AreEqual(1, (await node.WantedTimeoutsAsync(default)).Count, "the node asks again after its start");
        _clock.Now += TimeSpan.FromMinutes(1);
        await StepAsync(feeder);
        Assert.AreEqual(commits + 1, node.Commits);
        Assert.AreEqual(0, (await node.WantedTimeoutsAsync(default)).Count);
        CollectionAssert.AreNotEqual(kept, node.Kept(channel));
        node.CutPower();
        Assert.IsTrue(node.Knows(channel, node.Kept(channel)));
    }

    [TestMethod]
    public async Task WhatThePeerTookWithThePreimageIsNotShown()
    {
        using ClosedNode node = new(Peers);
        Transaction spending = node.Sweeps().Single().Spending;
        ChainFeeder feeder = await ClosedAsync(node);
        _blocks.Mine(1, 0, new Transaction(2, spending.Inputs, spending.Outputs, 0).Serialize());
        _blocks.Mine(5);
        await StepAsync(feeder);
        await StepAsync(feeder);
        Assert.AreEqual(0, node.Asked);
        Assert.AreEqual(0, feeder.Stuck.Count);
    }

    [TestMethod]
    public async Task ABlockThatIsReplacedIsSearchedAgain()
    {
        using ClosedNode node = new(Peers);
        Transaction spending = node.Sweeps().Single().Spending;
        node.SetDepth(3);
        ChainFeeder feeder = await ClosedAsync(node);
        _blocks.Mine(1, 0, spending.Serialize());
        await StepAsync(feeder);
        Assert.AreEqual(1, node.Asked);

        // The same transaction, three blocks later.
        _blocks.Drop(1);
        _blocks.Mine(3, 9);
        _blocks.Mine(1, 9, spending.Serialize());
        _blocks.Mine(2, 9);
        for (int round = 0; round < 8 && (await node.WantedTimeoutsAsync(default)).Count != 0; round++)
        {
            _clock.Now += TimeSpan.FromMinutes(10);
            try
            {
                await feeder.StepAsync(default);
            }
            catch (ChainFeedException)
            {
                // A round that meets the replaced block ends; the next one begins anew.
            }
        }

        Assert.AreEqual(0, (await node.WantedTimeoutsAsync(default)).Count);
    }

    [TestMethod]
    public async Task WhatTheBlocksDoNotHaveIsSaid()
    {
        using ClosedNode node = new(Peers);
        _blocks.Mine(141);
        ChainFeeder feeder = Feeder(node);
        await StepAsync(feeder);
        _blocks.Mine(1, 0, node.Sweeps().Single().Spending.Serialize());
        await Assert.ThrowsAsync<ChainFeedException>(() => StepAsync(feeder));
        StringAssert.Contains(feeder.Stuck.Single().Sentence, "do not have it");
        await StepAsync(feeder);
        Assert.AreEqual(1, feeder.Stuck.Single().Failures, "it waits before it searches again");
    }

    [TestMethod]
    public async Task NothingElseIsPassedOn()
    {
        using ClosedNode node = new(Peers);
        WantedTimeout wanted = (await node.WantedTimeoutsAsync(default)).Single();
        foreach (byte[] message in new byte[][] { [], [57], [36, .. new byte[80]], Other(wanted) })
        {
            ulong commits = node.Commits;
            Assert.IsNotNull(await node.ProveTimeoutAsync(message, default));
            Assert.AreEqual(commits, node.Commits);
        }

        // Without the transactions it is refused by the device, and stays wanted.
        Assert.IsNotNull(await node.ProveTimeoutAsync(wanted.Request.Encode(), default));
        Assert.AreEqual(1, (await node.WantedTimeoutsAsync(default)).Count);
    }

    private static byte[] Other(WantedTimeout wanted)
    {
        wanted.Request.AmountMsat++;
        byte[] message = wanted.Request.Encode();
        wanted.Request.AmountMsat--;
        return message;
    }

    // The commitment lies in block 110, and every expiry has passed.
    private async Task<ChainFeeder> ClosedAsync(ClosedNode node)
    {
        _blocks.Mine(110, 0, ClosedNode.ClosingOf(Own));
        _blocks.Mine(31);
        ChainFeeder feeder = Feeder(node);
        await StepAsync(feeder);
        await StepAsync(feeder);
        return feeder;
    }

    private ChainFeeder Feeder(ClosedNode node) => new(_blocks, node, endsBelief: true, _clock, node);

    private async Task StepAsync(ChainFeeder feeder)
    {
        _clock.Now = _clock.Now > _blocks.Time ? _clock.Now : _blocks.Time;
        do
        {
            await feeder.StepAsync(default);
        }
        while (await feeder.IsProofDueAsync(default));
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
