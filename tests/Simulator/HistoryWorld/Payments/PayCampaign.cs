namespace Holdfast.HistoryWorld.Payments;

/// <summary>Many histories, one seed after the other, until the budget of moves is used or a promise breaks.</summary>
public sealed class PayCampaign
{
    /// <summary>Moves of the normal test run; every rule that is taken out must be missed within them.</summary>
    public const long DefaultMoves = 6_000;

    public int Histories { get; private set; }

    public long Moves { get; private set; }

    /// <summary>States in which the owner's money was counted.</summary>
    public long Counts { get; private set; }

    public long Payments { get; private set; }

    public long Restarts { get; private set; }

    /// <summary>States in which the owner had what is hers by another reading of what became of HTLCs than the thief's.</summary>
    public long Readings { get; private set; }

    public int? FailingSeed { get; private set; }

    public ViolationKind? Violation { get; private set; }

    public string Sentence { get; private set; } = string.Empty;

    /// <summary>The finding, shrunk; play it again with --payments "…".</summary>
    public string Shrunk { get; private set; } = string.Empty;

    /// <param name="only">The thief's deeds; all when empty.</param>
    public static PayCampaign Run(int firstSeed, long moves, params PayDeed[] only)
    {
        PayCampaign campaign = new();
        for (int seed = firstSeed; campaign.Moves < moves && campaign.Violation is null; seed++)
        {
            PayHistory history = PayHistory.FromSeed(seed, only);
            PayOutcome outcome = history.Play();
            campaign.Histories++;
            campaign.Moves += outcome.Steps;
            campaign.Counts += outcome.Counts;
            campaign.Payments += outcome.Payments;
            campaign.Restarts += outcome.Restarts;
            campaign.Readings += outcome.Readings;
            if (outcome.Violation is not null)
            {
                PayHistory shrunk = history.Shrink();
                campaign.FailingSeed = seed;
                campaign.Violation = outcome.Violation;
                campaign.Sentence = shrunk.Play().Sentence;
                campaign.Shrunk = shrunk.ToString();
            }
        }

        return campaign;
    }

    /// <summary>For an assembly that only knows names: "" when every promise held, else "Kind: sentence | seed | history".</summary>
    public static string RunForMutationCheck(int firstSeed, long moves, string only)
    {
        PayCampaign campaign = Run(firstSeed, moves, Deeds(only));
        return campaign.Violation is null ? string.Empty : campaign.Violation + ": " + campaign.Sentence + " | seed " + campaign.FailingSeed + " | " + campaign.Shrunk;
    }

    /// <summary>Names of deeds, with commas between.</summary>
    public static PayDeed[] Deeds(string names) => [.. names.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<PayDeed>)];

    public string Line() => Violation is null
        ? $"{Histories} histories, {Moves} moves, {Counts} times counted, {Payments} payments, {Restarts} starts, {Readings} times by another reading: no violation"
        : $"seed {FailingSeed}, after {Moves} moves: {Violation}: {Sentence}\nshrunk, play again with --payments \"{Shrunk}\"";
}
