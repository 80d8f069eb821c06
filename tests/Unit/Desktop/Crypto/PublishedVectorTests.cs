using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Secrets;

namespace Holdfast.Unit.Desktop.Crypto;

/// <summary>Every published vector that is known for the curve; sources in tests/Vectors/README.md.</summary>
[TestClass]
public class PublishedVectorTests
{
    [TestMethod]
    public void Bip340()
    {
        Secp256k1 curve = Secp256k1.Software();
        List<string[]> lines = VectorFile.Read("bip340.txt");
        Assert.AreEqual(19, lines.Count);
        foreach (string[] v in lines)
        {
            byte[] message = VectorFile.Bytes(v[4]);
            if (v[1] != "-")
            {
                Assert.AreEqual(v[2], Hex.Text(curve.PublicKey(Hex.Bytes(v[1])))[2..], v[0]);
                Assert.AreEqual(v[5], Hex.Text(curve.SignSchnorr(message, Hex.Bytes(v[1]), Hex.Bytes(v[3]))), v[0]);
            }

            Assert.AreEqual(v[6] == "good", curve.VerifySchnorr(message, Hex.Bytes(v[5]), Hex.Bytes(v[2])), v[0]);
        }
    }

    [TestMethod]
    public void Bip341Keys()
    {
        Secp256k1 curve = Secp256k1.Software();
        List<string[]> lines = VectorFile.Read("bip341-keys.txt");
        Assert.AreEqual(14, lines.Count);
        foreach (string[] v in lines)
        {
            byte[] root = VectorFile.Bytes(v[2]);
            if (v[0] == "key")
            {
                Assert.AreEqual(v[3], Hex.Text(curve.TaprootOutputKey(Hex.Bytes(v[1]), root)));
                continue;
            }

            byte[] secret = curve.TaprootSecret(Hex.Bytes(v[1]), root);
            Assert.AreEqual(v[3], Hex.Text(secret));
            Assert.AreEqual(v[5], Hex.Text(curve.SignSchnorr(Hex.Bytes(v[4]), secret, new byte[32])));
        }
    }

    [TestMethod]
    public void Wycheproof()
    {
        Secp256k1 curve = Secp256k1.Software();
        byte[] key = [];
        int cases = 0;
        foreach (string[] v in VectorFile.Read("wycheproof-ecdsa.txt"))
        {
            if (v[0] == "key")
            {
                key = Hex.Bytes(v[1]);
                continue;
            }

            cases++;
            byte[] hash = Sha256.Hash(VectorFile.Bytes(v[1]));
            bool good;
            try
            {
                byte[] signature = DerSignature.Decode(VectorFile.Bytes(v[2]));
                good = curve.Verify(hash, signature, key);
                Assert.AreEqual(v[2], Hex.Text(DerSignature.Encode(signature)), v[0]);
            }
            catch (MalformedException)
            {
                good = false;
            }

            Assert.AreEqual(v[3] == "valid", good, "case " + v[0]);
        }

        Assert.AreEqual(463, cases);
    }

    [TestMethod]
    public void Bip32()
    {
        Secp256k1 curve = Secp256k1.Software();
        SoftwareHmac hmac = new();
        byte[] seed = [];
        int cases = 0;
        foreach (string[] v in VectorFile.Read("bip32.txt"))
        {
            if (v[0] == "seed")
            {
                seed = Hex.Bytes(v[1]);
                continue;
            }

            cases++;
            ExtendedKey key = ExtendedKey.FromSeed(curve, hmac, seed);
            ExtendedPublicKey? fromParent = null;
            foreach (string step in v[0].Split('/').Skip(1))
            {
                bool hardened = step.EndsWith('\'');
                uint index = uint.Parse(step.TrimEnd('\''));
                fromParent = hardened ? null : key.Public().Derive(curve, hmac, index);
                key = key.Derive(curve, hmac, hardened ? index | ExtendedKey.Hardened : index);
            }

            string text = Hex.Text(key.Serialize74());
            Assert.AreEqual(v[1][8..], text, v[0]);
            Assert.AreEqual(v[2][^64..], Hex.Text(key.Secret), v[0]);
            Assert.AreEqual(text, Hex.Text(ExtendedPublicKey.Parse(Hex.Bytes(v[1])).Serialize74()), v[0]);
            if (fromParent != null)
            {
                Assert.AreEqual(text, Hex.Text(fromParent.Serialize74()), v[0]);
            }
        }

        Assert.AreEqual(17, cases);
    }
}
