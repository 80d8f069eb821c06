using Holdfast.Bytes;
using Holdfast.Lightning;

namespace Holdfast.Unit.Lightning;

/// <summary>The native P2WPKH example of BIP 143 and the key path example of BIP 341 (wallet test vectors, input 4).</summary>
[TestClass]
public class WalletTransactionTests
{
    private const string Bip143Unsigned = "0100000002fff7f7881a8099afa6940d42d1e7f6362bec38171ea3edf433541db4e4ad969f0000000000eeffffffef51e1b804cc89d182d279"
        + "655c3aa89e815b1b309fe287d9b2b55d57b90ec68a0100000000ffffffff02202cb206000000001976a9148280b37df378db99f66f85c95a783a76ac7a6d5988ac9093510d"
        + "000000001976a9143bde42dbee7e4dbe6a21b2d50ce2f0167faa815988ac11000000";

    [TestMethod]
    public void Bip143NativeWitnessKey()
    {
        WalletTransaction transaction = Bip143Example();
        Assert.AreEqual(Bip143Unsigned, Hex.Text(transaction.Serialize()));
        byte[] scriptCode = Scripts.KeyScriptCode(Hex.Bytes("025476c2e83188368da1ff3e292e7acafcdb3566bb0ad253f62fc70f07aeee6357"));
        Assert.AreEqual("c37af31116d1b27caf68aae9e3ac82f1477929014d5b917657d0eb49478cb670", Hex.Text(transaction.Bip143Sighash(1, scriptCode, Bip143.All)));
    }

    [TestMethod]
    public void OtherSighashTypesAreMalformed()
    {
        Expect.Throws(typeof(MalformedException), () => Bip143Example().Bip143Sighash(1, new byte[25], 0x02));
        Expect.Throws(typeof(MalformedException), () => Bip143Example().Bip143Sighash(1, new byte[25], 0));
    }

    [TestMethod]
    public void SingleNeedsAnOutputOfTheSameIndex()
    {
        TransactionInput input = new TransactionInput(new byte[32], 0, 1, 1000, new byte[34]);
        TransactionOutput output = new TransactionOutput(900, new byte[34]);
        WalletTransaction transaction = new WalletTransaction(2, 0, new TransactionInput[] { input, input }, new TransactionOutput[] { output });
        Assert.AreEqual(32, transaction.Bip143Sighash(0, new byte[10], Bip143.SingleAnyoneCanPay).Length);
        Expect.Throws(typeof(MalformedException), () => transaction.Bip143Sighash(1, new byte[10], Bip143.SingleAnyoneCanPay));
    }

    [TestMethod]
    public void TheSharedFirstBlockDoesNotMixVersions()
    {
        // SINGLE|ANYONECANPAY hashes remember their first block for version 2 only.
        TransactionInput input = new TransactionInput(new byte[32], 0, 1, 1000, new byte[34]);
        TransactionOutput output = new TransactionOutput(900, new byte[34]);
        byte[] two = new WalletTransaction(2, 0, new TransactionInput[] { input }, new TransactionOutput[] { output })
            .Bip143Sighash(0, new byte[10], Bip143.SingleAnyoneCanPay);
        byte[] one = new WalletTransaction(1, 0, new TransactionInput[] { input }, new TransactionOutput[] { output })
            .Bip143Sighash(0, new byte[10], Bip143.SingleAnyoneCanPay);
        Assert.AreNotEqual(Hex.Text(two), Hex.Text(one));
    }

    [TestMethod]
    public void Bip341KeyPathDefault()
    {
        TransactionInput[] inputs =
        {
            Input("7de20cbff686da83a54981d2b9bab3586f4ca7e48f57f5b55963115f3b334e9c", 1, 0, 420000000, "512053a1f6e454df1aa2776a2814a721372d6258050de330b3c6d10ee8f4e0dda343"),
            Input("d7b7cab57b1393ace2d064f4d4a2cb8af6def61273e127517d44759b6dafdd99", 0, 0xffffffff, 462000000, "5120147c9c57132f6e7ecddba9800bb0c4449251c92a1e60371ee77557b6620f3ea3"),
            Input("f8e1f583384333689228c5d28eac13366be082dc57441760d957275419a41842", 0, 0xffffffff, 294000000, "76a914751e76e8199196d454941c45d1b3a323f1433bd688ac"),
            Input("f0689180aa63b30cb162a73c6d2a38b7eeda2a83ece74310fda0843ad604853b", 1, 0xfffffffe, 504000000, "5120e4d810fd50586274face62b8a807eb9719cef49c04177cc6b76a9a4251d5450e"),
            Input("aa5202bdf6d8ccd2ee0f0202afbbb7461d9264a25e5bfd3c5a52ee1239e0ba6c", 0, 0xfffffffe, 630000000, "512091b64d5324723a985170e4dc5a0f84c041804f2cd12660fa5dec09fc21783605"),
            Input("956149bdc66faa968eb2be2d2faa29718acbfe3941215893a2a3446d32acd050", 0, 0, 378000000, "00147dd65592d0ab2fe0d0257d571abf032cd9db93dc"),
            Input("e664b9773b88c09c32cb70a2a3e4da0ced63b7ba3b22f848531bbb1d5d5f4c94", 1, 0, 672000000, "512075169f4001aa68f15bbed28b218df1d0a62cbbcf1188c6665110c293c907b831"),
            Input("e9aa6b8e6c9de67619e6a3924ae25696bb7b694bb677a632a74ef7eadfd4eabf", 0, 0xffffffff, 546000000, "5120712447206d7a5238acc7ff53fbe94a3b64539ad291c7cdbc490b7577e4b17df5"),
            Input("a778eb6a263dc090464cd125c466b5a99667720b1c110468831d058aa1b82af1", 1, 0xffffffff, 588000000, "512077e30a5522dd9f894c3f8b8bd4c4b2cf82ca7da8a3ea6a239655c39c050ab220"),
        };
        TransactionOutput[] outputs =
        {
            new TransactionOutput(1000000000, Hex.Bytes("76a91406afd46bcdfd22ef94ac122aa11f241244a37ecc88ac")),
            new TransactionOutput(3410000000, Hex.Bytes("ac9a87f5594be208f8532db38cff670c450ed2fea8fcdefcc9a663f78bab962b")),
        };
        WalletTransaction transaction = new WalletTransaction(2, 500000000, inputs, outputs);
        Assert.AreEqual("4f900a0bae3f1446fd48490c2958b5a023228f01661cda3496a11da502a7f7ef", Hex.Text(transaction.Bip341Sighash(4)));
    }

    [TestMethod]
    public void NoInputsOrNoOutputsAreMalformed()
    {
        TransactionInput[] inputs = { new TransactionInput(new byte[32], 0, 0, 1000, new byte[22]) };
        TransactionOutput[] outputs = { new TransactionOutput(1000, new byte[22]) };
        Expect.Throws(typeof(MalformedException), () => new WalletTransaction(2, 0, new TransactionInput[0], outputs));
        Expect.Throws(typeof(MalformedException), () => new WalletTransaction(2, 0, inputs, new TransactionOutput[0]));
        Expect.Throws(typeof(MalformedException), () => new TransactionInput(new byte[31], 0, 0, 1000, new byte[22]));
        Expect.Throws(typeof(MalformedException), () => new TransactionInput(new byte[32], 0, 0, Amounts.SatMax + 1, new byte[22]));
        Expect.Throws(typeof(MalformedException), () => new TransactionOutput(Amounts.SatMax + 1, new byte[22]));
    }

    private static WalletTransaction Bip143Example()
    {
        TransactionInput[] inputs =
        {
            Input("fff7f7881a8099afa6940d42d1e7f6362bec38171ea3edf433541db4e4ad969f", 0, 0xffffffee, 625000000, ""),
            Input("ef51e1b804cc89d182d279655c3aa89e815b1b309fe287d9b2b55d57b90ec68a", 1, 0xffffffff, 600000000, "00141d0f172a0ecb48aee1be1f2687d2963ae33f71a1"),
        };
        TransactionOutput[] outputs =
        {
            new TransactionOutput(112340000, Hex.Bytes("76a9148280b37df378db99f66f85c95a783a76ac7a6d5988ac")),
            new TransactionOutput(223450000, Hex.Bytes("76a9143bde42dbee7e4dbe6a21b2d50ce2f0167faa815988ac")),
        };
        return new WalletTransaction(1, 17, inputs, outputs);
    }

    private static TransactionInput Input(string txid, uint vout, uint sequence, ulong valueSat, string script)
    {
        return new TransactionInput(Hex.Bytes(txid), vout, sequence, valueSat, Hex.Bytes(script));
    }
}
