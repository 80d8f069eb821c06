using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Secrets;

namespace Holdfast.Unit.Requests;

/// <summary>The keys of a test device, known to the test.</summary>
public sealed class TestKeys
{
    public readonly Secp256k1 Curve = Secp256k1.Software();
    public readonly KeyTree Tree;

    public TestKeys(byte secret)
    {
        Tree = new KeyTree(Curve, new SoftwareHmac(), TestDevice.Fill(32, secret), false);
    }

    /// <summary>P2WPKH of a wallet key.</summary>
    public byte[] WalletScript(uint index)
    {
        return Scripts.PayToWitnessKey(Curve.PublicKey(Tree.WalletSecret(index)));
    }
}
