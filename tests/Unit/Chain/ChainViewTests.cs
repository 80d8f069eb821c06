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
        Assert.AreEqual(HeaderFault.None, view.Take(run, true, 10 * HourMs, out int _));
        Assert.AreEqual(3, view.HeightPresumed(10 * HourMs));
        Assert.AreEqual(3, view.HeightPresumed(10 * HourMs + 599999));
        Assert.AreEqual(4, view.HeightPresumed(10 * HourMs + 600000));
        Assert.AreEqual(3 + 6 * 24, view.HeightPresumed(34 * HourMs));

        // The same headers again are no new ones.
        view.Take(run, true, 34 * HourMs, out int _);
        Assert.AreEqual(3 + 6 * 24, view.HeightPresumed(34 * HourMs));
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
