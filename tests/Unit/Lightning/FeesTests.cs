using Holdfast.Lightning;

namespace Holdfast.Unit.Lightning;

/// <summary>BOLT 3, Fee Calculation: the worked example of appendix C's fees, and the weights per format.</summary>
[TestClass]
public class FeesTests
{
    [TestMethod]
    [DataRow(0, 15000u, 0, 10860UL)]
    [DataRow(0, 647u, 5, 1024UL)]
    [DataRow(0, 648u, 4, 914UL)]
    [DataRow(2, 1000u, 2, 1468UL)]
    [DataRow(2, 4294967295u, 966, 718444949238UL)]
    public void CommitmentFee(int type, uint feerate, int htlcs, ulong feeSat)
    {
        Assert.AreEqual(feeSat, Fees.CommitmentSat((ChannelType)type, feerate, htlcs));
    }

    [TestMethod]
    [DataRow(0, 1000u, true, 663UL)]
    [DataRow(0, 1000u, false, 703UL)]
    [DataRow(0, 253u, true, 167UL)]
    [DataRow(2, 1000u, true, 0UL)]
    [DataRow(2, 1000u, false, 0UL)]
    public void HtlcFee(int type, uint feerate, bool offered, ulong feeSat)
    {
        Assert.AreEqual(feeSat, Fees.HtlcSat((ChannelType)type, feerate, offered));
    }
}
