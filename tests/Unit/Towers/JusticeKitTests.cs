using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Towers;
using Holdfast.Unit.Protocol;

namespace Holdfast.Unit.Towers;

/// <summary>A backup as lnd makes it, with the revocation key 0x41 and the delayed key 0x42 repeated.</summary>
[TestClass]
public class JusticeKitTests
{
    private const string Commitment =
        "0200000001fafafafafafafafafafafafafafafafafafafafafafafafafafafafafafafafa00000000000200008002e09304000000000022002021da3ee563b002dbe5a897c347c676763b1cf18856b9"
        + "30472ce31dd3cb332d7a60ae0a0000000000220020257e3a305474679925843ac0afa37400fac4f42aca3e9d0f8b9ad51dc29250b001000020";

    private const string ToLocal =
        "632102eec7245d6b7d2ccb30380bfbe2a3648cd7a942653f5aa340edcea1f28368661967029000b275210324653eac434488002cc06bbfb7f10fe18991e35f9fe4302dbea6d2353dc0ab1c68ac";

    private const string Home = "0014cc1b07838e387deacd0e5232e1e8b49f4c29e484";

    [TestMethod]
    public void HintAndKeyFollowFromTheTxid()
    {
        byte[] txid = Sha256.HashTwice(Hex.Bytes(Commitment));
        Assert.AreEqual("1067c7b8e3e21ea4e444610dccd63e9331fe6a6ec1d0bcaaa5152ea27c351319", Hex.Text(txid));
        Assert.AreEqual("a9baa0a67ffb71eb594041644db1b930", Hex.Text(JusticeKit.Hint(txid)));
        Assert.AreEqual("5a806669804db45606346c3e91a97a7416455f17e9fb3877a99ae590d8e0173f", Hex.Text(JusticeKit.Key(txid)));
    }

    [TestMethod]
    public void TheTransactionTheSignatureAndThePlainTextAreThoseOfLnd()
    {
        Secp256k1 curve = Secp256k1.Software();
        byte[] txid = Sha256.HashTwice(Hex.Bytes(Commitment));
        byte[] home = Hex.Bytes(Home);
        WalletTransaction justice = JusticeTransaction.Build(txid, 1, 700000, Hex.Bytes(ToLocal), home, true, 2500);
        Assert.AreEqual(698783UL, justice.OutputAt(0).ValueSat);
        Assert.AreEqual("b5cad3bfcd0c6ae6ffd994167a731d1fe234021d7f80310d4bbdef82c6f9892f", Hex.Text(justice.Txid()));
        byte[] sighash = justice.Bip143Sighash(0, Hex.Bytes(ToLocal), Bip143.All);
        Assert.AreEqual("0d8c3f4c6ee23b79ce51b010b2efa5093372e5cec22efb4ae624b8638cb75e6b", Hex.Text(sighash));

        Assert.AreEqual(ToLocal.Substring(4, 66), Hex.Text(curve.PublicKey(Fill(0x41))));
        byte[] signature = curve.SignPlain(sighash, Fill(0x41));
        byte[] plain = JusticeKit.Plain(home, Hex.Bytes(ToLocal.Substring(4, 66)), Hex.Bytes(ToLocal.Substring(84, 66)), 144, signature);
        string expected = "16" + Home + new string('0', 40)
            + "02eec7245d6b7d2ccb30380bfbe2a3648cd7a942653f5aa340edcea1f283686619" + "0324653eac434488002cc06bbfb7f10fe18991e35f9fe4302dbea6d2353dc0ab1c" + "00000090"
            + "347fdc904bae672ef9577a6bb2dffb6273258daf962fad8637d4a4f01153cd8902ea7c768655387f28b5f5fe7e0179f76d70b168afa136c5bccb779536180bdb" + new string('0', 194);
        Assert.AreEqual(expected, Hex.Text(plain));
    }

    [TestMethod]
    public void TheBlobIsTheNonceThenThePlainTextSealedUnderTheTxid()
    {
        byte[] txid = Sha256.HashTwice(Hex.Bytes(Commitment));
        byte[] nonce = Sample.Bytes(24, 5);
        byte[] plain = Sample.Bytes(JusticeKit.PlainBytes, 6);
        byte[] blob = JusticeKit.Seal(txid, nonce, plain);
        Assert.AreEqual(JusticeKit.BlobBytes, blob.Length);
        Assert.AreEqual(Hex.Text(nonce) + Hex.Text(ChaChaPoly.SealX(JusticeKit.Key(txid), nonce, new byte[0], plain)), Hex.Text(blob));
    }

    [TestMethod]
    public void WeightAndFeeAreThoseOfTowers()
    {
        byte[] key = new byte[22];
        byte[] taproot = new byte[34];
        Assert.AreEqual(487, JusticeTransaction.Weight(key, true));
        Assert.AreEqual(535, JusticeTransaction.Weight(taproot, true));
        Assert.AreEqual(486, JusticeTransaction.Weight(key, false));
        Assert.AreEqual(534, JusticeTransaction.Weight(taproot, false));
        Assert.AreEqual(1217UL, JusticeTransaction.FeeSat(487, 2500));
        Assert.AreEqual(1337UL, JusticeTransaction.FeeSat(535, 2500));
        Assert.AreEqual(1215UL, JusticeTransaction.FeeSat(486, 2500));
    }

    [TestMethod]
    public void WhatWouldBeDustIsNoTransaction()
    {
        byte[] txid = new byte[32];
        byte[] script = Hex.Bytes(ToLocal);
        Assert.IsTrue(JusticeTransaction.Build(txid, 0, 1217 + 294, script, Hex.Bytes(Home), true, 2500) != null);
        Assert.IsTrue(JusticeTransaction.Build(txid, 0, 1217 + 293, script, Hex.Bytes(Home), true, 2500) == null);
        Assert.IsTrue(JusticeTransaction.Build(txid, 0, 1216, script, Hex.Bytes(Home), true, 2500) == null);
        Assert.IsTrue(JusticeTransaction.Build(txid, 0, 0, script, Hex.Bytes(Home), true, 2500) == null);
        Assert.IsTrue(JusticeTransaction.Build(txid, 0, 1337 + 330, script, new byte[34], true, 2500) != null);
        Assert.IsTrue(JusticeTransaction.Build(txid, 0, 1337 + 329, script, new byte[34], true, 2500) == null);
    }

    private static byte[] Fill(int value)
    {
        byte[] bytes = new byte[32];
        for (int i = 0; i < 32; i++)
        {
            bytes[i] = (byte)value;
        }

        return bytes;
    }
}
