using Holdfast.Bytes;

namespace Holdfast.Chain;

/// <summary>
/// The 256-bit number that a block's hash must not exceed, as eight 32-bit limbs, the lowest first: the chip has no big integers. A header carries
/// it in a compact form of four bytes: a length in bytes, a sign, and the 23 highest bits.
/// </summary>
public static class Target
{
    public const int Limbs = 8;

    private const int PeriodSeconds = 14 * 24 * 60 * 60;

    /// <summary>Null when the compact form is negative, zero or longer than 256 bits.</summary>
    public static uint[] Decode(uint compact)
    {
        int size = (int)(compact >> 24);
        uint word = compact & 0x007fffff;
        bool isTooLong = size > 34 || (size > 33 && word > 0xff) || (size > 32 && word > 0xffff);
        if (size < 3)
        {
            word >>= 8 * (3 - size);
        }

        if (word == 0 || (compact & 0x00800000) != 0 || isTooLong)
        {
            return null;
        }

        uint[] target = new uint[Limbs];
        int shift = size <= 3 ? 0 : 8 * (size - 3);
        ulong spread = (ulong)word << (shift & 31);
        target[shift >> 5] = (uint)spread;
        if ((shift >> 5) + 1 < Limbs)
        {
            target[(shift >> 5) + 1] = (uint)(spread >> 32);
        }

        return target;
    }

    /// <summary>The compact form; what does not fit into its 23 bits is cut off, as every node does.</summary>
    public static uint Encode(uint[] target)
    {
        int size = (BitLength(target) + 7) / 8;
        uint word;
        if (size <= 3)
        {
            word = target[0] << (8 * (3 - size));
        }
        else
        {
            int shift = 8 * (size - 3);
            int limb = shift >> 5;
            ulong pair = target[limb] | (limb + 1 < Limbs ? (ulong)target[limb + 1] << 32 : 0);
            word = (uint)(pair >> (shift & 31)) & 0x00ffffff;
        }

        // The highest of the 24 bits is the sign.
        if ((word & 0x00800000) != 0)
        {
            word >>= 8;
            size++;
        }

        return ((uint)size << 24) | word;
    }

    /// <summary>True when the hash (internal byte order, so a number with its lowest byte first) is not above the target.</summary>
    public static bool IsMet(uint[] target, byte[] hash)
    {
        for (int i = Limbs - 1; i >= 0; i--)
        {
            uint word = LittleEndian.U32(hash, 4 * i);
            if (word != target[i])
            {
                return word < target[i];
            }
        }

        return true;
    }

    /// <summary>Below zero, zero or above zero: left is smaller, equal or larger.</summary>
    public static int Compare(uint[] left, uint[] right)
    {
        for (int i = Limbs - 1; i >= 0; i--)
        {
            if (left[i] != right[i])
            {
                return left[i] < right[i] ? -1 : 1;
            }
        }

        return 0;
    }

    /// <summary>
    /// The target of the next 2016 blocks: the old one times the seconds that the last 2016 took (at least a quarter and at most four times as many as two
    /// weeks) divided by two weeks, and never above the network's limit.
    /// </summary>
    public static uint Retarget(uint compact, long seconds, uint limitCompact)
    {
        if (seconds < PeriodSeconds / 4)
        {
            seconds = PeriodSeconds / 4;
        }

        if (seconds > PeriodSeconds * 4)
        {
            seconds = PeriodSeconds * 4;
        }

        uint[] target = Decode(compact);
        uint[] limit = Decode(limitCompact);
        Check.That(target != null && limit != null && Compare(target, limit) <= 0, "only a target within the limit is changed");

        // The product has up to 279 bits: the carry is its ninth limb.
        ulong carry = 0;
        for (int i = 0; i < Limbs; i++)
        {
            carry += (ulong)target[i] * (ulong)seconds;
            target[i] = (uint)carry;
            carry >>= 32;
        }

        if (carry >= PeriodSeconds)
        {
            return limitCompact;
        }

        ulong rest = carry;
        for (int i = Limbs - 1; i >= 0; i--)
        {
            rest = (rest << 32) | target[i];
            target[i] = (uint)(rest / PeriodSeconds);
            rest %= PeriodSeconds;
        }

        return Compare(target, limit) > 0 ? limitCompact : Encode(target);
    }

    /// <summary>Bits up to the highest one that is set.</summary>
    public static int BitLength(uint[] value)
    {
        for (int i = Limbs - 1; i >= 0; i--)
        {
            if (value[i] != 0)
            {
                int bits = 32 * i;
                for (uint word = value[i]; word != 0; word >>= 1)
                {
                    bits++;
                }

                return bits;
            }
        }

        return 0;
    }
}
