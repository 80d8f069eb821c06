using Holdfast.Hardware;

namespace Holdfast.Crypto;

/// <summary>In the place of the firmware's choice between managed and native code: there is one curve here.</summary>
public static class NativeSecp256k1
{
    public static Secp256k1 Choose(IHmac hmac, IConstantTable table, INativeCurve native)
    {
        return new Secp256k1(hmac, table);
    }
}
