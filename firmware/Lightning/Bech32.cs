using Holdfast.Bytes;

namespace Holdfast.Lightning;

/// <summary>The letters and the checksum of BIP 173, for addresses and invoices.</summary>
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
}
