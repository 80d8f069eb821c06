using System.Text.Json.Nodes;
using Holdfast.ChainFeed;
using Holdfast.HostUnit.Watchtowers;
using Holdfast.Protocol;

namespace Holdfast.HostUnit.ChainFeed;

/// <summary>From the node's blocks to the device: headers and proofs, without a hand and without the owner's button.</summary>
[TestClass]
public sealed class ChainFeederTests
{
    private const string NotBuried = "policy-chain-validated";

    private readonly ScriptedBlocks _node = new();
    private readonly FedSigner _signer = new();
    private readonly Clock _clock = new();

    [TestCleanup]
    public void Unplug() => _signer.Dispose();

    [TestMethod]
    public async Task AFundingIsLockedWithoutAHand()
    {
        ChainFeeder feeder = Feeder();
        _node.Mine(20);
        await StepAsync(feeder);
        Assert.IsTrue(_signer.Chain.IsInForce);
        Assert.AreEqual(20u, _signer.Chain.Height);
        Assert.IsFalse(await feeder.IsProofDueAsync(default), "nobody waits");

        // channeld asks before the block is there, and every ten seconds from then on.
        Assert.IsFalse(_signer.Check());
        Assert.AreEqual(NotBuried, _signer.Lock());
        Assert.IsTrue(await feeder.IsProofDueAsync(default));
        _node.Mine(1, 0, _signer.Funding);
        _node.Mine(2);
        await StepAsync(feeder);
        Assert.IsTrue(_signer.Check());
        Assert.IsFalse(await feeder.IsProofDueAsync(default));
        Assert.AreEqual("", _signer.Lock());
        Assert.AreEqual("[]", _signer.Ask(new JsonObject { ["method"] = "wanted-proofs" })["outpoints"]!.ToJsonString());
    }

    [TestMethod]
    public async Task WithoutAWordThatItIsTheEndNothingIsInForce()
    {
        ChainFeeder feeder = new(_node, _signer, endsBelief: false, _clock);
        _node.Mine(20);
        await StepAsync(feeder);
        Assert.AreEqual(20u, _signer.Chain.Height);
        Assert.IsFalse(_signer.Chain.IsInForce);
        Assert.IsTrue(_signer.Check());

        // A node that is still fetching blocks has no newest one.
        feeder = Feeder();
        _clock.Now = _node.Time + TimeSpan.FromHours(2);
        await feeder.StepAsync(default);
        Assert.IsFalse(_signer.Chain.IsInForce);
        _clock.Now = _node.Time;
        await feeder.StepAsync(default);
        Assert.IsTrue(_signer.Chain.IsInForce);
    }

    [TestMethod]
    public async Task TheDeviceMayStartAnewBeforeAnyRequest()
    {
        ChainFeeder feeder = Feeder();
        _node.Mine(30);
        await StepAsync(feeder);
        _signer.Check();
        _node.Mine(1, 0, _signer.Funding);
        int cuts = 0;
        for (bool isCut = true; isCut; cuts++)
        {
            _node.Mine(1);
            int boots = _signer.Boots;
            _signer.CutsBefore = _signer.Asked + cuts;
            for (int round = 0; round < 3; round++)
            {
                try
                {
                    await StepAsync(feeder);
                }
                catch (ChainFeedException)
                {
                    // The way to the block was lost with the power; the next round shows it again.
                }
            }

            isCut = _signer.Asked > _signer.CutsBefore;
            Assert.AreEqual(isCut, _signer.Boots > boots);
            _clock.Now += TimeSpan.FromMinutes(11);
            await feeder.StepAsync(default);
            Assert.AreEqual((uint)_node.Height, _signer.Chain.Height, $"{cuts} requests");
            Assert.IsTrue(_signer.Check(), $"{cuts} requests");
            _signer.Restart();
            Assert.IsFalse(_signer.Check());
        }

        Assert.IsTrue(cuts > 6, $"only {cuts} places");
    }

    [TestMethod]
    public async Task BlocksAreReplacedAndTheProofIsShownAgain()
    {
        ChainFeeder feeder = Feeder();
        _node.Mine(20);
        _node.Mine(1, 0, _signer.Funding);
        await StepAsync(feeder);
        Assert.IsFalse(_signer.Check());
        await StepAsync(feeder);
        Assert.IsTrue(_signer.Check());

        // The branch does not have the funding, and later it has it in another block.
        _node.Drop(5);
        _node.Mine(8, 1);
        await StepsAsync(feeder);
        Assert.AreEqual(_node.Height, (int)_signer.Chain.Height);
        CollectionAssert.AreEqual(_node.Tip, _signer.Chain.Hash);
        Assert.IsFalse(_signer.Check());
        _node.Mine(1, 1, _signer.Funding);
        _clock.Now += TimeSpan.FromHours(1);
        await StepsAsync(feeder);
        Assert.IsTrue(_signer.Check());
    }

    [TestMethod]
    public async Task ALighterBranchOfTheNodeIsWaitedFor()
    {
        ChainFeeder feeder = Feeder();
        _node.Mine(20);
        await StepAsync(feeder);
        byte[] tip = _node.Tip;

        // While the node replaces blocks it may be lower than before, or as high.
        _node.Drop(3);
        await feeder.StepAsync(default);
        _node.Mine(3, 1);
        await StepsAsync(feeder);
        StringAssert.Contains((await Assert.ThrowsExactlyAsync<ChainFeedException>(() => StepsAsync(Feeder()))).Message, "more work");
        CollectionAssert.AreEqual(tip, _signer.Chain.Hash);
        _node.Mine(1, 1);
        await StepsAsync(feeder);
        CollectionAssert.AreEqual(_node.Tip, _signer.Chain.Hash);

        // Deeper than the device remembers: only the owner can help.
        _node.Drop(14);
        _node.Mine(20, 2);
        StringAssert.Contains((await Assert.ThrowsExactlyAsync<ChainFeedException>(() => StepsAsync(feeder))).Message, "chain forget");
    }

    [TestMethod]
    public async Task AnOldFundingIsFoundAndShownByAWay()
    {
        ChainFeeder feeder = Feeder();
        _node.Mine(3, 0, _signer.Funding);
        _node.Mine(60);
        await StepAsync(feeder);
        Assert.IsFalse(_signer.Check());
        int rounds = 0;
        for (; !_signer.Check(); rounds++)
        {
            Assert.IsTrue(await feeder.IsProofDueAsync(default));
            await StepAsync(feeder);
        }

        Assert.AreEqual(4, rounds, "sixteen blocks in each");
    }

    [TestMethod]
    public async Task WhatIsNowhereIsSearchedLessAndLessOften()
    {
        ChainFeeder feeder = Feeder();
        _node.Mine(10);
        await StepAsync(feeder);
        Assert.IsFalse(_signer.Check());
        ChainFeedException nowhere = await Assert.ThrowsExactlyAsync<ChainFeedException>(() => StepAsync(feeder));
        StringAssert.Contains(nowhere.Message, _signer.Outpoint.ToString());
        int fetched = _node.Fetched;
        for (int i = 0; i < 1440; i++)
        {
            _clock.Now += TimeSpan.FromMinutes(1);
            if (await feeder.IsProofDueAsync(default))
            {
                await Assert.ThrowsExactlyAsync<ChainFeedException>(() => feeder.StepAsync(default));
            }
        }

        Assert.IsTrue(_node.Fetched - fetched <= 14 * 11, $"{_node.Fetched - fetched} blocks in a day");
    }

    [TestMethod]
    public async Task ADayHasFewRequestsAndFewCommits()
    {
        ChainFeeder feeder = Feeder();
        _node.Mine(100);
        await StepAsync(feeder);
        (int asked, ulong commits, int fetched) = (_signer.Asked, _signer.Commits, _node.Fetched);
        for (int i = 0; i < 144; i++)
        {
            _node.Mine(1);
            await StepAsync(feeder);
        }

        Assert.AreEqual(24ul, _signer.Commits - commits);
        Assert.AreEqual(144, _node.Fetched - fetched, "each block once");
        Assert.AreEqual(3 * 144, _signer.Asked - asked);
    }

    [TestMethod]
    public async Task WrongBlocksAreSaidAndNothingIsLost()
    {
        ChainFeeder feeder = Feeder();
        _node.Mine(20, 0, _signer.Funding);
        await StepAsync(feeder);
        _signer.Check();
        _node.Gives = (height, block) => height == 20 ? block[..^1] : block;
        StringAssert.Contains((await Assert.ThrowsExactlyAsync<ChainFeedException>(() => feeder.StepAsync(default))).Message, "not whole");
        _node.Gives = (_, _) => new byte[79];
        _node.Mine(1);
        await Assert.ThrowsExactlyAsync<ChainFeedException>(() => StepsAsync(feeder));
        _node.Gives = (height, block) => height == 21 ? [.. block[..76], .. new byte[4], .. block[80..]] : block;
        _node.Mine(1);
        await Assert.ThrowsExactlyAsync<ChainFeedException>(() => StepsAsync(feeder));
        _node.Gives = (_, block) => block;
        _clock.Now += TimeSpan.FromHours(1);
        await StepsAsync(feeder);
        Assert.AreEqual(22u, _signer.Chain.Height);
        Assert.IsTrue(_signer.Check());
    }

    [TestMethod]
    public async Task FarBehindAFileOfHeadersIsNeeded()
    {
        ChainFeeder feeder = Feeder();
        _node.Mine(ChainFeeder.CatchUpBlocksMax + 1);
        StringAssert.Contains((await Assert.ThrowsExactlyAsync<ChainFeedException>(() => feeder.StepAsync(default))).Message, "chain feed");
        Assert.AreEqual(0, _node.Fetched);
        _node.Drop(1);
        await StepAsync(feeder);
        Assert.AreEqual((uint)_node.Height, _signer.Chain.Height);
        Assert.AreEqual(ChainFeeder.CatchUpBlocksMax + 1, _node.Fetched);
    }

    [TestMethod]
    public void TheSocketCarriesOnlyRequestsAboutTheChain()
    {
        foreach (byte[] message in new byte[][] { [], [(byte)MessageId.Wipe], [(byte)MessageId.FeedHeaders - 1], [(byte)MessageId.ForgetChain + 1] })
        {
            JsonNode reply = _signer.Ask(new JsonObject { ["method"] = "chain", ["message"] = Convert.ToHexString(message) });
            StringAssert.Contains(reply["error"]!.ToString(), "no request about the chain");
        }

        StringAssert.Contains(_signer.Ask(new JsonObject { ["method"] = "chain", ["message"] = "5" })["error"]!.ToString(), "not a request");
        StringAssert.Contains(_signer.Ask(new JsonObject { ["method"] = "chain", ["message"] = "52" })["error"]!.ToString(), "alformed");
    }

    /// <summary>Nobody asks about the first ones any more, and the node does not have them.</summary>
    [TestMethod]
    public async Task AFundingBehindManyThatCannotBeShownIsShown()
    {
        _node.Mine(20);
        await StepAsync(Feeder());
        Assert.IsFalse(_signer.Check());
        _node.Mine(1, 0, _signer.Funding);
        ChainFeeder feeder = new(_node, new ManyWanted(_signer), endsBelief: true, _clock);
        for (int round = 0; round < 4; round++)
        {
            try
            {
                await StepAsync(feeder);
            }
            catch (ChainFeedException)
            {
                // For those that the node does not have.
            }
        }

        Assert.IsTrue(_signer.Check());
        Assert.AreEqual(9, feeder.Stuck.Count);
    }

    private ChainFeeder Feeder() => new(_node, _signer, endsBelief: true, _clock);

    private async Task StepAsync(ChainFeeder feeder)
    {
        _clock.Now = _clock.Now > _node.Time ? _clock.Now : _node.Time;
        await feeder.StepAsync(default);
    }

    /// <summary>Rounds until one is clean, as the plugin has them; what stays wrong is thrown.</summary>
    private async Task StepsAsync(ChainFeeder feeder)
    {
        for (int round = 0; ; round++)
        {
            try
            {
                await StepAsync(feeder);
                if (!await feeder.IsProofDueAsync(default))
                {
                    return;
                }
            }
            catch (ChainFeedException) when (round < 2)
            {
                // The node has just replaced blocks.
            }
        }
    }

    /// <summary>Nine others are wanted too, before those of the signer.</summary>
    private sealed class ManyWanted(FedSigner signer) : ISignerChain
    {
        public Task<byte[]> ExchangeAsync(byte[] message, CancellationToken cancellation) => signer.ExchangeAsync(message, cancellation);

        public async Task<IReadOnlyList<FundingOutpoint>> WantedAsync(CancellationToken cancellation) =>
            [.. Enumerable.Range(1, 9).Select(number => new FundingOutpoint(new string((char)('0' + number), 64), 0)), .. await signer.WantedAsync(cancellation)];
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.FromUnixTimeSeconds(ScriptedBlocks.Begin);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
