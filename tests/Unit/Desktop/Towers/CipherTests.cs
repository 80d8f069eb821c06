using System.Security.Cryptography;
using Holdfast.Towers;

namespace Holdfast.Unit.Desktop.Towers;

/// <summary>The ciphers beside .NET's own, and beside the draft that defines the longer nonce.</summary>
[TestClass]
public class CipherTests
{
    /// <summary>RFC 8439, A.3, vectors 7 to 9: sums at the modulus, which random messages do not reach.</summary>
    [TestMethod]
    [DataRow("00000000000000000000000000000000", "ffffffffffffffffffffffffffffffff", "03000000000000000000000000000000")]
    [DataRow("ffffffffffffffffffffffffffffffff", "02000000000000000000000000000000", "03000000000000000000000000000000")]
    [DataRow("00000000000000000000000000000000", "fdffffffffffffffffffffffffffffff", "faffffffffffffffffffffffffffffff")]
    public void TheAuthenticatorIsReducedToTheEnd(string added, string message, string expected)
    {
        byte[] key = [2, .. new byte[15], .. Convert.FromHexString(added)];
        Assert.AreEqual(expected, Convert.ToHexStringLower(Poly1305.Mac(key, Convert.FromHexString(message), 16)));
    }

    [TestMethod]
    public void ItSealsAsDotNetDoes()
    {
        for (int length = 0; length < 300; length += length < 70 ? 1 : 13)
        {
            byte[] key = SHA256.HashData([1, (byte)length]);
            byte[] nonce = SHA256.HashData([2, (byte)length])[..12];
            byte[] associated = SHA256.HashData([3, (byte)length])[..(length % 33)];
            byte[] plain = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7))];
            byte[] expected = new byte[length + 16];
            using ChaCha20Poly1305 cipher = new(key);
            cipher.Encrypt(nonce, plain, expected.AsSpan(0, length), expected.AsSpan(length), associated);

            Assert.AreEqual(Hex.Text(expected), Hex.Text(ChaChaPoly.Seal(key, nonce, associated, plain)), $"{length} bytes");
            CollectionAssert.AreEqual(plain, ChaChaPoly.Open(key, nonce, associated, expected));
        }
    }

    /// <summary>A tag at the border of the modulus: blocks of ones make carries run through every limb.</summary>
    [TestMethod]
    public void LongRunsOfOnesAreAuthenticatedAsDotNetDoes()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            byte[] key = SHA256.HashData([9, (byte)seed]);
            byte[] nonce = new byte[12];
            byte[] associated = [.. Enumerable.Repeat((byte)0xff, 16 * (seed % 9))];
            byte[] tag = new byte[16];
            using ChaCha20Poly1305 cipher = new(key);
            cipher.Encrypt(nonce, Array.Empty<byte>(), Array.Empty<byte>(), tag, associated);
            Assert.AreEqual(Hex.Text(tag), Hex.Text(ChaChaPoly.Seal(key, nonce, associated, [])), $"seed {seed}");
        }
    }

    [TestMethod]
    public void OneChangedBitOpensNothing()
    {
        byte[] key = SHA256.HashData([4]);
        byte[] nonce = ChaChaPoly.Nonce(5);
        byte[] associated = [1, 2, 3];
        byte[] sealedBytes = ChaChaPoly.Seal(key, nonce, associated, [1, 2, 3, 4, 5]);
        for (int bit = 0; bit < 8 * sealedBytes.Length; bit++)
        {
            sealedBytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.IsNull(ChaChaPoly.Open(key, nonce, associated, sealedBytes));
            sealedBytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.IsNotNull(ChaChaPoly.Open(key, nonce, associated, sealedBytes));
        Assert.IsNull(ChaChaPoly.Open(key, nonce, [1, 2], sealedBytes));
        Assert.IsNull(ChaChaPoly.Open(key, ChaChaPoly.Nonce(6), associated, sealedBytes));
        Assert.IsNull(ChaChaPoly.Open(key, nonce, associated, sealedBytes[..15]));
    }

    /// <summary>draft-irtf-cfrg-xchacha-03, appendix A.3.1.</summary>
    [TestMethod]
    public void TheLongNonceIsThatOfTheDraft()
    {
        byte[] plain = Hex.Ascii("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.");
        byte[] sealedBytes = ChaChaPoly.SealX(
            Hex.Bytes("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"),
            Hex.Bytes("404142434445464748494a4b4c4d4e4f5051525354555657"), Hex.Bytes("50515253c0c1c2c3c4c5c6c7"), plain);
        Assert.AreEqual(
            "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e"
            + "3f3fac2bc369488f76b2383565d3fff921f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49",
            Hex.Text(sealedBytes));
    }
}
