using Holdfast.Bytes;

namespace Holdfast.Lightning;

/// <summary>
/// An output script as a person knows it: the address of a witness program (BIP 173, BIP 350), and any other script in hexadecimal digits. Both name
/// the whole script, so two scripts never read the same.
/// </summary>
public static class Address
{
    private const string Digits = "0123456789abcdef";

    /// <param name="script">An output script.</param>
    /// <param name="prefix">The network's, for example bc.</param>
    public static string Of(byte[] script, string prefix)
    {
        return IsWitnessProgram(script) ? Witness(script, prefix) : "script " + Hexadecimal(script);
    }

    private static bool IsWitnessProgram(byte[] script)
    {
        if (script.Length < 4 || script.Length > 42 || script[1] != script.Length - 2)
        {
            return false;
        }

        return script[0] == 0 ? script.Length == 22 || script.Length == 34 : script[0] > 0x50 && script[0] <= 0x60;
    }

    private static string Witness(byte[] script, string prefix)
    {
        byte[] groups = Groups(script);
        uint sum = Bech32.Begin(Ascii.Bytes(prefix));
        char[] text = new char[groups.Length + Bech32.ChecksumLetters];
        for (int i = 0; i < groups.Length; i++)
        {
            sum = Bech32.Step(sum, groups[i]);
            text[i] = Bech32.Letter(groups[i]);
        }

        for (int i = 0; i < Bech32.ChecksumLetters; i++)
        {
            sum = Bech32.Step(sum, 0);
        }

        sum ^= script[0] == 0 ? Bech32.Original : Bech32.Modified;
        for (int i = 0; i < Bech32.ChecksumLetters; i++)
        {
            text[groups.Length + i] = Bech32.Letter((sum >> (5 * (Bech32.ChecksumLetters - 1 - i))) & 31);
        }

        return prefix + "1" + new string(text);
    }

    // The version, then the program in groups of five bits, filled up with zeros.
    private static byte[] Groups(byte[] script)
    {
        byte[] groups = new byte[1 + ((script.Length - 2) * 8 + 4) / 5];
        groups[0] = (byte)(script[0] == 0 ? 0 : script[0] - 0x50);
        int at = 1;
        uint bits = 0;
        int bitCount = 0;
        for (int i = 2; i < script.Length; i++)
        {
            bits = ((bits << 8) | script[i]) & 0xfff;
            bitCount += 8;
            while (bitCount >= 5)
            {
                bitCount -= 5;
                groups[at++] = (byte)((bits >> bitCount) & 31);
            }
        }

        if (bitCount > 0)
        {
            groups[at] = (byte)((bits << (5 - bitCount)) & 31);
        }

        return groups;
    }

    /// <summary>Hexadecimal digits.</summary>
    public static string Hexadecimal(byte[] bytes)
    {
        char[] text = new char[2 * bytes.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            text[2 * i] = Digits[bytes[i] >> 4];
            text[2 * i + 1] = Digits[bytes[i] & 15];
        }

        return new string(text);
    }
}
