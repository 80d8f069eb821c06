namespace Holdfast.Chain;

/// <summary>One block of the chain, with all that the blocks after it are judged by.</summary>
public sealed class ChainPoint
{
    public readonly int Height;

    /// <summary>Internal byte order.</summary>
    public readonly byte[] Hash;

    public readonly uint Time;
    public readonly uint Bits;

    /// <summary>The time of the first block of its period of 2016.</summary>
    public readonly uint PeriodTime;

    /// <summary>The target of its period, on networks where single blocks may have the easiest one.</summary>
    public readonly uint PeriodBits;

    /// <summary>Of all blocks after the checkpoint up to this one.</summary>
    public readonly Work Work;

    /// <summary>The block before; null where the device remembers none.</summary>
    public ChainPoint Previous;

    public ChainPoint(ChainPoint previous, int height, byte[] hash, uint time, uint bits, uint periodTime, uint periodBits, Work work)
    {
        Previous = previous;
        Height = height;
        Hash = hash;
        Time = time;
        Bits = bits;
        PeriodTime = periodTime;
        PeriodBits = periodBits;
        Work = work;
    }
}
