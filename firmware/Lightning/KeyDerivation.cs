using System;
using Holdfast.Crypto;

namespace Holdfast.Lightning;

/// <summary>
/// BOLT 3, Key Derivation: how per-commitment keys come from basepoints, one formula per method, for public keys and for the secrets
/// behind them. Points are 33 bytes compressed, secrets and scalars 32 bytes big-endian.
/// </summary>
public static class KeyDerivation
{
    /// <summary>SHA256(first ‖ second) of two points, as the scalar that every derivation uses.</summary>
    public static byte[] Tweak(byte[] first, byte[] second)
    {
        byte[] both = new byte[66];
        Array.Copy(first, 0, both, 0, 33);
        Array.Copy(second, 0, both, 33, 33);
        return Sha256.Hash(both);
    }
}
