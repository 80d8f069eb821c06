namespace Holdfast.HistoryWorld.Chain;

/// <summary>Many histories about the chain, one seed after the other.</summary>
public sealed class ChainCampaign
{
    /// <summary>Steps of the normal test run; every rule that is taken out must be found within them.</summary>
    public const long DefaultSteps = 8_000;

    private const int HistorySteps = 80;

    public int Histories { get; private set; }

    public long Steps { get; private set; }

    /// <summary>Locks and promises that came out with the rules in force.</summary>
    public long Releases { get; private set; }

    /// <summary>Branches that the device went over to.</summary>
    public long Reorganisations { get; private set; }

    public long Restarts { get; private set; }

    /// <summary>"" when every promise held, else "Kind: sentence | seed | step".</summary>
    public string Finding { get; private set; } = string.Empty;

    public static ChainCampaign Run(int firstSeed, long steps)
    {
        ChainCampaign campaign = new();
        for (int seed = firstSeed; campaign.Steps < steps && campaign.Finding.Length == 0; seed++)
        {
            ChainWorld? world = null;
            int step = 0;
            try
            {
                world = new ChainWorld(seed);
                for (; step < HistorySteps; step++)
                {
                    world.Step();
                }
            }
            catch (ViolationException violation)
            {
                campaign.Finding = violation.Kind + ": " + violation.Message + " | seed " + seed + " | step " + step;
            }

            campaign.Histories++;
            campaign.Steps += step;
            campaign.Releases += world?.Releases ?? 0;
            campaign.Reorganisations += world?.Reorganisations ?? 0;
            campaign.Restarts += world?.Restarts ?? 0;
        }

        return campaign;
    }

    /// <summary>For an assembly that only knows names.</summary>
    public static string RunForMutationCheck(int firstSeed, long steps) => Run(firstSeed, steps).Finding;
}
