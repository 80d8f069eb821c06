using Holdfast.Bytes;
using Holdfast.Crypto;

namespace Holdfast.Unit.Crypto;

/// <summary>RFC 4231 for HMAC, RFC 5869 appendix A for HKDF.</summary>
[TestClass]
public class HmacTests
{
    [TestMethod]
    [DataRow(
        "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265",
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854")]
    [DataRow(
        "4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737")]
    public void Rfc4231(string key, string data, string sha256, string sha512)
    {
        SoftwareHmac hmac = new SoftwareHmac();
        Assert.AreEqual(sha256, Hex.Text(hmac.Sha256(Hex.Bytes(key), Hex.Bytes(data))));
        Assert.AreEqual(sha512, Hex.Text(hmac.Sha512(Hex.Bytes(key), Hex.Bytes(data))));
    }

    [TestMethod]
    public void AKeyLongerThanABlockIsHashedFirst()
    {
        byte[] key = new byte[131];
        for (int i = 0; i < key.Length; i++)
        {
            key[i] = 0xaa;
        }

        byte[] data = Hex.Ascii("Test Using Larger Than Block-Size Key - Hash Key First");
        SoftwareHmac hmac = new SoftwareHmac();
        Assert.AreEqual("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54", Hex.Text(hmac.Sha256(key, data)));
        Assert.AreEqual(
            "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598",
            Hex.Text(hmac.Sha512(key, data)));
    }

    [TestMethod]
    [DataRow(
        "000102030405060708090a0b0c", "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "f0f1f2f3f4f5f6f7f8f9",
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865")]
    [DataRow(
        "", "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "",
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8")]
    public void Rfc5869(string salt, string ikm, string info, string okm)
    {
        byte[] result = Hkdf.Sha256(new SoftwareHmac(), Hex.Bytes(salt), Hex.Bytes(ikm), Hex.Bytes(info), okm.Length / 2);
        Assert.AreEqual(okm, Hex.Text(result));
    }

    [TestMethod]
    public void HkdfLengthsOutsideOfTheRfcAreAFault()
    {
        byte[] some = new byte[1];
        Expect.Throws(typeof(FaultException), () => Hkdf.Sha256(new SoftwareHmac(), some, some, some, 0));
        Expect.Throws(typeof(FaultException), () => Hkdf.Sha256(new SoftwareHmac(), some, some, some, 8161));
        Assert.AreEqual(8160, Hkdf.Sha256(new SoftwareHmac(), some, some, some, 8160).Length);
    }
}
