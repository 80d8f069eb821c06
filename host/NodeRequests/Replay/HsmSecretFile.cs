using System.Security.Cryptography;
using System.Text;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Replay;

/// <summary>
/// Content of Core Lightning's hsm_secret file, as far as a test signer needs it: 32 raw bytes, or 32 bytes (zeros without a passphrase) and
/// the words of a BIP 39 mnemonic. A real signer's secret is never in such a file.
/// </summary>
public static class HsmSecretFile
{
    private const int RawBytes = 32;
    private const int SeedBytes = 64;
    private const int SeedRounds = 2048;

    /// <summary>What Provision takes: the raw secret, or the 64-byte BIP 39 seed.</summary>
    /// <exception cref="InvalidDataException">An encrypted file, or one with a passphrase.</exception>
    public static (SecretKind Kind, byte[] Secret) Parse(byte[] content)
    {
        if (content.Length == RawBytes)
        {
            return (SecretKind.Raw, content);
        }

        if (content.Length <= RawBytes || content.AsSpan(0, RawBytes).ContainsAnyExcept((byte)0))
        {
            throw new InvalidDataException("hsm_secret is encrypted, has a passphrase, or is incomplete");
        }

        byte[] words = content[RawBytes..];
        byte[] salt = Encoding.ASCII.GetBytes("mnemonic");
        return (SecretKind.Mnemonic, Rfc2898DeriveBytes.Pbkdf2(words, salt, SeedRounds, HashAlgorithmName.SHA512, SeedBytes));
    }
}
