using Holdfast.Crypto;
using Holdfast.Lightning;

namespace Holdfast.Unit.Desktop.Lightning;

/// <summary>
/// BOLT 3 appendices C and F: every commitment and HTLC transaction byte for byte, witnesses and signatures included. The parameters that
/// the appendix states once are constants here.
/// </summary>
[TestClass]
public class Bolt3CommitmentTests
{
    private const string RemoteFundingSecret = "1552dfba4f6cf29a62a0af13c8d6981d36d0ef8d61ba10fb0fe90da7634d7e13";
    private const string LocalFundingSecret = "30ff4956bbdd3222d44cc5e8a1261dab1e07957bdac5ae88fe3261ef321f3749";
    private const string RemoteHtlcSecret = "8deba327a7cc6d638ab0eb025770400a6184afcba6713c210d8d10e199ff2fda";
    private const string LocalHtlcSecret = "bb13b121cdc357cd2e608b0aea294afca36e2b34cf958e2e6451a2f274694491";
    private const string LocalPaymentBasepoint = "034f355bdcb7cc0af728ef3cceb9615d90684bb5b2ca5f859ab0f0b704075871aa";
    private const string RemotePaymentBasepoint = "032c0b7cf95324a07d05398b240174dc0c2be444d96b159aa6c7f7b1e668680991";
    private const string FundingTxid = "8984484a580b825b9972d7adb15050b3ab624ccd731946b3eeddb92f4e7ef6be";
    private const ulong FundingSat = 10_000_000;

    private static readonly (bool Offered, ulong Msat, uint Expiry, byte Preimage)[] s_htlcs =
    [
        (false, 1_000_000, 500, 0), (false, 2_000_000, 501, 1), (true, 2_000_000, 502, 2), (true, 3_000_000, 503, 3),
        (false, 4_000_000, 504, 4), (true, 5_000_000, 506, 5), (true, 5_000_001, 505, 5),
    ];

    public static IEnumerable<object[]> Cases()
    {
        List<string[]> records = VectorFile.Read("bolt3-commitments.txt");
        for (int i = 0; i < records.Count; i++)
        {
            if (records[i][0] == "case")
            {
                yield return [int.Parse(records[i][1]), string.Join(' ', records[i][2..]), i];
            }
        }
    }

    [TestMethod]
    public void AllCasesAreThere()
    {
        Assert.AreEqual(23, Cases().Count());
    }

    [TestMethod]
    public void ObscuringMask()
    {
        Assert.AreEqual(0x2bb038521914UL, CommitmentParameters.MaskOf(Hex.Bytes(LocalPaymentBasepoint), Hex.Bytes(RemotePaymentBasepoint)));
    }

    [TestMethod]
    [DynamicData(nameof(Cases), DynamicDataSourceType.Method)]
    public void TransactionsAndSignaturesByteForByte(int type, string name, int at)
    {
        List<string[]> records = VectorFile.Read("bolt3-commitments.txt");
        Secp256k1 curve = Secp256k1.Software();
        ChannelType channelType = (ChannelType)type;
        (CommitmentTransaction commitment, Dictionary<string, byte> preimages) = Rebuild(curve, channelType, records[at + 1]);

        byte[] hash = commitment.Sighash();
        byte[] remoteSignature = curve.SignPlain(hash, Hex.Bytes(RemoteFundingSecret));
        Assert.AreEqual(records[at + 2][1], Hex.Text(DerSignature.Encode(remoteSignature)), name);
        byte[] localSignature = curve.SignPlain(hash, Hex.Bytes(LocalFundingSecret));
        byte[] fundingScript = Scripts.Funding(curve.PublicKey(Hex.Bytes(LocalFundingSecret)), curve.PublicKey(Hex.Bytes(RemoteFundingSecret)));
        Assert.AreEqual(
            records[at + 2][2],
            WithWitness(commitment.Serialize(), [], Der(localSignature, 1), Der(remoteSignature, 1), fundingScript),
            name);

        int count = 0;
        while (at + 3 + count < records.Count && records[at + 3 + count][0] == "htlc")
        {
            string[] record = records[at + 3 + count];
            byte remoteType = channelType == ChannelType.StaticRemoteKey ? (byte)1 : (byte)0x83;
            byte[] remote = curve.SignPlain(commitment.HtlcSighash(count, true), Hex.Bytes(RemoteHtlcSecret));
            byte[] local = curve.SignPlain(commitment.HtlcSighash(count, false), Hex.Bytes(LocalHtlcSecret));
            Assert.AreEqual(record[1], Hex.Text(DerSignature.Encode(remote)), name);
            Htlc htlc = commitment.HtlcAt(count);
            byte[] preimage = !htlc.IsOfferedByPeer ? [] : Enumerable.Repeat(preimages[Hex.Text(htlc.PaymentHash)], 32).ToArray();
            Assert.AreEqual(
                record[2],
                WithWitness(commitment.HtlcTransactionAt(count).Serialize(), [], Der(remote, remoteType), Der(local, 1), preimage,
                    commitment.HtlcWitnessScript(count)),
                name);
            count++;
        }

        Assert.AreEqual(commitment.HtlcCount, count, name);
    }

    private static (CommitmentTransaction Commitment, Dictionary<string, byte> Preimages) Rebuild(Secp256k1 curve, ChannelType type, string[] numbers)
    {
        ulong localMsat = ulong.Parse(numbers[1]);
        ulong remoteMsat = ulong.Parse(numbers[2]);
        ulong dustSat = ulong.Parse(numbers[3]);
        uint feerate = uint.Parse(numbers[4]);
        List<Htlc> htlcs = [];
        Dictionary<string, byte> preimages = [];
        foreach (int i in numbers[5] == "-" ? [] : numbers[5].Split(',').Select(int.Parse))
        {
            (bool offered, ulong msat, uint expiry, byte fill) = s_htlcs[i];
            byte[] paymentHash = Sha256.Hash(Enumerable.Repeat(fill, 32).ToArray());
            preimages[Hex.Text(paymentHash)] = fill;
            bool trimmed = msat / 1000 < dustSat + Fees.HtlcSat(type, feerate, offered);
            htlcs.Add(new Htlc { IsOfferedByPeer = !offered, IsTrimmed = trimmed, AmountMsat = msat, PaymentHash = paymentHash, Expiry = expiry });
        }

        ulong costSat = Fees.CommitmentSat(type, feerate, htlcs.Count(htlc => !htlc.IsTrimmed));
        costSat += type == ChannelType.StaticRemoteKey ? 0 : 2 * Fees.AnchorSat;
        ulong localSat = localMsat / 1000 > costSat ? localMsat / 1000 - costSat : 0;
        CommitmentTransaction commitment = new(new CommitmentParameters
        {
            FundingTxid = Hex.Bytes(FundingTxid).Reverse().ToArray(),
            FundingVout = 0,
            FundingSat = FundingSat,
            BroadcasterFundingKey = curve.PublicKey(Hex.Bytes(LocalFundingSecret)),
            CountersignatoryFundingKey = curve.PublicKey(Hex.Bytes(RemoteFundingSecret)),
            NumberMask = CommitmentParameters.MaskOf(Hex.Bytes(LocalPaymentBasepoint), Hex.Bytes(RemotePaymentBasepoint)),
            Content = new CommitmentFields
            {
                Number = 42,
                FeeratePerKw = feerate,
                ToHolderSat = localSat < dustSat ? 0 : localSat,
                ToCounterpartySat = remoteMsat / 1000 < dustSat ? 0 : remoteMsat / 1000,
                Htlcs = htlcs.ToArray(),
            },
            Type = type,
            Keys = new CommitmentKeys(
                Hex.Bytes("03fd5960528dc152014952efdb702a88f71e3c1653b2314431701ec77e57fde83c"),
                Hex.Bytes("0212a140cd0c6539d07cd08dfe09984dec3251ea808b892efeac3ede9402bf2b19"),
                Hex.Bytes("030d417a46946384f88d5f3337267c5e579765875dc4daca813e21734b140639e7"),
                Hex.Bytes("0394854aa6eab5b2a8122cc726e9dded053a2184d88256816826d6231c068d4a5b"),
                Hex.Bytes(type == ChannelType.StaticRemoteKey
                    ? "0394854aa6eab5b2a8122cc726e9dded053a2184d88256816826d6231c068d4a5b"
                    : RemotePaymentBasepoint)),
            ToSelfDelayBlocks = 144,
            HolderBroadcasts = true,
        });
        return (commitment, preimages);
    }

    private static byte[] Der(byte[] signature, byte type)
    {
        return [.. DerSignature.Encode(signature), type];
    }

    // One input. The empty first item of a multisig witness is OP_CHECKMULTISIG's extra argument.
    private static string WithWitness(byte[] transaction, params byte[][] items)
    {
        List<byte> bytes = [.. transaction[..4], 0, 1, .. transaction[4..^4], (byte)items.Length];
        foreach (byte[] item in items)
        {
            Assert.IsTrue(item.Length < 253);
            bytes.Add((byte)item.Length);
            bytes.AddRange(item);
        }

        bytes.AddRange(transaction[^4..]);
        return Hex.Text(bytes.ToArray());
    }
}
