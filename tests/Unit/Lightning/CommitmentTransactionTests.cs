using Holdfast.Bytes;
using Holdfast.Lightning;

namespace Holdfast.Unit.Lightning;

/// <summary>
/// What makes a commitment impossible, one number at a time, and the outputs that come and go. Whole transactions are compared with the
/// published ones elsewhere (Bolt3CommitmentTests).
/// </summary>
[TestClass]
public class CommitmentTransactionTests
{
    private const ulong FundingSat = 1000000;

    [TestMethod]
    public void OutputsMayTakeTheWholeChannel()
    {
        CommitmentParameters numbers = Good();
        numbers.Content.ToHolderSat = FundingSat - 2 * 330 - 20000 - 300000;
        CommitmentTransaction commitment = new CommitmentTransaction(numbers);
        Assert.AreEqual(FundingSat, commitment.OutputSumSat);
        Assert.AreEqual(0UL, commitment.FeeSat);
    }

    [TestMethod]
    public void OneSatoshiMoreIsMalformed()
    {
        CommitmentParameters numbers = Good();
        numbers.Content.ToHolderSat = FundingSat - 2 * 330 - 20000 - 300000 + 1;
        Malformed(numbers);
    }

    [TestMethod]
    public void TrimmedHtlcsMustFitIntoTheFee()
    {
        CommitmentParameters numbers = Good();
        numbers.Content.Htlcs = new Htlc[] { Offered(300000, true, 600) };
        numbers.Content.ToHolderSat = FundingSat - 2 * 330 - 300000 - 300;
        CommitmentTransaction commitment = new CommitmentTransaction(numbers);
        Assert.AreEqual(300UL, commitment.FeeSat);
        Assert.AreEqual(300000UL, commitment.TrimmedSumMsat);
        Assert.AreEqual(0, commitment.HtlcCount);

        numbers.Content.ToHolderSat++;
        Malformed(numbers);
    }

    [TestMethod]
    public void HtlcAmountsDoNotWrap()
    {
        CommitmentParameters numbers = Good();
        Htlc[] htlcs = new Htlc[9];
        for (int i = 0; i < htlcs.Length; i++)
        {
            htlcs[i] = Offered(2100000000000000000 - 48362880641935UL * (ulong)i, true, 600);
        }

        numbers.Content.Htlcs = htlcs;
        Malformed(numbers);
    }

    [TestMethod]
    public void AmountsBeyondAllBitcoinAreMalformed()
    {
        CommitmentParameters numbers = Good();
        numbers.Content.ToHolderSat = Amounts.SatMax + 1;
        Malformed(numbers);
        numbers = Good();
        numbers.Content.ToCounterpartySat = 0xffffffffffffffff;
        Malformed(numbers);
        Expect.Throws(typeof(MalformedException), () => Htlc.RequireSense(new Htlc[] { Offered(Amounts.MsatMax + 1, false, 600) }));
    }

    [TestMethod]
    public void ANumberBeyond48BitsIsMalformed()
    {
        CommitmentParameters numbers = Good();
        numbers.Content.Number = 0xffffffffffff;
        Assert.IsNotNull(new CommitmentTransaction(numbers));
        numbers.Content.Number = 0x1000000000000;
        Malformed(numbers);
    }

    [TestMethod]
    public void ADelayBeyond16BitsIsMalformed()
    {
        CommitmentParameters numbers = Good();
        numbers.ToSelfDelayBlocks = 65535;
        Assert.IsNotNull(new CommitmentTransaction(numbers));
        numbers.ToSelfDelayBlocks = 65536;
        Malformed(numbers);
    }

    [TestMethod]
    public void NoOutputAtAllIsMalformed()
    {
        CommitmentParameters numbers = Good();
        numbers.Content.Htlcs = new Htlc[0];
        numbers.Content.ToHolderSat = 0;
        numbers.Content.ToCounterpartySat = 0;
        Malformed(numbers);
    }

    [TestMethod]
    public void AnHtlcThatCannotPayForItsTransactionIsMalformed()
    {
        CommitmentParameters numbers = Good();
        numbers.Type = ChannelType.StaticRemoteKey;
        numbers.Content.FeeratePerKw = 1000;
        numbers.Content.Htlcs = new Htlc[] { Offered(663000, false, 600) };
        Assert.AreEqual(1, new CommitmentTransaction(numbers).HtlcCount);
        numbers.Content.Htlcs = new Htlc[] { Offered(662999, false, 600) };
        Malformed(numbers);
    }

    [TestMethod]
    public void TooManyHtlcsAreMalformed()
    {
        CommitmentParameters numbers = Good();
        Htlc[] htlcs = new Htlc[Htlc.CountMax + 1];
        for (int i = 0; i < htlcs.Length; i++)
        {
            htlcs[i] = Offered(0, true, 600);
        }

        numbers.Content.Htlcs = htlcs;
        Malformed(numbers);
    }

    [TestMethod]
    [DataRow(0, 100000UL, 100000UL, 0, 2)]
    [DataRow(0, 100000UL, 0UL, 0, 1)]
    [DataRow(2, 100000UL, 100000UL, 0, 4)]
    [DataRow(2, 100000UL, 0UL, 0, 2)]
    [DataRow(2, 0UL, 100000UL, 0, 2)]
    [DataRow(2, 100000UL, 0UL, 1, 4)]
    [DataRow(2, 0UL, 0UL, 1, 3)]
    public void AnAnchorForEverySideThatHasSomethingToLose(int type, ulong toBroadcasterSat, ulong toCountersignatorySat, int htlcs, int outputs)
    {
        CommitmentParameters numbers = Good();
        numbers.Type = (ChannelType)type;
        numbers.Content.ToHolderSat = toBroadcasterSat;
        numbers.Content.ToCounterpartySat = toCountersignatorySat;
        numbers.Content.Htlcs = htlcs == 0 ? new Htlc[0] : new Htlc[] { Offered(20000000, false, 600) };
        Assert.AreEqual(outputs, (int)new CommitmentTransaction(numbers).Serialize()[46]);
    }

    [TestMethod]
    public void WithoutItsBytesItGivesTheSameHashes()
    {
        CommitmentParameters numbers = Good();
        numbers.Content.Htlcs = new Htlc[] { Offered(20000000, false, 602), Offered(30000000, false, 600) };
        CommitmentTransaction whole = new CommitmentTransaction(numbers);
        CommitmentTransaction hashed = new CommitmentTransaction(numbers);
        hashed.DropBytes();
        Assert.IsNull(hashed.Serialize());
        Assert.IsTrue(Check.Same(whole.Txid(), hashed.Txid()) && Check.Same(whole.Sighash(), hashed.Sighash()));
        for (int i = 0; i < 2; i++)
        {
            Assert.IsTrue(Check.Same(whole.HtlcSighash(i, true), hashed.HtlcSighash(i, true)));
        }
    }

    [TestMethod]
    public void EqualOfferedHtlcsAreOrderedByExpiry()
    {
        CommitmentParameters numbers = Good();
        numbers.Content.Htlcs = new Htlc[] { Offered(20000000, false, 602), Offered(20000999, false, 600), Offered(20000000, false, 601) };
        CommitmentTransaction commitment = new CommitmentTransaction(numbers);
        for (int i = 0; i < 3; i++)
        {
            Assert.AreEqual(600u + (uint)i, commitment.HtlcAt(i).Expiry);
            Assert.AreEqual(2 + i, commitment.HtlcVout(i));
        }
    }

    [TestMethod]
    public void TheOrderOfTheListDoesNotMatter()
    {
        CommitmentParameters numbers = Good();
        Htlc one = Offered(20000000, false, 602);
        Htlc two = new Htlc { IsOfferedByPeer = true, IsTrimmed = false, AmountMsat = 20000000, PaymentHash = one.PaymentHash, Expiry = 600 };
        numbers.Content.Htlcs = new Htlc[] { one, two };
        string txid = Hex.Text(new CommitmentTransaction(numbers).Txid());
        numbers.Content.Htlcs = new Htlc[] { two, one };
        Assert.AreEqual(txid, Hex.Text(new CommitmentTransaction(numbers).Txid()));
    }

    [TestMethod]
    public void DirectionIsSeenFromTheHolder()
    {
        CommitmentParameters numbers = Good();
        string offered = Hex.Text(new CommitmentTransaction(numbers).HtlcWitnessScript(0));
        numbers.HolderBroadcasts = false;
        string received = Hex.Text(new CommitmentTransaction(numbers).HtlcWitnessScript(0));
        Assert.AreEqual("64", offered.Substring(132, 2));
        Assert.AreEqual("63", received.Substring(132, 2));
    }

    private static void Malformed(CommitmentParameters numbers)
    {
        Expect.Throws(typeof(MalformedException), () => new CommitmentTransaction(numbers));
    }

    private static Htlc Offered(ulong amountMsat, bool trimmed, uint expiry)
    {
        return new Htlc { IsOfferedByPeer = false, IsTrimmed = trimmed, AmountMsat = amountMsat, PaymentHash = new byte[32], Expiry = expiry };
    }

    // Zero-fee anchors, one offered HTLC of 20,000 satoshi, 300,000 satoshi for the countersignatory. Keys are mere bytes here.
    private static CommitmentParameters Good()
    {
        byte[] key = Hex.Bytes("023da092f6980e58d2c037173180e9a465476026ee50f96695963e8efe436f54eb");
        CommitmentParameters numbers = new CommitmentParameters();
        numbers.FundingTxid = new byte[32];
        numbers.FundingSat = FundingSat;
        numbers.BroadcasterFundingKey = key;
        numbers.CountersignatoryFundingKey = Hex.Bytes("030e9f7b623d2ccc7c9bd44d66d5ce21ce504c0acf6385a132cec6d3c39fa711c1");
        numbers.NumberMask = 0x2bb038521914;
        numbers.Content = new CommitmentFields();
        numbers.Content.Number = 42;
        numbers.Type = ChannelType.AnchorsZeroFeeHtlc;
        numbers.Keys = new CommitmentKeys(key, key, key, key, key);
        numbers.ToSelfDelayBlocks = 144;
        numbers.Content.ToHolderSat = 600000;
        numbers.Content.ToCounterpartySat = 300000;
        numbers.Content.Htlcs = new Htlc[] { Offered(20000000, false, 600) };
        numbers.Content.FeeratePerKw = 1000;
        numbers.HolderBroadcasts = true;
        return numbers;
    }
}
