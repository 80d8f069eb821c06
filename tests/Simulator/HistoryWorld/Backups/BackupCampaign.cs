namespace Holdfast.HistoryWorld.Backups;

/// <summary>Many histories, one seed after the other, until the budget of moves is used or a promise breaks.</summary>
public sealed class BackupCampaign
{
    /// <summary>Moves of the normal test run; every rule that is taken out must be missed within them.</summary>
    public const long DefaultMoves = 6_000;

    public int Histories { get; private set; }

    public long Moves { get; private set; }

    public long States { get; private set; }

    public long Swept { get; private set; }

    public long Waits { get; private set; }

    public int? FailingSeed { get; private set; }

    public ViolationKind? Violation { get; private set; }

    public string Sentence { get; private set; } = string.Empty;

    /// <summary>The finding, shrunk; play it again with --backups "…".</summary>
    public string Shrunk { get; private set; } = string.Empty;

    /// <param name="firstSeed">The first history.</param>
    /// <param name="moves">The budget.</param>
    /// <param name="shrinks">Whether a finding is made as short as it can be.</param>
    public static BackupCampaign Run(int firstSeed, long moves, bool shrinks = true)
    {
        BackupCampaign campaign = new();
        for (int seed = firstSeed; campaign.Moves < moves && campaign.Violation is null; seed++)
        {
            BackupHistory history = BackupHistory.FromSeed(seed);
            BackupOutcome outcome = history.Play();
            campaign.Histories++;
            campaign.Moves += outcome.Steps;
            campaign.States += outcome.States;
            campaign.Swept += outcome.Swept;
            campaign.Waits += outcome.Waits;
            if (outcome.Violation is not null)
            {
                BackupHistory shrunk = shrinks ? history.Shrink() : history;
                campaign.FailingSeed = seed;
                campaign.Violation = outcome.Violation;
                campaign.Sentence = shrinks ? shrunk.Play().Sentence : outcome.Sentence;
                campaign.Shrunk = shrunk.ToString();
            }
        }

        return campaign;
    }

    /// <summary>For an assembly that only knows names: "" when every promise held, else "Kind: sentence | seed | history".</summary>
    public static string RunForMutationCheck(int firstSeed, long moves)
    {
        BackupCampaign campaign = Run(firstSeed, moves, shrinks: false);
        return campaign.Violation is null ? string.Empty : campaign.Violation + ": " + campaign.Sentence + " | seed " + campaign.FailingSeed + " | " + campaign.Shrunk;
    }

    public string Line() => Violation is null
        ? $"{Histories} histories, {Moves} moves, {States} states, {Swept} swept, {Waits} waits for a tower: no violation"
        : $"seed {FailingSeed}, after {Moves} moves: {Violation}: {Sentence}\nshrunk, play again with --backups \"{Shrunk}\"";
}
