using Holdfast.Bytes;
using Holdfast.Crypto;

namespace Holdfast.Unit.Crypto;

/// <summary>BIP 340 vectors 0 to 3; the whole list runs on the desktop.</summary>
[TestClass]
public class SchnorrTests
{
    [TestMethod]
    [DataRow(
        "0000000000000000000000000000000000000000000000000000000000000003",
        "F9308A019258C31049344F85F89D5229B531C845836F99B08601F113BCE036F9",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "E907831F80848D1069A5371B402410364BDF1C5F8307B0084C55F1CE2DCA821525F66A4A85EA8B71E482A74F382D2CE5EBEEE8FDB2172F477DF4900D310536C0")]
    [DataRow(
        "B7E151628AED2A6ABF7158809CF4F3C762E7160F38B4DA56A784D9045190CFEF",
        "DFF1D77F2A671C5F36183726DB2341BE58FEAE1DA2DECED843240F7B502BA659",
        "0000000000000000000000000000000000000000000000000000000000000001",
        "243F6A8885A308D313198A2E03707344A4093822299F31D0082EFA98EC4E6C89",
        "6896BD60EEAE296DB48A229FF71DFE071BDE413E6D43F917DC8DCF8C78DE33418906D11AC976ABCCB20B091292BFF4EA897EFCB639EA871CFA95F6DE339E4B0A")]
    public void SignAndVerify(string secret, string key, string aux, string message, string signature)
    {
        Secp256k1 curve = Secp256k1.Software();
        byte[] signed = curve.SignSchnorr(Hex.Bytes(message), Hex.Bytes(secret), Hex.Bytes(aux));
        Assert.AreEqual(signature, Hex.Text(signed).ToUpper());
        Assert.IsTrue(curve.VerifySchnorr(Hex.Bytes(message), signed, Hex.Bytes(key)));
        signed[63] ^= 1;
        Assert.IsFalse(curve.VerifySchnorr(Hex.Bytes(message), signed, Hex.Bytes(key)));
    }

    [TestMethod]
    public void TweakedSecretAndTweakedKeyBelongTogether()
    {
        Secp256k1 curve = Secp256k1.Software();
        for (int i = 0; i < 4; i++)
        {
            byte[] secret = Sha256.Hash(new byte[] { (byte)i });
            byte[] root = i == 0 ? new byte[0] : Sha256.Hash(secret);
            string output = Hex.Text(curve.TaprootOutputKey(Hex.Bytes(Hex.Text(curve.PublicKey(secret)).Substring(2)), root));
            Assert.AreEqual(output, Hex.Text(curve.PublicKey(curve.TaprootSecret(secret, root))).Substring(2));
        }
    }

    [TestMethod]
    public void BadInputIsMalformed()
    {
        Secp256k1 curve = Secp256k1.Software();
        Expect.Throws(typeof(MalformedException), () => curve.SignSchnorr(new byte[0], new byte[32], new byte[32]));
        Expect.Throws(typeof(MalformedException), () => curve.SignSchnorr(new byte[0], Sha256.Hash(new byte[0]), new byte[31]));
        Expect.Throws(typeof(MalformedException), () => curve.TaprootOutputKey(new byte[31], new byte[0]));
    }
}
