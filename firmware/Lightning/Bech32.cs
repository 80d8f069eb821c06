using Holdfast.Bytes;

namespace Holdfast.Lightning;

/// <summary>The letters and the checksum of BIP 173, for addresses and invoices; BOLT 12 uses the letters alone.</summary>
public static class Bech32
{
    public const int ChecksumLetters = 6;

    /// <summary>What the checksum comes to: BIP 173.</summary>
    public const uint Original = 1;

    /// <summary>BIP 350.</summary>
    public const uint Modified = 0x2bc830a3;

    private const string Letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

    private static readonly uint[] s_generator = { 0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3 };

    /// <summary>The letter of a group of five bits.</summary>
    public static char Letter(uint group)
    {
        return Letters[(int)group];
    }

    /// <summary>The group of a small letter; malformed when no group has it.</summary>
    public static byte Group(byte letter)
    {
        for (int i = 0; i < Letters.Length; i++)
        {
            if (Letters[i] == letter)
            {
                return (byte)i;
            }
        }

        throw new MalformedException("a letter that bech32 does not have");
    }

    /// <summary>The checksum after the prefix.</summary>
    public static uint Begin(byte[] prefix)
    {
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

        return sum;
    }

    /// <summary>The checksum after one more group.</summary>
    public static uint Step(uint sum, uint group)
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

    /// <summary>A text in small letters. Malformed when it is longer than allowed, or has both small and capital letters.</summary>
    public static byte[] Small(byte[] text, int lengthMax)
    {
        if (text.Length > lengthMax)
        {
            throw new MalformedException("an invoice is shorter");
        }

        byte[] small = new byte[text.Length];
        bool hasCapital = false;
        bool hasSmall = false;
        for (int i = 0; i < text.Length; i++)
        {
            bool isCapital = text[i] >= (byte)'A' && text[i] <= (byte)'Z';
            hasCapital |= isCapital;
            hasSmall |= text[i] >= (byte)'a' && text[i] <= (byte)'z';
            small[i] = (byte)(isCapital ? text[i] + 32 : text[i]);
        }

        if (hasCapital && hasSmall)
        {
            throw new MalformedException("an invoice with small and capital letters");
        }

        return small;
    }

    /// <summary>The bytes that groups of five bits make, one group in each byte; malformed unless the bits that are left are fewer than five, and zeros.</summary>
    public static byte[] Bytes(byte[] groups, int at, int length)
    {
        byte[] bytes = new byte[length * 5 / 8];
        int to = 0;
        uint bits = 0;
        int bitCount = 0;
        for (int i = 0; i < length; i++)
        {
            bits = ((bits << 5) | groups[at + i]) & 0xfff;
            bitCount += 5;
            if (bitCount >= 8)
            {
                bitCount -= 8;
                bytes[to++] = (byte)(bits >> bitCount);
            }
        }

        if (bitCount >= 5 || (bits & ((1u << bitCount) - 1)) != 0)
        {
            throw new MalformedException("a field of an invoice does not end with a byte");
        }

        return bytes;
    }
}
