using Holdfast.Crypto;
using Holdfast.Secrets;

namespace Holdfast.Unit.Secrets;

/// <summary>Session keys as lnd derives them, from the seed of BIP 32's first vector.</summary>
[TestClass]
public class TowerKeysTests
{
    [TestMethod]
    public void TheKeysOfSessionsAreThoseOfLnd()
    {
        Secp256k1 curve = Secp256k1.Software();
        SoftwareHmac hmac = new SoftwareHmac();
        byte[] seed = Hex.Bytes("000102030405060708090a0b0c0d0e0f");
        TowerKeys test = new TowerKeys(curve, hmac, seed, 1);
        Assert.AreEqual("0365b6f1dbbdc5b899ed3323d7481c557fe9889f051da4a39df24fb95ddfabfc79", Hex.Text(curve.PublicKey(test.Secret(1))));
        Assert.AreEqual("03db95aa8224763158800ebf39250a2f6bfebf57b8eff0879048d7b3b9a36c55ef", Hex.Text(curve.PublicKey(test.Secret(2))));
        Assert.AreEqual("0258797f5b1848ef017b3ff5d3bd259003812d6717aeb8f3b831190fd7219c0df9", Hex.Text(curve.PublicKey(test.Secret(1002))));
        TowerKeys main = new TowerKeys(curve, hmac, seed, 0);
        Assert.AreEqual("030d660bbcbf2bac9b9d532003bc5f0f025ba5130e36dac953b14fc47d4960c09c", Hex.Text(curve.PublicKey(main.Secret(1))));
    }

    [TestMethod]
    public void ASeedHasOneTreeForEachChainAndNoneOfAnyOtherUse()
    {
        Secp256k1 curve = Secp256k1.Software();
        KeyTree tree = new KeyTree(curve, new SoftwareHmac(), Hex.Bytes("1111111111111111111111111111111111111111111111111111111111111111"), false);
        string main = Hex.Text(tree.TowerSecret(true, 1));
        Assert.AreEqual(main, Hex.Text(tree.TowerSecret(true, 1)));
        Assert.AreNotEqual(main, Hex.Text(tree.TowerSecret(true, 2)));
        Assert.AreNotEqual(main, Hex.Text(tree.TowerSecret(false, 1)));
        Assert.AreNotEqual(main, Hex.Text(tree.WalletSecret(1)));
    }
}
