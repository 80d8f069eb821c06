using Holdfast.Crypto;
using Holdfast.Lightning;

namespace Holdfast.Unit.Requests;

/// <summary>The stand-in of the curve in the place of tests/Unit/Requests/TestCurve.cs.</summary>
public static class TestCurve
{
    public static byte[] WalletScript()
    {
        TestKeys keys = new(0x11);
        return Scripts.PayToTaproot(keys.Curve.TaprootOutputKey(keys.Curve.PublicKey(keys.Tree.WalletSecret(3))[1..], []));
    }

    public static byte[] NoPoint() => TestDevice.Fill(33, 5);
}
