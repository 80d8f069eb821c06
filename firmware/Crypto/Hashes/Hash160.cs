namespace Holdfast.Crypto;

/// <summary>RIPEMD-160 of SHA-256: Bitcoin's public key and script hashes, BIP 32 fingerprints.</summary>
public static class Hash160
{
    /// <summary>20 bytes.</summary>
    public static byte[] Of(byte[] data)
    {
        return Ripemd160.Hash(Sha256.Hash(data));
    }
}
