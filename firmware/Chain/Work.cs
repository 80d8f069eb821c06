using Holdfast.Bytes;

namespace Holdfast.Chain;

/// <summary>
/// How many hashes were tried on average, as 128 bits: of one block 2^256 / (target + 1), of a chain the sum. One block counts less than 2^96 (a target
/// below 2^160 is refused), so the sum of a chain has room.
/// </summary>
public sealed class Work
{
    /// <summary>Targets of at least so many bits are counted.</summary>
    public const int TargetBitsMin = 161;

    public const int Bytes = 16;

    public readonly ulong High;
    public readonly ulong Low;

    public Work(ulong high, ulong low)
    {
        High = high;
        Low = low;
    }

    /// <summary>The work of one block with this target.</summary>
    public static Work Of(uint[] target)
    {
        Check.That(Target.BitLength(target) >= TargetBitsMin, "a target whose work can be counted");

        // 2^256 / (t + 1) = (2^256 - 1 - t) / (t + 1) + 1: the dividend is the complement of t. Long division, bit by bit, from where the divisor fits.
        uint[] rest = new uint[Target.Limbs];
        uint[] divisor = new uint[Target.Limbs];
        ulong carry = 1;
        for (int i = 0; i < Target.Limbs; i++)
        {
            rest[i] = ~target[i];
            carry += target[i];
            divisor[i] = (uint)carry;
            carry >>= 32;
        }

        int shift = Target.BitLength(rest) - Target.BitLength(divisor);
        if (shift < 0)
        {
            return new Work(0, 1);
        }

        ShiftLeft(divisor, shift);
        ulong high = 0;
        ulong low = 0;
        for (int i = shift; i >= 0; i--)
        {
            high = (high << 1) | (low >> 63);
            low <<= 1;
            if (Target.Compare(rest, divisor) >= 0)
            {
                Subtract(rest, divisor);
                low |= 1;
            }

            ShiftRightOne(divisor);
        }

        return new Work(high, low).Plus(new Work(0, 1));
    }

    public Work Plus(Work other)
    {
        ulong low = Low + other.Low;
        return new Work(High + other.High + (low < Low ? 1ul : 0ul), low);
    }

    public bool IsMoreThan(Work other)
    {
        return High != other.High ? High > other.High : Low > other.Low;
    }

    public void Encode(ByteWriter writer)
    {
        writer.U64(High);
        writer.U64(Low);
    }

    public static Work Decode(ByteReader reader)
    {
        ulong high = reader.U64();
        return new Work(high, reader.U64());
    }

    private static void ShiftLeft(uint[] value, int bits)
    {
        int limbs = bits >> 5;
        int rest = bits & 31;
        for (int i = Target.Limbs - 1; i >= 0; i--)
        {
            ulong upper = i - limbs >= 0 ? value[i - limbs] : 0;
            ulong lower = i - limbs - 1 >= 0 ? value[i - limbs - 1] : 0;
            value[i] = (uint)((((upper << 32) | lower) << rest) >> 32);
        }
    }

    private static void ShiftRightOne(uint[] value)
    {
        for (int i = 0; i < Target.Limbs; i++)
        {
            uint next = i + 1 < Target.Limbs ? value[i + 1] : 0;
            value[i] = (value[i] >> 1) | (next << 31);
        }
    }

    private static void Subtract(uint[] value, uint[] less)
    {
        ulong borrow = 0;
        for (int i = 0; i < Target.Limbs; i++)
        {
            ulong difference = (ulong)value[i] - less[i] - borrow;
            value[i] = (uint)difference;
            borrow = (difference >> 32) & 1;
        }
    }
}
