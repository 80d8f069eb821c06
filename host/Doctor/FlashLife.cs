namespace Holdfast.Doctor;

/// <summary>
/// Wear of the journal's flash, estimated: the figures of tests/Simulator/PowerLoss/README.md for the smallest volume (64 blocks of 4 KB, 100,000 erase cycles each,
/// the most worn block ahead of the mean). A larger partition lives longer in proportion.
/// </summary>
public static class FlashLife
{
    private const double Blocks = 64;
    private const double CyclesPerBlock = 100_000;
    private const double ErasesPerCommit = 0.46;
    private const double WorstOverMean = 1.45;

    /// <summary>Percent of the flash's life that so many commits have used up.</summary>
    public static double UsedPercent(ulong commits) => commits * ErasesPerCommit * WorstOverMean / (Blocks * CyclesPerBlock) * 100;
}
