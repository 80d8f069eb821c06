using Holdfast.Bytes;
using Holdfast.Crypto;

namespace Holdfast.Unit.Desktop.Crypto;

/// <summary>Both tables give the same keys and signatures, whatever scalar and whatever blind. (FlashTableFilesTests compares the files of the boards.)</summary>
[TestClass]
public class GeneratorTableTests
{
    [TestMethod]
    public void EveryTableGivesTheSameKeysAndSignaturesUnderAnyBlind()
    {
        Secp256k1 large = new(new SoftwareHmac(), new ByteTable(GeneratorTable.Make(true)));
        Secp256k1 small = new(new SoftwareHmac(), new ByteTable(GeneratorTable.Make(false)));
        byte[] secret = Sha256.Hash([1]);
        for (int i = 0; i < 300; i++)
        {
            if (i % 10 == 0)
            {
                large.Blind(secret);
            }

            byte[] key = large.PublicKey(secret);
            Assert.AreEqual(Hex.Text(key), Hex.Text(small.PublicKey(secret)));
            Assert.AreEqual(Hex.Text(large.Sign(secret, secret)), Hex.Text(small.Sign(secret, secret)));
            Assert.AreEqual(Hex.Text(large.AddTweak(key, secret)), Hex.Text(small.AddTweak(key, secret)));
            secret = Sha256.Hash(secret);
        }
    }

    /// <summary>Scalars that make an addition meet equal or opposite points: the sum of entries, the blind and the start of a sum in all ways.</summary>
    [TestMethod]
    public void SumsThatMeetThemselvesComeOutRight()
    {
        byte[] one = new byte[32];
        one[31] = 1;
        byte[] g = Secp256k1.Software().PublicKey(one);
        for (int bit = 0; bit < 256; bit++)
        {
            // Powers of two and their negatives reach every window's border.
            byte[] power = new byte[32];
            power[31 - bit / 8] = (byte)(1 << (bit % 8));
            Secp256k1 fresh = Secp256k1.Software();
            byte[] direct = fresh.Multiply(g, power);
            Assert.AreEqual(Hex.Text(direct), Hex.Text(fresh.PublicKey(power)), "2^" + bit);
            byte[] minus = fresh.NegateSecret(power);
            Assert.AreEqual(Hex.Text(fresh.Multiply(g, minus)), Hex.Text(fresh.PublicKey(minus)), "−2^" + bit);

            // k G + k G, and k G − k G + something.
            Assert.AreEqual(Hex.Text(fresh.Multiply(g, fresh.AddSecrets(power, power))), Hex.Text(fresh.AddTweak(direct, power)), "2^" + bit);
            Expect.Throws(typeof(MalformedException), () => fresh.AddTweak(direct, minus));
            if (bit > 0)
            {
                Assert.AreEqual(Hex.Text(g), Hex.Text(fresh.MultiplyAndAdd(direct, one, fresh.AddSecrets(minus, one))), "2^" + bit);
            }

            Expect.Throws(typeof(MalformedException), () => fresh.MultiplyAndAdd(direct, one, minus));
        }
    }

    [TestMethod]
    public void AnUnknownLengthIsAFault()
    {
        Expect.Throws(typeof(FaultException), () => new Secp256k1(new SoftwareHmac(), new ByteTable(new byte[64])));
    }
}
