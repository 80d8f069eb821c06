using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Tool.Provisioning;

/// <summary>
/// BIP 39 words of the English list (bip39-english.txt: the list published with the BIP). 16 bytes of entropy are 12 words, 32 bytes are 24;
/// the last word carries a checksum, so one wrong word is noticed fifteen times out of sixteen, or better.
/// </summary>
internal sealed class Mnemonic
{
    private const int BitsPerWord = 11;
    private const int SeedRounds = 2048;
    private const int SeedBytes = 64;

    private static readonly string[] s_words = ReadWords();

    private Mnemonic(string[] words)
    {
        Words = words;
    }

    public IReadOnlyList<string> Words { get; }

    /// <param name="entropy">16 or 32 bytes.</param>
    public static Mnemonic FromEntropy(byte[] entropy)
    {
        if (entropy.Length is not (16 or 32))
        {
            throw new ArgumentException("16 or 32 bytes of entropy", nameof(entropy));
        }

        byte[] bytes = [.. entropy, SHA256.HashData(entropy)[0]];
        int count = ((entropy.Length * 8) + (entropy.Length / 4)) / BitsPerWord;
        string[] words = new string[count];
        for (int i = 0; i < count; i++)
        {
            words[i] = s_words[BitsAt(bytes, i * BitsPerWord)];
        }

        CryptographicOperations.ZeroMemory(bytes);
        return new Mnemonic(words);
    }

    /// <summary>Reads words that a person typed: any white space between them, any case.</summary>
    /// <exception cref="FormatException">Not 12 or 24 words, a word that is not in the list (named by its place, not by itself), or a wrong checksum.</exception>
    public static Mnemonic Parse(string text)
    {
        string[] words = text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is not (12 or 24))
        {
            throw new FormatException($"there are {words.Length} words; a mnemonic has 12 or 24");
        }

        byte[] bytes = new byte[(words.Length * BitsPerWord / 8) + 1];
        for (int i = 0; i < words.Length; i++)
        {
            int index = Array.BinarySearch(s_words, words[i], StringComparer.Ordinal);
            if (index < 0)
            {
                throw new FormatException($"word {i + 1} is not in the BIP 39 list");
            }

            for (int bit = 0; bit < BitsPerWord; bit++)
            {
                int at = (i * BitsPerWord) + bit;
                bytes[at / 8] |= (byte)(((index >> (BitsPerWord - 1 - bit)) & 1) << (7 - (at % 8)));
            }
        }

        byte[] entropy = bytes[..(words.Length * 4 / 3)];
        bool isGood = FromEntropy(entropy).Words.SequenceEqual(words);
        CryptographicOperations.ZeroMemory(bytes);
        CryptographicOperations.ZeroMemory(entropy);
        return isGood ? new Mnemonic(words) : throw new FormatException("the checksum is wrong: check every word and the order of the words");
    }

    /// <summary>The 64-byte seed.</summary>
    /// <param name="passphrase">Of BIP 39; empty for none. Every passphrase gives a seed, so a wrong one is not noticed here.</param>
    /// <exception cref="FormatException">A character beyond ASCII: the BIP wants it in a normal form that this program does not know.</exception>
    public byte[] Seed(string passphrase = "")
    {
        if (passphrase.Any(character => character is < ' ' or > '~'))
        {
            throw new FormatException("the passphrase has a character that is not printable ASCII; this program knows no normal form for it, and another seed would come out");
        }

        byte[] words = Encoding.ASCII.GetBytes(string.Join(' ', Words));
        byte[] salt = Encoding.ASCII.GetBytes("mnemonic" + passphrase);
        byte[] seed = Rfc2898DeriveBytes.Pbkdf2(words, salt, SeedRounds, HashAlgorithmName.SHA512, SeedBytes);
        CryptographicOperations.ZeroMemory(words);
        CryptographicOperations.ZeroMemory(salt);
        return seed;
    }

    private static int BitsAt(byte[] bytes, int bit)
    {
        int value = 0;
        for (int i = bit; i < bit + BitsPerWord; i++)
        {
            value = (value << 1) | ((bytes[i / 8] >> (7 - (i % 8))) & 1);
        }

        return value;
    }

    private static string[] ReadWords()
    {
        using Stream stream = typeof(Mnemonic).Assembly.GetManifestResourceStream("Holdfast.Bip39English")!;
        using StreamReader reader = new(stream, Encoding.ASCII);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
