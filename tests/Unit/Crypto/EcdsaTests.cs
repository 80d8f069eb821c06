using Holdfast.Bytes;
using Holdfast.Crypto;

namespace Holdfast.Unit.Crypto;

[TestClass]
public class EcdsaTests
{
    private const string One = "0000000000000000000000000000000000000000000000000000000000000001";
    private const string OrderMinusOne = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140";

    // Deterministic signatures that several independent wallets publish (python-ecdsa, trezor-crypto, CoreBitcoin): RFC 6979 and low s.
    [TestMethod]
    [DataRow(One, "Satoshi Nakamoto", "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d82442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5")]
    [DataRow(One, "All those moments will be lost in time, like tears in rain. Time to die...", "8600dbd41e348fe5c9465ab92d23e3db8b98b873beecd930736488696438cb6b547fe64427496db33bf66019dacbf0039c04199abb0122918601db38a72cfc21")]
    [DataRow(OrderMinusOne, "Satoshi Nakamoto", "fd567d121db66e382991534ada77a6bd3106f0a1098c231e47993447cd6af2d06b39cd0eb1bc8603e159ef5c20a5c8ad685a45b06ce9bebed3f153d10d93bed5")]
    public void PlainSignatures(string secret, string message, string signature)
    {
        Secp256k1 curve = Secp256k1.Software();
        byte[] hash = Sha256.Hash(Hex.Ascii(message));
        byte[] signed = curve.SignPlain(hash, Hex.Bytes(secret));
        Assert.AreEqual(signature, Hex.Text(signed));
        Assert.IsTrue(curve.Verify(hash, signed, curve.PublicKey(Hex.Bytes(secret))));
    }

    [TestMethod]
    public void ARecoverableSignatureNamesItsKey()
    {
        Secp256k1 curve = Secp256k1.Software();
        for (int i = 1; i <= 8; i++)
        {
            byte[] secret = Sha256.Hash(new byte[] { (byte)i });
            byte[] hash = Sha256.Hash(secret);
            byte[] signature = curve.SignRecoverable(hash, secret);
            Assert.AreEqual(Hex.Text(curve.PublicKey(secret)), Hex.Text(curve.RecoverPoint(hash, signature)));
        }
    }

    [TestMethod]
    public void GrindingGivesALowRAndTheBatchTheSameSignatures()
    {
        Secp256k1 curve = Secp256k1.Software();
        byte[][] hashes = new byte[5][];
        byte[][] secrets = new byte[5][];
        for (int i = 0; i < 5; i++)
        {
            secrets[i] = Sha256.Hash(new byte[] { (byte)i });
            hashes[i] = Sha256.Hash(secrets[i]);
        }

        byte[][] all = curve.SignAll(hashes, secrets);
        for (int i = 0; i < 5; i++)
        {
            Assert.AreEqual(Hex.Text(curve.Sign(hashes[i], secrets[i])), Hex.Text(all[i]));
            Assert.IsTrue(all[i][0] < 0x80);
            Assert.IsTrue(curve.SignPsbt(hashes[i], secrets[i])[0] < 0x80);
        }
    }

    [TestMethod]
    public void SmallBatchesMakeTheSameSignaturesAndSeeTheSameErrors()
    {
        Secp256k1 large = Secp256k1.Software();
        Secp256k1 small = Secp256k1.Software();
        small.SaveMemory();
        byte[][] hashes = new byte[13][];
        byte[][] secrets = new byte[13][];
        byte[] secret = Sha256.Hash(new byte[] { 42 });
        for (int i = 0; i < 13; i++)
        {
            hashes[i] = Sha256.Hash(new byte[] { (byte)i });
            secrets[i] = secret;
        }

        byte[] key = large.PublicKey(secret);
        byte[][] signatures = small.SignAll(hashes, secrets);
        byte[][] same = large.SignAll(hashes, secrets);
        byte[][] keys = small.PublicKeys(hashes);
        byte[][] sameKeys = large.PublicKeys(hashes);
        for (int i = 0; i < 13; i++)
        {
            Assert.AreEqual(Hex.Text(same[i]), Hex.Text(signatures[i]));
            Assert.AreEqual(Hex.Text(sameKeys[i]), Hex.Text(keys[i]));
        }

        Assert.AreEqual(-1, small.VerifyAll(hashes, signatures, key));
        for (int bad = 0; bad < 13; bad += 4)
        {
            signatures[bad][40] ^= 1;
            Assert.AreEqual(bad, small.VerifyAll(hashes, signatures, key));
            signatures[bad][40] ^= 1;
        }
    }

    [TestMethod]
    public void VerificationSeesEveryChange()
    {
        Secp256k1 curve = Secp256k1.Software();
        byte[] secret = Sha256.Hash(new byte[] { 1 });
        byte[] key = curve.PublicKey(secret);
        byte[] hash = Sha256.Hash(secret);
        byte[] signature = curve.Sign(hash, secret);
        Assert.IsTrue(curve.Verify(hash, signature, key));
        for (int i = 0; i < 64; i += 7)
        {
            byte[] broken = (byte[])signature.Clone();
            broken[i] ^= 4;
            Assert.IsFalse(curve.Verify(hash, broken, key));
        }

        hash[31] ^= 1;
        Assert.IsFalse(curve.Verify(hash, signature, key));
        Assert.IsFalse(curve.Verify(hash, new byte[64], key));
        Assert.IsFalse(curve.Verify(hash, new byte[63], key));
        Assert.IsFalse(curve.Verify(hash, signature, new byte[33]));
    }

    [TestMethod]
    public void AHighSIsRefused()
    {
        Secp256k1 curve = Secp256k1.Software();
        byte[] secret = Sha256.Hash(new byte[] { 2 });
        byte[] hash = Sha256.Hash(secret);
        byte[] signature = curve.Sign(hash, secret);
        byte[] s = new byte[32];
        System.Array.Copy(signature, 32, s, 0, 32);
        System.Array.Copy(curve.NegateSecret(s), 0, signature, 32, 32);
        Assert.IsFalse(curve.Verify(hash, signature, curve.PublicKey(secret)));
    }

    [TestMethod]
    public void TheFirstBadSignatureOfManyIsNamed()
    {
        Secp256k1 curve = Secp256k1.Software();
        byte[] secret = Sha256.Hash(new byte[] { 3 });
        byte[] key = curve.PublicKey(secret);
        byte[][] hashes = new byte[4][];
        byte[][] signatures = new byte[4][];
        for (int i = 0; i < 4; i++)
        {
            hashes[i] = Sha256.Hash(new byte[] { (byte)i });
            signatures[i] = curve.Sign(hashes[i], secret);
        }

        Assert.AreEqual(-1, curve.VerifyAll(hashes, signatures, key));
        for (int bad = 3; bad >= 0; bad--)
        {
            signatures[bad][40] ^= 1;
            Assert.AreEqual(bad, curve.VerifyAll(hashes, signatures, key));
        }
    }

    [TestMethod]
    public void NoSignaturesAreNoWork()
    {
        Secp256k1 curve = Secp256k1.Software();
        Assert.AreEqual(0, curve.SignAll(new byte[0][], new byte[0][]).Length);
        Assert.AreEqual(-1, curve.VerifyAll(new byte[0][], new byte[0][], new byte[33]));
        Assert.AreEqual(0, curve.PublicKeys(new byte[0][]).Length);
        Assert.AreEqual(0, curve.AddTweaks(new byte[0][], new byte[0][]).Length);
    }

    [TestMethod]
    public void AMalformedSignatureIsBadInItsPlace()
    {
        Secp256k1 curve = Secp256k1.Software();
        byte[] secret = Sha256.Hash(new byte[] { 4 });
        byte[] hash = Sha256.Hash(secret);
        byte[] good = curve.Sign(hash, secret);
        byte[] wrong = (byte[])good.Clone();
        wrong[63] ^= 1;
        byte[][] hashes = new byte[][] { hash, hash, hash, hash };
        byte[] key = curve.PublicKey(secret);
        Assert.AreEqual(2, curve.VerifyAll(hashes, new byte[][] { good, good, new byte[63], good }, key));
        Assert.AreEqual(1, curve.VerifyAll(hashes, new byte[][] { good, wrong, new byte[64], good }, key));
        Assert.AreEqual(0, curve.VerifyAll(hashes, new byte[][] { good, good, good, good }, new byte[33]));
    }

    [TestMethod]
    public void BadKeysAndHashesAreMalformed()
    {
        Secp256k1 curve = Secp256k1.Software();
        byte[] hash = new byte[32];
        byte[] order = Hex.Bytes("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
        Expect.Throws(typeof(MalformedException), () => curve.Sign(hash, new byte[32]));
        Expect.Throws(typeof(MalformedException), () => curve.Sign(hash, order));
        Expect.Throws(typeof(MalformedException), () => curve.Sign(hash, new byte[31]));
        Expect.Throws(typeof(MalformedException), () => curve.Sign(new byte[31], Hex.Bytes(One)));
        Expect.Throws(typeof(MalformedException), () => curve.RecoverPoint(hash, new byte[65]));
    }
}
