using Holdfast.Bytes;
using Holdfast.Chain;
using Holdfast.Protocol;

namespace Holdfast.Unit.Chain;

/// <summary>When the chain is written down, and what is presumed while nobody shows a header.</summary>
[TestClass]
public class ChainViewTests
{
    private const long HourMs = 3600000;

    [TestMethod]
    public void SilenceCountsAsBlocks()
    {
        ChainView view = new ChainView(Miner.Network(true, true, false), null);
        byte[] run = Miner.Run(view.Headers.Tip.Hash, view.Headers.Tip.Time, 3, 1);
        Assert.AreEqual(HeaderFault.None, view.Take(run, true, 0, out int _));
        Assert.AreEqual(3, view.HeightPresumed(0));
        Assert.AreEqual(3, view.HeightPresumed(599999));
        Assert.AreEqual(4, view.HeightPresumed(600000));
        Assert.AreEqual(3 + 6 * 24, view.HeightPresumed(24 * HourMs));

        // The same headers again are no new ones.
        view.Take(run, true, 24 * HourMs, out int _);
        Assert.AreEqual(3 + 6 * 24, view.HeightPresumed(24 * HourMs));
    }

    [TestMethod]
    public void OneHeaderAfterALongSilenceDoesNotEndWhatIsPresumed()
    {
        // The host holds back a day of blocks and shows one each ten minutes from then on.
        ChainView view = new ChainView(Miner.Network(true, true, false), null);
        view.Take(Miner.Run(view.Headers.Tip.Hash, view.Headers.Tip.Time, 20, 1), true, HourMs, out int _);
        uint time = view.TimePresumed(HourMs);
        Assert.AreEqual(view.Headers.MedianTime, time);
        for (int i = 0; i < 12; i++)
        {
            long now = 25 * HourMs + i * (HourMs / 6);
            uint before = view.TimePresumed(now);
            view.Take(Miner.Run(view.Headers.Tip.Hash, view.Headers.Tip.Time, 1, 1), true, now, out int _);
            Assert.IsTrue(view.TimePresumed(now) == before && before == time + 24 * 3600 + (uint)i * 600);
            Assert.IsTrue(view.HeightPresumed(now) >= 20 + 6 * 24 + i - 5);
        }

        // Once the host shows the rest, the blocks themselves say where the chain is.
        view.Take(Miner.Run(view.Headers.Tip.Hash, view.Headers.Tip.Time, 150, 1), true, 27 * HourMs, out int _);
        Assert.AreEqual(182, view.HeightPresumed(27 * HourMs));
    }

    [TestMethod]
    public void ABlockThatIsLateOnlyShowsThatItWasLate()
    {
        // Blocks of an honest host, each after half an hour and after a minute in turn: nothing adds up.
        ChainView view = new ChainView(Miner.Network(true, true, false), null);
        view.Take(Miner.Run(view.Headers.Tip.Hash, view.Headers.Tip.Time, 20, 1), true, 0, out int _);
        long now = 0;
        for (int i = 0; i < 100; i++)
        {
            int seconds = i % 2 == 0 ? 1140 : 60;
            now += 1000 * seconds;
            view.Take(Miner.After(view.Headers.Tip, seconds, 1), true, now, out int _);
            Assert.IsTrue(view.HeightPresumed(now) <= view.Headers.Tip.Height + 1);
        }
    }

    [TestMethod]
    public void AStartBeginsWithTheTimeThatIsWrittenDown()
    {
        ChainView view = new ChainView(Miner.Network(true, true, false), null);
        view.Take(Miner.Run(view.Headers.Tip.Hash, view.Headers.Tip.Time, 60, 1), true, 0, out int _);
        Assert.AreEqual(0u, view.TimeRecorded);
        byte[] record = view.Encode();
        view.Recorded();
        ChainView again = new ChainView(Miner.Network(true, true, false), record);
        Assert.IsTrue(view.TimeRecorded != 0 && again.TimeRecorded == view.TimeRecorded && again.TimePresumed(0) == view.TimeRecorded);
        Assert.IsTrue(view.TimeRecorded <= view.TimePresumed(0));
    }

    [TestMethod]
    public void ANetworkWithoutAPaceIsNotPresumedToGrow()
    {
        ChainView view = new ChainView(Miner.Network(false, true, false), null);
        view.Take(Miner.Run(view.Headers.Tip.Hash, view.Headers.Tip.Time, 3, 1), true, 0, out int _);
        Assert.AreEqual(3, view.HeightPresumed(1000 * HourMs));
    }

    [TestMethod]
    public void ARecordIsReadBackAndAnyOtherLengthStops()
    {
        ChainView view = new ChainView(Miner.Network(false, true, false), null);
        Assert.IsFalse(view.IsRecordDue);
        view.Take(Miner.Run(view.Headers.Tip.Hash, view.Headers.Tip.Time, 20, 1), true, 0, out int _);
        Assert.IsTrue(view.IsRecordDue && view.IsInForce && !view.IsRecorded);
        byte[] record = view.Encode();
        Assert.AreEqual(ChainView.RecordBytes, record.Length);
        view.Recorded();
        Assert.IsFalse(view.IsRecordDue);
        ChainView again = new ChainView(Miner.Network(false, true, false), record);
        Assert.IsTrue(again.IsInForce && again.IsRecorded && !again.IsRecordDue);
        Assert.AreEqual(20, again.HeightPresumed(0));
        Assert.AreEqual(Hex.Text(record), Hex.Text(again.Encode()));
        Expect.Throws(typeof(FaultException), () => new ChainView(Miner.Network(false, true, false), Miner.Slice(record, 0, 129)));
    }
}
