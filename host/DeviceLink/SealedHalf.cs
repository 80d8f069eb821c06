using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.DeviceLink;

/// <summary>
/// The host's half under a passphrase: one line of text, eight words with one space between them.
/// <code>
/// holdfast-sealed-half 1 pbkdf2-sha512 ITERATIONS SALT NONCE SEALED SUM
/// </code>
/// The key is PBKDF2 with HMAC-SHA-512 (RFC 8018) of the passphrase in UTF-8. SALT (16 bytes) and NONCE (12) are drawn anew each time.
/// SEALED is AES-256-GCM: the 32 bytes of the half, then the tag of 16; all words before it, with the space behind them, are authenticated.
/// SUM is the first four bytes of SHA-256 of everything before it: damage is told from a wrong passphrase. Bytes are hex digits.
/// </summary>
internal static class SealedHalf
{
    /// <summary>About a second on a small computer; whoever tries passphrases pays it for each.</summary>
    public const int Iterations = 1_000_000;

    /// <summary>Nobody weakens a file by its own number, and none makes a reader count for hours.</summary>
    public const int IterationsMin = 100_000;
    public const int IterationsMax = 50_000_000;

    private const string Head = "holdfast-sealed-half";
    private const string Version = "1";
    private const string Derivation = "pbkdf2-sha512";
    private const int WordCount = 8;
    private const int SaltBytes = 16;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int KeyBytes = 32;
    private const int SumBytes = 4;

    public static bool IsOne(string text) => text.StartsWith(Head, StringComparison.Ordinal);

    public static string Seal(byte[] half, string passphrase, int iterations = Iterations)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
        byte[] nonce = RandomNumberGenerator.GetBytes(NonceBytes);
        string head = $"{Head} {Version} {Derivation} {iterations.ToString(CultureInfo.InvariantCulture)} {Convert.ToHexStringLower(salt)} {Convert.ToHexStringLower(nonce)} ";
        byte[] sealedBytes = new byte[half.Length + TagBytes];
        byte[] key = KeyOf(passphrase, salt, iterations);
        try
        {
            using AesGcm cipher = new(key, TagBytes);
            cipher.Encrypt(nonce, half, sealedBytes.AsSpan(0, half.Length), sealedBytes.AsSpan(half.Length), Encoding.ASCII.GetBytes(head));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }

        string text = head + Convert.ToHexStringLower(sealedBytes) + " ";
        return text + SumOf(text);
    }

    /// <summary>Whether it has the form of a sealed half and is not damaged; the passphrase is not needed for that.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or of a version that this program does not know.</exception>
    public static void RequireWhole(string text) => _ = Parse(text);

    /// <returns>Null if the passphrase is another one.</returns>
    /// <exception cref="InvalidDataException">It is damaged, or of a version that this program does not know.</exception>
    public static byte[]? Open(string text, string passphrase)
    {
        (string head, int iterations, byte[] salt, byte[] nonce, byte[] sealedBytes) = Parse(text);
        byte[] half = new byte[sealedBytes.Length - TagBytes];
        byte[] key = KeyOf(passphrase, salt, iterations);
        try
        {
            using AesGcm cipher = new(key, TagBytes);
            cipher.Decrypt(nonce, sealedBytes.AsSpan(0, half.Length), sealedBytes.AsSpan(half.Length), half, Encoding.ASCII.GetBytes(head));
            return half;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static (string Head, int Iterations, byte[] Salt, byte[] Nonce, byte[] Sealed) Parse(string text)
    {
        string[] words = text.Split(' ');
        if (words.Length != WordCount || words[0] != Head || words[^1] != SumOf(text[..^words[^1].Length]))
        {
            throw new InvalidDataException("it is damaged");
        }

        if (words[1] != Version || words[2] != Derivation)
        {
            throw new InvalidDataException("it was sealed by a newer version of holdfast");
        }

        bool isNumber = int.TryParse(words[3], NumberStyles.None, CultureInfo.InvariantCulture, out int iterations);
        if (!isNumber || iterations is < IterationsMin or > IterationsMax
            || words[4].Length != 2 * SaltBytes || words[5].Length != 2 * NonceBytes || words[6].Length != 2 * (HostHalfFile.HalfBytes + TagBytes))
        {
            throw new InvalidDataException("it is no half that holdfast has sealed");
        }

        try
        {
            string head = string.Join(' ', words[..6]) + " ";
            return (head, iterations, Convert.FromHexString(words[4]), Convert.FromHexString(words[5]), Convert.FromHexString(words[6]));
        }
        catch (FormatException)
        {
            throw new InvalidDataException("it is no half that holdfast has sealed");
        }
    }

    private static byte[] KeyOf(string passphrase, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(passphrase), salt, iterations, HashAlgorithmName.SHA512, KeyBytes);

    private static string SumOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, SumBytes));
}
