using Holdfast.Crypto;
using Holdfast.Lightning;

namespace Holdfast.Unit.Desktop.Lightning;

/// <summary>
/// What real nodes asked their signer for, rebuilt from numbers: the txid must be the recorded transaction's, and the recorded signatures
/// must be valid for the device's hashes under the device's keys.
/// </summary>
[TestClass]
public class RecordedCommitmentTests
{
    [TestMethod]
    public void TxidsAndSignaturesAreThoseOfTheNode()
    {
        Secp256k1 curve = Secp256k1.Software();
        List<string[]> records = VectorFile.Read("recorded-commitments.txt");
        string[] channel = [];
        int commitments = 0;
        int seconds = 0;
        int closes = 0;
        for (int i = 0; i < records.Count; i++)
        {
            switch (records[i][0])
            {
                case "channel":
                    channel = records[i];
                    break;
                case "holder":
                case "counterparty":
                    int end = i + 1;
                    while (end < records.Count && records[end][0] is "htlc" or "second")
                    {
                        end++;
                    }

                    seconds += CheckCommitment(curve, channel, records.GetRange(i, end - i));
                    commitments++;
                    i = end - 1;
                    break;
                case "close":
                    CheckClose(curve, channel, records[i]);
                    closes++;
                    break;
                default:
                    Assert.Fail("unknown record " + records[i][0]);
                    break;
            }
        }

        Assert.IsTrue(commitments > 200 && seconds > 50 && closes > 2, $"{commitments} commitments, {seconds} HTLC transactions, {closes} closes");
    }

    private static int CheckCommitment(Secp256k1 curve, string[] channel, List<string[]> records)
    {
        string[] record = records[0];
        bool holderBroadcasts = record[0] == "holder";
        byte[] holderFunding = Hex.Bytes(channel[8]);
        byte[] counterpartyFunding = Hex.Bytes(channel[10]);
        Basepoints holder = BasepointsOf(channel[9]);
        Basepoints counterparty = BasepointsOf(channel[11]);
        Basepoints broadcaster = holderBroadcasts ? holder : counterparty;
        Basepoints countersignatory = holderBroadcasts ? counterparty : holder;
        List<Htlc> htlcs = [];
        List<string[]> seconds = [];
        foreach (string[] line in records.Skip(1))
        {
            if (line[0] == "htlc")
            {
                htlcs.Add(new Htlc
                {
                    IsOfferedByPeer = line[1][0] != 'o',
                    IsTrimmed = line[1][1] == 't',
                    AmountMsat = ulong.Parse(line[2]),
                    PaymentHash = Hex.Bytes(line[3]),
                    Expiry = uint.Parse(line[4]),
                });
            }
            else
            {
                seconds.Add(line);
            }
        }

        CommitmentTransaction commitment = new(new CommitmentParameters
        {
            FundingTxid = Hex.Bytes(channel[3]),
            FundingVout = uint.Parse(channel[4]),
            FundingSat = ulong.Parse(channel[2]),
            BroadcasterFundingKey = holderBroadcasts ? holderFunding : counterpartyFunding,
            CountersignatoryFundingKey = holderBroadcasts ? counterpartyFunding : holderFunding,
            NumberMask = channel[1] == "holder"
                ? CommitmentParameters.MaskOf(holder.Payment, counterparty.Payment)
                : CommitmentParameters.MaskOf(counterparty.Payment, holder.Payment),
            Content = new CommitmentFields
            {
                Number = ulong.Parse(record[1]),
                FeeratePerKw = uint.Parse(record[3]),
                ToHolderSat = ulong.Parse(record[holderBroadcasts ? 4 : 5]),
                ToCounterpartySat = ulong.Parse(record[holderBroadcasts ? 5 : 4]),
                Htlcs = htlcs.ToArray(),
            },
            Type = (ChannelType)int.Parse(channel[7]),
            Keys = CommitmentKeys.Derive(curve, Hex.Bytes(record[2]), broadcaster, countersignatory),
            ToSelfDelayBlocks = int.Parse(holderBroadcasts ? channel[6] : channel[5]),
            HolderBroadcasts = holderBroadcasts,
        });
        Assert.AreEqual(record[6], Hex.Text(commitment.Txid()), "commitment " + record[1]);
        Assert.IsTrue(curve.Verify(commitment.Sighash(), Hex.Bytes(record[7])[..64], holderBroadcasts ? counterpartyFunding : holderFunding));

        byte[] htlcKey = KeyDerivation.PublicKey(curve, countersignatory.Htlc, Hex.Bytes(record[2]));
        for (int i = 0; i < seconds.Count; i++)
        {
            if (seconds[i][1] != "-")
            {
                Assert.AreEqual(seconds[i][1], Hex.Text(Sha256.HashTwice(commitment.HtlcTransactionAt(i).Serialize())));
            }

            byte[] signature = Hex.Bytes(seconds[i][2]);
            Assert.AreEqual(channel[7] == "0" ? 1 : 0x83, signature[64]);
            Assert.IsTrue(curve.Verify(commitment.HtlcSighash(i, true), signature[..64], htlcKey), "HTLC signature of commitment " + record[1]);
        }

        // A recorder that stopped the node in the middle holds fewer HTLC signatures than the commitment has HTLCs.
        Assert.IsTrue(seconds.Count <= commitment.HtlcCount);
        return seconds.Count;
    }

    private static void CheckClose(Secp256k1 curve, string[] channel, string[] record)
    {
        for (int swap = 0; swap < 2; swap++)
        {
            int holderAt = swap == 0 ? 1 : 3;
            int counterpartyAt = 4 - holderAt;
            ClosingTransaction close = new(Hex.Bytes(channel[3]), uint.Parse(channel[4]), ulong.Parse(channel[2]), Hex.Bytes(channel[8]),
                Hex.Bytes(channel[10]), ulong.Parse(record[holderAt]), ulong.Parse(record[counterpartyAt]), Script(record[holderAt + 1]),
                Script(record[counterpartyAt + 1]), uint.Parse(record[5]), uint.Parse(record[6]));
            Assert.AreEqual(record[7], Hex.Text(close.Txid()), "whose output is whose does not change the transaction");
            Assert.IsTrue(curve.Verify(close.Sighash(), Hex.Bytes(record[8])[..64], Hex.Bytes(channel[8])));
        }
    }

    private static byte[] Script(string text)
    {
        return text == "-" ? [] : Hex.Bytes(text);
    }

    private static Basepoints BasepointsOf(string text)
    {
        byte[] bytes = Hex.Bytes(text);
        return new Basepoints(bytes[..33], bytes[33..66], bytes[66..99], bytes[99..]);
    }
}
