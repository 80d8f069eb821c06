using Holdfast.Lightning;

namespace Holdfast.Unit.Lightning;

/// <summary>Addresses that BIP 173 and BIP 350 print, and scripts that have none.</summary>
[TestClass]
public class AddressTests
{
    [TestMethod]
    public void WitnessProgramsHaveTheirAddress()
    {
        Is("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "bc", "0014751e76e8199196d454941c45d1b3a323f1433bd6");
        Is("tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", "tb", "0014751e76e8199196d454941c45d1b3a323f1433bd6");
        Is("tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7", "tb", "00201863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262");
        Is("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", "bc", "512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");
        Is("bc1sw50qgdz25j", "bc", "6002751e");
        Is("bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs", "bc", "5210751e76e8199196d454941c45d1b3a323");
    }

    [TestMethod]
    public void OtherScriptsAreShownAsTheyAre()
    {
        Is("script ", "bc", "");
        Is("script 6a", "bc", "6a");
        Is("script 76a914751e76e8199196d454941c45d1b3a323f1433bd688ac", "bc", "76a914751e76e8199196d454941c45d1b3a323f1433bd688ac");
        Is("script 0013751e76e8199196d454941c45d1b3a323f1433b", "bc", "0013751e76e8199196d454941c45d1b3a323f1433b");
        Is("script 5003751e76", "bc", "5003751e76");
        Is("script 6103751e76", "bc", "6103751e76");
        Is("script 5103751e", "bc", "5103751e");
        Is("script 5101aa", "bc", "5101aa");
    }

    private static void Is(string address, string prefix, string script)
    {
        Assert.AreEqual(address, Address.Of(Hex.Bytes(script), prefix));
    }
}
