using Holdfast.DeviceLink;
using Holdfast.Protocol;

namespace Holdfast.HardwareInLoop;

[TestClass]
public class LatencyTableTests
{
    [DataRow(1, 50, 1.0)]
    [DataRow(1, 95, 1.0)]
    [DataRow(2, 50, 1.0)]
    [DataRow(2, 95, 2.0)]
    [DataRow(100, 50, 50.0)]
    [DataRow(100, 95, 95.0)]
    [DataRow(101, 95, 96.0)]
    [TestMethod]
    public void PercentilesAreByNearestRank(int count, int percent, double expected)
        => Assert.AreEqual(expected, LatencyTable.Percentile([.. Enumerable.Range(1, count).Select(i => (double)i)], percent));

    [TestMethod]
    public void RowsAreInTheOrderOfTheProtocol()
    {
        LatencyTable table = new();
        table.Add(new ExchangeFigures(MessageId.Ecdh, TimeSpan.FromMilliseconds(7), 56, 71));
        table.Add(new ExchangeFigures(MessageId.Status, TimeSpan.FromMilliseconds(1), 15, 200));
        table.Add(new ExchangeFigures(MessageId.Ecdh, TimeSpan.FromMilliseconds(9), 112, 71));

        IReadOnlyList<LatencyRow> rows = table.Rows();

        Assert.AreEqual("Status", rows[0].Request);
        Assert.AreEqual(new LatencyRow("Ecdh", 2, 7, 9, 9, 112, 71), rows[1]);
    }
}
