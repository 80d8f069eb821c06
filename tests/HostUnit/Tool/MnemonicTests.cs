using Holdfast.Tool.Provisioning;

namespace Holdfast.HostUnit.Tool;

/// <summary>BIP 39 against its published vectors (trezor/python-mnemonic, vectors.json).</summary>
[TestClass]
public sealed class MnemonicTests
{
    private const string ZeroWords = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

    [TestMethod]
    [DataRow("00000000000000000000000000000000", ZeroWords)]
    [DataRow("7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f", "legal winner thank year wave sausage worth useful legal winner thank yellow")]
    [DataRow("80808080808080808080808080808080", "letter advice cage absurd amount doctor acoustic avoid letter advice cage above")]
    [DataRow("ffffffffffffffffffffffffffffffff", "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong")]
    [DataRow(
        "0000000000000000000000000000000000000000000000000000000000000000",
        "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon art")]
    public void EntropyAndWordsAreTheSameThing(string entropy, string words)
    {
        Assert.AreEqual(words, string.Join(' ', Mnemonic.FromEntropy(Convert.FromHexString(entropy)).Words));
        Assert.AreEqual(words, string.Join(' ', Mnemonic.Parse("  " + words.ToUpperInvariant().Replace(" ", " \n")).Words));
    }

    [TestMethod]
    public void TheSeedIsThatOfTheBip()
    {
        Assert.AreEqual(
            "5eb00bbddcf069084889a8ab9155568165f5c453ccb85e70811aaed6f6da5fc19a5ac40b389cd370d086206dec8aa6c43daea6690f20ad3d8d48b2d2ce9e38e4",
            Convert.ToHexStringLower(Mnemonic.Parse(ZeroWords).Seed()));
    }

    [TestMethod]
    public void APassphraseGivesTheSeedOfTheBip()
    {
        Assert.AreEqual(
            "c55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e53495531f09a6987599d18264c1e1c92f2cf141630c7a3c4ab7c81b2f001698e7463b04",
            Convert.ToHexStringLower(Mnemonic.Parse(ZeroWords).Seed("TREZOR")));
        Assert.ThrowsExactly<FormatException>(() => Mnemonic.Parse(ZeroWords).Seed("Zoë"));
    }

    [TestMethod]
    [DataRow("abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon", "checksum")]
    [DataRow("about abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon", "checksum")]
    [DataRow("abandon abandon", "12 or 24")]
    [DataRow("", "12 or 24")]
    [DataRow("abandon abandon abandon abandom abandon abandon abandon abandon abandon abandon abandon about", "word 4")]
    public void AMistakeIsNamedWithoutRepeatingTheWord(string words, string expected)
    {
        FormatException mistake = Assert.ThrowsException<FormatException>(() => Mnemonic.Parse(words));
        StringAssert.Contains(mistake.Message, expected);
        Assert.IsFalse(mistake.Message.Contains("abando", StringComparison.Ordinal));
    }
}
