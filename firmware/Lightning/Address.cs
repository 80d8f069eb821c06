namespace Holdfast.Lightning;

/// <summary>
/// An output script as a person knows it: the address of a witness program (BIP 173, BIP 350), and any other script in hexadecimal digits. Both name
/// the whole script, so two scripts never read the same.
/// </summary>
public static class Address
{
    private const string Letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const string Digits = "0123456789abcdef";
    private const int ChecksumLetters = 6;

    // The last step of the checksum: BIP 173 for version 0, BIP 350 for the others.
    private const uint Bech32 = 1;
    private const uint Bech32m = 0x2bc830a3;

    private static readonly uint[] s_generator = { 0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3 };

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
        uint sum = 1;
        for (int i = 0; i < prefix.Length; i++)
        {
            sum = Step(sum, (uint)prefix[i] >> 5);
        }

        sum = Step(sum, 0);
        for (int i = 0; i < prefix.Length; i++)
        {
            sum = Step(sum, (uint)prefix[i] & 31);
        }

        char[] text = new char[groups.Length + ChecksumLetters];
        for (int i = 0; i < groups.Length; i++)
        {
            sum = Step(sum, groups[i]);
            text[i] = Letters[groups[i]];
        }

        for (int i = 0; i < ChecksumLetters; i++)
        {
            sum = Step(sum, 0);
        }

        sum ^= script[0] == 0 ? Bech32 : Bech32m;
        for (int i = 0; i < ChecksumLetters; i++)
        {
            text[groups.Length + i] = Letters[(int)((sum >> (5 * (ChecksumLetters - 1 - i))) & 31)];
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

    private static uint Step(uint sum, uint group)
    {
        uint top = sum >> 25;
        sum = ((sum & 0x1ffffff) << 5) ^ group;
        for (int i = 0; i < s_generator.Length; i++)
        {
            if (((top >> i) & 1) != 0)
            {
                sum ^= s_generator[i];
            }
        }

        return sum;
    }

    private static string Hexadecimal(byte[] bytes)
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
