using Holdfast.Lightning;

namespace Holdfast.Unit.Lightning;

/// <summary>Scripts whose bytes BOLT 3 appendices B and C print, and the shortest-push rule at its edges.</summary>
[TestClass]
public class ScriptsTests
{
    private const string LocalKey = "023da092f6980e58d2c037173180e9a465476026ee50f96695963e8efe436f54eb";
    private const string RemoteKey = "030e9f7b623d2ccc7c9bd44d66d5ce21ce504c0acf6385a132cec6d3c39fa711c1";

    [TestMethod]
    public void FundingSortsTheKeys()
    {
        const string script = "5221" + LocalKey + "21" + RemoteKey + "52ae";
        Assert.AreEqual(script, Hex.Text(Scripts.Funding(Hex.Bytes(LocalKey), Hex.Bytes(RemoteKey))));
        Assert.AreEqual(script, Hex.Text(Scripts.Funding(Hex.Bytes(RemoteKey), Hex.Bytes(LocalKey))));
    }

    [TestMethod]
    public void FundingOutputOfAppendixB()
    {
        byte[] script = Scripts.Funding(Hex.Bytes(LocalKey), Hex.Bytes(RemoteKey));
        Assert.AreEqual("0020c015c4a6be010e21657068fc2e6a9d02b27ebe4d490a25846f7237f104d1a3cd", Hex.Text(Scripts.PayToWitnessScript(script)));
    }

    [TestMethod]
    public void ToLocalOfAppendixC()
    {
        byte[] script = Scripts.ToLocal(Hex.Bytes("0212a140cd0c6539d07cd08dfe09984dec3251ea808b892efeac3ede9402bf2b19"), 144,
            Hex.Bytes("03fd5960528dc152014952efdb702a88f71e3c1653b2314431701ec77e57fde83c"));
        Assert.AreEqual("63210212a140cd0c6539d07cd08dfe09984dec3251ea808b892efeac3ede9402bf2b1967029000b2752103fd5960528dc152014952efdb702a88f71e"
            + "3c1653b2314431701ec77e57fde83c68ac", Hex.Text(script));
    }

    [TestMethod]
    public void ToRemoteOfAppendixC()
    {
        byte[] key = Hex.Bytes("0394854aa6eab5b2a8122cc726e9dded053a2184d88256816826d6231c068d4a5b");
        Assert.AreEqual("0014ccf1af2f2aabee14bb40fa3851ab2301de843110", Hex.Text(Scripts.PayToWitnessKey(key)));
        Assert.AreEqual("76a914ccf1af2f2aabee14bb40fa3851ab2301de84311088ac", Hex.Text(Scripts.KeyScriptCode(key)));
    }

    [TestMethod]
    [DataRow(0u, "00")]
    [DataRow(1u, "51")]
    [DataRow(16u, "60")]
    [DataRow(17u, "0111")]
    [DataRow(0x7fu, "017f")]
    [DataRow(0x80u, "028000")]
    [DataRow(144u, "029000")]
    [DataRow(0x7fffu, "02ff7f")]
    [DataRow(0x8000u, "03008000")]
    [DataRow(0x7fffffu, "03ffff7f")]
    [DataRow(0x800000u, "0400008000")]
    [DataRow(0x7fffffffu, "04ffffff7f")]
    [DataRow(0xffffffffu, "05ffffffff00")]
    public void NumbersAreShortest(uint value, string push)
    {
        Assert.AreEqual(push, Hex.Text(Scripts.Number(value)));
    }

    [TestMethod]
    [DataRow("00", "00", 0)]
    [DataRow("00", "01", -1)]
    [DataRow("ff", "01", 1)]
    [DataRow("01", "0100", -1)]
    [DataRow("0100", "01", 1)]
    public void LexicographicOrder(string left, string right, int sign)
    {
        int order = Scripts.Compare(Hex.Bytes(left), Hex.Bytes(right));
        Assert.AreEqual(sign, order < 0 ? -1 : order > 0 ? 1 : 0);
    }
}
