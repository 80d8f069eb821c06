namespace Holdfast.Crypto;

/// <summary>Sees every hash that is signed, and the public key: 33 bytes, or 32 for BIP 340.</summary>
public interface ISignatureWitness
{
    void Signed(byte[] key, byte[] hash);
}
