using Holdfast.Bytes;
using Holdfast.Lightning;

namespace Holdfast.Unit.Lightning;

/// <summary>Amounts, order and absence of a close's outputs; whole transactions are compared in RecordedCommitmentTests.</summary>
[TestClass]
public class ClosingTransactionTests
{
    private const string Low = "00140000000000000000000000000000000000000001";
    private const string High = "00140000000000000000000000000000000000000002";

    [TestMethod]
    [DataRow(1000UL, Low, 2000UL, High, Low)]
    [DataRow(2000UL, Low, 1000UL, High, High)]
    [DataRow(1000UL, High, 1000UL, Low, Low)]
    [DataRow(1000UL, Low, 1000UL, High, Low)]
    public void SmallerValueThenSmallerScriptFirst(ulong holderSat, string holderScript, ulong counterpartySat, string counterpartyScript, string first)
    {
        byte[] transaction = Close(10000, holderSat, counterpartySat, holderScript, counterpartyScript).Serialize();
        Assert.AreEqual(2, (int)transaction[46]);
        Assert.AreEqual(first, Hex.Text(transaction).Substring(2 * (47 + 9), 44));
    }

    [TestMethod]
    public void AZeroAmountHasNoOutput()
    {
        Assert.AreEqual(1, (int)Close(10000, 0, 1000, "", High).Serialize()[46]);
        Assert.AreEqual(1, (int)Close(10000, 1000, 0, Low, "").Serialize()[46]);
        Expect.Throws(typeof(MalformedException), () => Close(10000, 0, 0, Low, High));
    }

    [TestMethod]
    public void TheFeeIsWhatIsLeft()
    {
        Assert.AreEqual(0UL, Close(10000, 4000, 6000, Low, High).FeeSat);
        Assert.AreEqual(1UL, Close(10000, 4000, 5999, Low, High).FeeSat);
        Expect.Throws(typeof(MalformedException), () => Close(10000, 4000, 6001, Low, High));
        Expect.Throws(typeof(MalformedException), () => Close(10000, 10001, 0, Low, High));
        Expect.Throws(typeof(MalformedException), () => Close(10000, 4000, 0xfffffffffffffffe, Low, High));
    }

    private static ClosingTransaction Close(ulong fundingSat, ulong holderSat, ulong counterpartySat, string holderScript, string counterpartyScript)
    {
        byte[] key = Hex.Bytes("023da092f6980e58d2c037173180e9a465476026ee50f96695963e8efe436f54eb");
        byte[] otherKey = Hex.Bytes("030e9f7b623d2ccc7c9bd44d66d5ce21ce504c0acf6385a132cec6d3c39fa711c1");
        return new ClosingTransaction(new byte[32], 0, fundingSat, key, otherKey, holderSat, counterpartySat, Hex.Bytes(holderScript),
            Hex.Bytes(counterpartyScript), 0, 0xffffffff);
    }
}
