using System.Diagnostics;

namespace Holdfast.HistoryWorld.Money;

/// <summary>Many histories, one seed after the other, until the budget of moves is used or a promise breaks.</summary>
public sealed class MoneyCampaign
{
    /// <summary>Moves of the normal test run.</summary>
    public const long DefaultMoves = 14_700;

    public int FirstSeed { get; private init; }

    public int Histories { get; private set; }

    public long Moves { get; private set; }

    public long Requests { get; private set; }

    public long Signatures { get; private set; }

    public double Seconds { get; private set; }

    public int? FailingSeed { get; private set; }

    public ViolationKind? Violation { get; private set; }

    public string Sentence { get; private set; } = string.Empty;

    /// <summary>The finding, shrunk; play it again with --history "…".</summary>
    public string Shrunk { get; private set; } = string.Empty;

    public static MoneyCampaign Run(int firstSeed, long moves, IReadOnlyCollection<MoneyDeed>? only = null)
    {
        MoneyCampaign campaign = new() { FirstSeed = firstSeed };
        Stopwatch watch = Stopwatch.StartNew();
        for (int seed = firstSeed; campaign.Moves < moves && campaign.Violation is null; seed++)
        {
            MoneyHistory history = MoneyHistory.FromSeed(seed, only);
            MoneyOutcome outcome = history.Play();
            campaign.Histories++;
            campaign.Moves += outcome.Steps;
            campaign.Requests += outcome.Requests;
            campaign.Signatures += outcome.Signatures;
            if (outcome.Violation is not null)
            {
                MoneyHistory shrunk = history.Shrink();
                campaign.FailingSeed = seed;
                campaign.Violation = outcome.Violation;
                campaign.Sentence = shrunk.Play().Sentence;
                campaign.Shrunk = shrunk.ToString();
            }
        }

        campaign.Seconds = watch.Elapsed.TotalSeconds;
        return campaign;
    }

    /// <summary>For an assembly that only knows names: "" when every promise held, else "Kind: sentence | seed | moves before | history".</summary>
    /// <param name="firstSeed">The first history.</param>
    /// <param name="moves">The budget.</param>
    /// <param name="only">Names of the deeds that take part, with commas between; empty: all.</param>
    public static string RunForMutationCheck(int firstSeed, long moves, string only)
    {
        MoneyCampaign campaign = Run(firstSeed, moves, only.Length == 0 ? null : [.. only.Split(',').Select(Enum.Parse<MoneyDeed>)]);
        return campaign.Violation is null ? string.Empty
            : campaign.Violation + ": " + campaign.Sentence + " | seed " + campaign.FailingSeed + " | " + campaign.Moves + " moves | " + campaign.Shrunk;
    }

    public string Line() => Violation is null
        ? $"{Histories} histories, {Moves} moves, {Requests} requests, {Signatures} signatures, {Moves / Math.Max(Seconds, 0.001):F0} moves/s: no violation"
        : $"seed {FailingSeed}, after {Moves} moves: {Violation}: {Sentence}\nshrunk, play again with --history \"{Shrunk}\"";
}
