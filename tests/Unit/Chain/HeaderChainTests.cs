using Holdfast.Bytes;
using Holdfast.Chain;
using Holdfast.Protocol;

namespace Holdfast.Unit.Chain;

/// <summary>Headers follow each other by every rule, one broken at a time; a heavier branch replaces blocks, to the depth that is stated and no further.</summary>
[TestClass]
public class HeaderChainTests
{
    [TestMethod]
    public void ARunOfHeadersIsTaken()
    {
        HeaderChain chain = Plain();
        Take(chain, Miner.Run(chain.Tip.Hash, chain.Tip.Time, 30, 1), 30, HeaderFault.None);
        Assert.AreEqual(30, chain.Tip.Height);
        Assert.AreEqual(30 - HeaderChain.DepthMax, chain.Lowest.Height);
        Assert.AreEqual(60ul, chain.Tip.Work.Low);
        Assert.AreEqual(1000000u + 600 * 25, chain.MedianTime);
        Assert.AreEqual(30, chain.HeightSeen);
        Assert.IsFalse(chain.IsBehind);
        Assert.AreEqual(0, chain.Reorganisations);
    }

    [TestMethod]
    public void WhatIsKnownIsPassedOver()
    {
        HeaderChain chain = Plain();
        byte[] run = Miner.Run(chain.Tip.Hash, chain.Tip.Time, 8, 1);
        Take(chain, run, 8, HeaderFault.None);
        Take(chain, run, 8, HeaderFault.None);
        Take(chain, new byte[0], 0, HeaderFault.None);
        Assert.AreEqual(8, chain.Tip.Height);
        Assert.AreEqual(0, chain.Reorganisations);
    }

    [TestMethod]
    public void OutOfOrderHasNoParent()
    {
        HeaderChain chain = Plain();
        byte[] run = Miner.Run(chain.Tip.Hash, chain.Tip.Time, 3, 1);
        Take(chain, Miner.Slice(run, 80, 80), 0, HeaderFault.UnknownParent);
        Take(chain, Miner.Slice(run, 0, 80), 1, HeaderFault.None);
        Take(chain, Miner.Slice(run, 160, 80), 0, HeaderFault.UnknownParent);
        Take(chain, run, 3, HeaderFault.None);
    }

    [TestMethod]
    public void WhatStoodBeforeAFaultStays()
    {
        HeaderChain chain = Plain();
        byte[] run = Miner.Run(chain.Tip.Hash, chain.Tip.Time, 4, 1);
        run[2 * 80 + 40] ^= 1;
        HeaderFault fault = chain.Take(run, out int taken);
        Assert.AreEqual(2, taken);
        Assert.IsTrue(fault == HeaderFault.NoWork || fault == HeaderFault.UnknownParent);
        Assert.AreEqual(2, chain.Tip.Height);
    }

    [TestMethod]
    public void EveryHalfHeaderIsMalformed()
    {
        HeaderChain chain = Plain();
        byte[] run = Miner.Run(chain.Tip.Hash, chain.Tip.Time, 1, 1);
        for (int length = 1; length < 80; length++)
        {
            byte[] part = Miner.Slice(run, 0, length);
            Expect.Throws(typeof(MalformedException), () => chain.Take(part, out int _));
        }

        Assert.AreEqual(0, chain.Tip.Height);
    }

    [TestMethod]
    public void EachRuleHasItsFault()
    {
        HeaderChain chain = Plain();
        byte[] parent = chain.Tip.Hash;
        uint time = chain.Tip.Time + 600;
        byte[] root = Miner.Root(1);
        Take(chain, Miner.Header(parent, root, time, Miner.EasyBits, 3, true), 0, HeaderFault.OldVersion);
        Take(chain, Miner.Header(parent, root, time, Miner.EasyBits, -1, true), 0, HeaderFault.OldVersion);
        Take(chain, Miner.Header(parent, root, time, Miner.EasyBits, 4, false), 0, HeaderFault.NoWork);
        Take(chain, Miner.Header(parent, root, chain.Tip.Time, Miner.EasyBits, 4, true), 0, HeaderFault.TooEarly);
        uint[] bits = { 0x207ffffe, 0x2100ffff, 0x20800000, 0, 0x1d00ffff, 0xff7fffff, 0x23000001 };
        for (int i = 0; i < bits.Length; i++)
        {
            Take(chain, Miner.Header(parent, root, time, bits[i], 4, false), 0, HeaderFault.WrongBits);
        }

        Assert.AreEqual(0, chain.Tip.Height);
        Take(chain, Miner.Header(parent, root, chain.Tip.Time + 1, Miner.EasyBits, 4, true), 1, HeaderFault.None);
    }

    [TestMethod]
    public void AHeaderOfAnotherNetworkIsRefused()
    {
        // The first block of mainnet.
        byte[] one = Hex.Bytes("010000006fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000982051fd1e4ba744bbbe680e1fee14677ba1a3c3540bf7b1cdb606e857233e0e61bc6649ffff001d01e36299");
        Take(new HeaderChain(ChainNetwork.Of(Network.Bitcoin)), one, 0, HeaderFault.UnknownParent);
        Take(new HeaderChain(ChainNetwork.Of(Network.Regtest)), one, 0, HeaderFault.UnknownParent);
        Take(new HeaderChain(ChainNetwork.Of(Network.Signet)), one, 0, HeaderFault.UnknownParent);
    }

    [TestMethod]
    public void TimeMustPassTheMedianOfElevenAndNotTheBlockBefore()
    {
        HeaderChain chain = Plain();
        Take(chain, Miner.Run(chain.Tip.Hash, chain.Tip.Time, 20, 1), 20, HeaderFault.None);
        uint median = chain.MedianTime;
        Assert.AreEqual(1000000u + 600 * 15, median);
        Take(chain, Miner.Header(chain.Tip.Hash, Miner.Root(1), median, Miner.EasyBits, 4, true), 0, HeaderFault.TooEarly);
        Take(chain, Miner.Header(chain.Tip.Hash, Miner.Root(1), median + 1, Miner.EasyBits, 4, true), 1, HeaderFault.None);

        // A block from a far future is taken: there is no clock. It moves the median by one place only.
        Take(chain, Miner.Header(chain.Tip.Hash, Miner.Root(1), uint.MaxValue, Miner.EasyBits, 4, true), 1, HeaderFault.None);
        Assert.IsTrue(chain.MedianTime < 1000000u + 600 * 20);
    }

    [TestMethod]
    public void ABranchNeedsMoreWork()
    {
        HeaderChain chain = Plain();
        byte[] run = Miner.Run(chain.Tip.Hash, chain.Tip.Time, 5, 1);
        byte[] branch = Miner.Run(chain.Tip.Hash, chain.Tip.Time, 6, 2);
        Take(chain, run, 5, HeaderFault.None);
        ChainPoint tip = chain.Tip;
        Take(chain, Miner.Slice(branch, 0, 400), 5, HeaderFault.LessWork);
        Assert.AreEqual(tip, chain.Tip);
        Assert.AreEqual(0, chain.Reorganisations);

        // Nothing of a branch is kept between two calls.
        Take(chain, Miner.Slice(branch, 400, 80), 0, HeaderFault.UnknownParent);
        Take(chain, branch, 6, HeaderFault.None);
        Assert.AreEqual(6, chain.Tip.Height);
        Assert.AreEqual(1, chain.Reorganisations);
        Assert.IsNull(chain.Find(tip.Hash));
        Take(chain, Miner.Run(chain.Tip.Hash, chain.Tip.Time, 9, 2), 9, HeaderFault.None);
        Assert.AreEqual(15, chain.Tip.Height);
    }

    [TestMethod]
    public void ABranchMayReplaceTheStatedDepthAndNotOneBlockMore()
    {
        for (int depth = HeaderChain.DepthMax; depth <= HeaderChain.DepthMax + 1; depth++)
        {
            HeaderChain chain = Plain();
            byte[] run = Miner.Run(chain.Tip.Hash, chain.Tip.Time, 40, 1);
            Take(chain, run, 40, HeaderFault.None);
            BlockHeader fork = new BlockHeader(run, (39 - depth) * 80);
            byte[] branch = Miner.Run(fork.Hash, fork.Time, depth + 1, 2);
            bool isWithin = depth == HeaderChain.DepthMax;
            Take(chain, branch, isWithin ? depth + 1 : 0, isWithin ? HeaderFault.None : HeaderFault.UnknownParent);
            Assert.AreEqual(isWithin ? 41 : 40, chain.Tip.Height);
        }
    }

    [TestMethod]
    public void ABranchThatDoesNotOvertakeIsGivenUp()
    {
        HeaderChain chain = Plain();
        ChainPoint start = chain.Tip;
        Take(chain, Miner.Run(start.Hash, start.Time, 12, 1), 12, HeaderFault.None);
        byte[] branch = Miner.Run(start.Hash, start.Time, 12, 2);
        ByteWriter twice = new ByteWriter(30 * 80);
        twice.Bytes(branch);
        twice.Bytes(Miner.Run(start.Hash, start.Time, 12, 3));
        twice.Bytes(Miner.Run(start.Hash, start.Time, 6, 4));
        Take(chain, twice.ToArray(), HeaderChain.BranchBlocksMax - 1, HeaderFault.LessWork);
        Assert.AreEqual(12, chain.Tip.Height);
    }

    [TestMethod]
    public void TheRecordGoesOnWhereTheLowestBlockIs()
    {
        HeaderChain chain = Plain();
        byte[] run = Miner.Run(chain.Tip.Hash, chain.Tip.Time, 40, 1);
        Take(chain, run, 40, HeaderFault.None);
        byte[] record = chain.Encode();
        Assert.AreEqual(129, record.Length);
        HeaderChain again = HeaderChain.Decode(Miner.Network(false, true, false), record);
        Assert.AreEqual(Hex.Text(record), Hex.Text(again.Encode()));
        Assert.AreEqual(40 - HeaderChain.DepthMax, again.Tip.Height);
        Assert.AreEqual(40, again.HeightSeen);
        Assert.IsTrue(again.IsBehind);

        // The times before it count for the median although their blocks are gone.
        int at = (40 - HeaderChain.DepthMax) * 80;
        uint median = again.MedianTime;
        Assert.AreEqual(1000000u + 600 * (40 - HeaderChain.DepthMax - 5), median);
        Take(again, Miner.Header(again.Tip.Hash, Miner.Root(1), median, Miner.EasyBits, 4, true), 0, HeaderFault.TooEarly);
        Take(again, Miner.Slice(run, at, run.Length - at - 80), HeaderChain.DepthMax - 1, HeaderFault.None);
        Assert.IsTrue(again.IsBehind);
        Take(again, Miner.Slice(run, run.Length - 80, 80), 1, HeaderFault.None);
        Assert.IsFalse(again.IsBehind);
        Assert.AreEqual(Hex.Text(record), Hex.Text(again.Encode()));
    }

    [TestMethod]
    public void ARecordOfAnotherVersionOrLengthStops()
    {
        byte[] record = Plain().Encode();
        record[0] ^= 3;
        Expect.Throws(typeof(FaultException), () => HeaderChain.Decode(Miner.Network(false, true, false), record));
        record[0] ^= 3;
        for (int length = 1; length < record.Length; length += 11)
        {
            byte[] part = Miner.Slice(record, 0, length);
            Expect.Throws(typeof(MalformedException), () => HeaderChain.Decode(Miner.Network(false, true, false), part));
        }
    }

    [TestMethod]
    public void ATestNetworkAllowsTheEasiestTargetAfterTwentyMinutes()
    {
        HeaderChain chain = At(Miner.Network(true, true, true), 5000, 0x203fffff, 0x203fffff, 0);
        ChainPoint tip = chain.Tip;
        Take(chain, Miner.Header(tip.Hash, Miner.Root(1), tip.Time + 1200, Miner.EasyBits, 4, true), 0, HeaderFault.WrongBits);
        Take(chain, Miner.Header(tip.Hash, Miner.Root(1), tip.Time + 1201, 0x203fffff, 4, true), 0, HeaderFault.WrongBits);
        Take(chain, Miner.Header(tip.Hash, Miner.Root(1), tip.Time + 1201, Miner.EasyBits, 4, true), 1, HeaderFault.None);

        // And then back to that of the period, not to that of the exception.
        tip = chain.Tip;
        Take(chain, Miner.Header(tip.Hash, Miner.Root(1), tip.Time + 600, Miner.EasyBits, 4, true), 0, HeaderFault.WrongBits);
        Take(chain, Miner.Header(tip.Hash, Miner.Root(1), tip.Time + 600, 0x203fffff, 4, true), 1, HeaderFault.None);
    }

    [TestMethod]
    public void ANewPeriodStartsFromTheLastBlockOrWithBip94FromTheFirst()
    {
        // The last block of the period is an exception. The period took its two weeks, so the target stays what it was taken from.
        for (int i = 0; i < 2; i++)
        {
            bool isBip94 = i == 1;
            HeaderChain chain = At(Miner.Network(true, true, isBip94), 2015, Miner.EasyBits, 0x203fffff, 1209600);
            ChainPoint tip = chain.Tip;
            uint expected = isBip94 ? 0x203fffffu : Miner.EasyBits;
            uint other = isBip94 ? Miner.EasyBits : 0x203fffffu;
            Take(chain, Miner.Header(tip.Hash, Miner.Root(1), tip.Time + 600, other, 4, true), 0, HeaderFault.WrongBits);
            Take(chain, Miner.Header(tip.Hash, Miner.Root(1), tip.Time + 600, expected, 4, true), 1, HeaderFault.None);
            Assert.AreEqual(chain.Tip.Time, chain.Tip.PeriodTime);
        }
    }

    [TestMethod]
    public void WithoutExceptionsTheTargetHoldsForThePeriod()
    {
        HeaderChain chain = At(Miner.Network(true, false, false), 5000, 0x203fffff, 0x203fffff, 0);
        ChainPoint tip = chain.Tip;
        Take(chain, Miner.Header(tip.Hash, Miner.Root(1), tip.Time + 5000, Miner.EasyBits, 4, true), 0, HeaderFault.WrongBits);
        Take(chain, Miner.Header(tip.Hash, Miner.Root(1), tip.Time + 5000, 0x203fffff, 4, true), 1, HeaderFault.None);
    }

    [TestMethod]
    public void Bip94RefusesATimeWarp()
    {
        for (int i = 0; i < 2; i++)
        {
            bool isBip94 = i == 1;
            HeaderChain chain = At(Miner.Network(true, true, isBip94), 2015, Miner.EasyBits, Miner.EasyBits, 1209600);
            ChainPoint tip = chain.Tip;
            Take(chain, Miner.Header(tip.Hash, Miner.Root(1), tip.Time - 601, Miner.EasyBits, 4, true), isBip94 ? 0 : 1,
                isBip94 ? HeaderFault.TooEarly : HeaderFault.None);
            if (isBip94)
            {
                Take(chain, Miner.Header(tip.Hash, Miner.Root(1), tip.Time - 600, Miner.EasyBits, 4, true), 1, HeaderFault.None);
            }
        }
    }

    [TestMethod]
    public void ATargetBeyondCountingIsRefused()
    {
        // 2^160 - 1 and less cannot be counted in 128 bits for long. Nobody has work for it, so the hash is never asked for.
        HeaderChain chain = At(Miner.Network(true, false, false), 5000, 0x1500ffff, 0x1500ffff, 0);
        Take(chain, Miner.Header(chain.Tip.Hash, Miner.Root(1), chain.Tip.Time + 600, 0x1500ffff, 4, false), 0, HeaderFault.WrongBits);
        chain = At(Miner.Network(true, false, false), 5000, 0x1600ffff, 0x1600ffff, 0);
        Take(chain, Miner.Header(chain.Tip.Hash, Miner.Root(1), chain.Tip.Time + 600, 0x1600ffff, 4, false), 0, HeaderFault.NoWork);
    }

    private static HeaderChain Plain()
    {
        return new HeaderChain(Miner.Network(false, true, false));
    }

    /// <summary>A chain whose only known block has this height and these targets, and comes so many seconds after its period's first.</summary>
    public static HeaderChain At(ChainNetwork network, int height, uint bits, uint periodBits, uint periodSeconds)
    {
        ByteWriter record = new ByteWriter(129);
        record.U8(1);
        record.U32((uint)height);
        record.Bytes(Miner.Root(9));
        record.U32(20000000);
        record.U32(bits);
        record.U32(20000000 - periodSeconds);
        record.U32(periodBits);
        record.Bytes(new byte[16 + 40]);
        record.U32((uint)height);
        record.Bytes(new byte[16]);
        return HeaderChain.Decode(network, record.ToArray());
    }

    private static void Take(HeaderChain chain, byte[] headers, int taken, HeaderFault fault)
    {
        Assert.AreEqual(fault, chain.Take(headers, out int count));
        Assert.AreEqual(taken, count);
    }
}
