namespace Holdfast.Bytes;

/// <summary>Signed numbers that stand in 48 bits, in two's complement.</summary>
public static class Signed48
{
    /// <summary>
    /// The number in the low 48 bits; the others are zero. It is not made with a signed shift to the right, because the chip's runtime shifts by the type that the operand had
    /// before a cast: a ulong that was cast to long gets zeros from the left (tests/Tidy, SignedShiftTests).
    /// </summary>
    public static long Of(ulong word)
    {
        return word < 1UL << 47 ? (long)word : (long)word - (1L << 48);
    }
}
