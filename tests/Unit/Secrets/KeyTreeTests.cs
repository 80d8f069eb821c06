using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Secrets;

namespace Holdfast.Unit.Secrets;

/// <summary>Node identities that stock hsmd reported for known secrets (the recorded nodes A, B, C and the mnemonic ones).</summary>
[TestClass]
public class KeyTreeTests
{
    [TestMethod]
    [DataRow(0x11, "0205b8d007c289d78758bf5050da97cd4c93a70d8120ec76e69af6d06baf9ae1e4")]
    [DataRow(0x22, "03eac758bc088658ca9d885b2222b6586de538a1512a5a6a838fded3ab81f9c10a")]
    [DataRow(0x33, "0248db4ec1b23bbc0a2e54397ee851493292abe6539744dd11f5f79b7acd23e56c")]
    public void NodeIds(int filler, string nodeId)
    {
        byte[] seed = new byte[32];
        for (int i = 0; i < 32; i++)
        {
            seed[i] = (byte)filler;
        }

        KeyTree tree = new KeyTree(Secp256k1.Software(), new SoftwareHmac(), seed, false);
        Assert.AreEqual(nodeId, Hex.Text(tree.NodeId));
        Assert.IsNull(tree.AccountXpub());
        Assert.AreEqual(74, tree.WalletXpub().Length);
    }

    [TestMethod]
    public void AMnemonicsSeedHasAnAccount()
    {
        // BIP 39 seed of "abandon … about" without passphrase (BIP 86 test vectors use the same).
        byte[] seed = Hex.Bytes("5eb00bbddcf069084889a8ab9155568165f5c453ccb85e70811aaed6f6da5fc19a5ac40b389cd370d086206dec8aa6c43daea6690f20ad3d8d48b2d2ce9e38e4");
        Secp256k1 curve = Secp256k1.Software();
        KeyTree tree = new KeyTree(curve, new SoftwareHmac(), seed, true);
        Assert.AreEqual("03653e90c1ce4660fd8505dd6d643356e93cfe202af109d382787639dd5890e87d", Hex.Text(tree.NodeId));

        // BIP 86: m/86'/0'/0'/0/0 of this mnemonic, internal and output key.
        byte[] key = curve.PublicKey(tree.WalletSecret(0));
        Assert.AreEqual("cc8a4bc64d897bddc5fbc2f670f7a8ba0b386779106cf1223c6fc5d7cd6fc115", Hex.Text(key).Substring(2));
        Assert.AreEqual(
            "a60869f0dbcf1dc659c9cecbaf8050135ea9e8cdc487053f1dc6880949dc684c",
            Hex.Text(curve.TaprootOutputKey(Hex.Bytes(Hex.Text(key).Substring(2)), new byte[0])));
        ExtendedPublicKey account = ExtendedPublicKey.Parse(tree.AccountXpub());
        ExtendedPublicKey receive = account.Derive(curve, new SoftwareHmac(), 0).Derive(curve, new SoftwareHmac(), 0);
        Assert.AreEqual(Hex.Text(key), Hex.Text(receive.PublicKey));
    }

    [TestMethod]
    public void BadSeedsAndIndicesAreMalformed()
    {
        Secp256k1 curve = Secp256k1.Software();
        Expect.Throws(typeof(MalformedException), () => new KeyTree(curve, new SoftwareHmac(), new byte[31], false));
        Expect.Throws(typeof(MalformedException), () => new KeyTree(curve, new SoftwareHmac(), new byte[32], true));
        KeyTree tree = new KeyTree(curve, new SoftwareHmac(), new byte[32], false);
        Expect.Throws(typeof(MalformedException), () => tree.WalletSecret(0x80000000));
        Expect.Throws(typeof(MalformedException), () => tree.Channel(new byte[32], 1));
    }

    [TestMethod]
    public void WipingLeavesZeros()
    {
        KeyTree tree = new KeyTree(Secp256k1.Software(), new SoftwareHmac(), new byte[32], false);
        tree.Wipe();
        Assert.AreEqual(Hex.Text(new byte[32]), Hex.Text(tree.NodeSecret));
        Assert.AreEqual(Hex.Text(new byte[32]), Hex.Text(tree.Bolt12Secret));
        Assert.AreEqual(Hex.Text(new byte[32]), Hex.Text(tree.JournalKey()));
    }
}
