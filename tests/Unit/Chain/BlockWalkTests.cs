using Holdfast.Chain;

namespace Holdfast.Unit.Chain;

/// <summary>From a block that is known, header by header, to any block below it, and nowhere else.</summary>
[TestClass]
public class BlockWalkTests
{
    [TestMethod]
    public void TheWayLeadsBackToTheFirstBlock()
    {
        HeaderChain chain = new HeaderChain(Miner.Network(false, true, false));
        byte[] run = Miner.Run(chain.Tip.Hash, chain.Tip.Time, 30, 7);
        chain.Take(run, out int _);
        BlockWalk walk = new BlockWalk();
        Assert.IsNull(walk.MerkleRoot);
        for (int i = 29; i >= 0; i--)
        {
            Assert.IsTrue(walk.Show(chain, new BlockHeader(run, 80 * i)));
            Assert.AreEqual(i + 1, walk.Height);
            Assert.AreEqual(Hex.Text(Miner.Root(7)), Hex.Text(walk.MerkleRoot));
        }
    }

    [TestMethod]
    public void WhatIsNotTheBlockBeforeIsNotShown()
    {
        HeaderChain chain = new HeaderChain(Miner.Network(false, true, false));
        byte[] run = Miner.Run(chain.Tip.Hash, chain.Tip.Time, 30, 7);
        chain.Take(run, out int _);
        BlockWalk walk = new BlockWalk();

        // Too old to be remembered, and no way leads there yet.
        Assert.IsFalse(walk.Show(chain, new BlockHeader(run, 80 * 10)));
        Assert.IsTrue(walk.Show(chain, new BlockHeader(run, 80 * 17)));
        Assert.IsFalse(walk.Show(chain, new BlockHeader(run, 80 * 15)));
        Assert.IsTrue(walk.Show(chain, new BlockHeader(run, 80 * 16)));

        // A block beside the chain.
        byte[] beside = Miner.Header(new BlockHeader(run, 80 * 14).Hash, Miner.Root(8), 2000000, Miner.EasyBits, 4, true);
        Assert.IsFalse(walk.Show(chain, new BlockHeader(beside, 0)));
        Assert.AreEqual(17, walk.Height);

        // A known block begins anew.
        Assert.IsTrue(walk.Show(chain, new BlockHeader(run, 80 * 29)));
        Assert.AreEqual(30, walk.Height);
        Assert.IsFalse(walk.Show(chain, new BlockHeader(run, 80 * 15)));
    }

    [TestMethod]
    public void TheNewestBurialsAreKept()
    {
        Burials burials = new Burials();
        Assert.AreEqual(-1, burials.HeightOf(Miner.Root(1)));
        for (byte i = 0; i <= Burials.CountMax; i++)
        {
            burials.Add(Miner.Root(i), 100 + i);
        }

        Assert.AreEqual(-1, burials.HeightOf(Miner.Root(0)));
        Assert.AreEqual(101, burials.HeightOf(Miner.Root(1)));
        Assert.AreEqual(100 + Burials.CountMax, burials.HeightOf(Miner.Root(Burials.CountMax)));

        // What is proven again takes no place from the others.
        for (int i = 0; i < Burials.CountMax; i++)
        {
            burials.Add(Miner.Root(2), 200);
        }

        Assert.AreEqual(200, burials.HeightOf(Miner.Root(2)));
        Assert.AreEqual(101, burials.HeightOf(Miner.Root(1)));
    }
}
