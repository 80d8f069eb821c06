using System.Diagnostics;
using System.Text.Json;

namespace Holdfast.HistoryWorld;

/// <summary>Many histories, one seed after the other, until the budget of steps is used or a promise breaks.</summary>
public sealed class Campaign
{
    /// <summary>Steps of the normal test run; every removed rule must be found within them.</summary>
    public const long DefaultSteps = 60_000;

    public int FirstSeed { get; private init; }

    public int Histories { get; private set; }

    public long Steps { get; private set; }

    /// <summary>Signatures and secrets that came out of the device and were checked.</summary>
    public long Releases { get; private set; }

    /// <summary>Times that the device went on although something on its flash had fallen back.</summary>
    public long Fallbacks { get; private set; }

    public double Seconds { get; private set; }

    /// <summary>The seed of the finding; null when there is none.</summary>
    public int? FailingSeed { get; private set; }

    public ViolationKind? Violation { get; private set; }

    public string Sentence { get; private set; } = string.Empty;

    /// <summary>The finding, shrunk; play it again with --history "…".</summary>
    public string Shrunk { get; private set; } = string.Empty;

    public static Campaign Run(int firstSeed, long steps)
    {
        Campaign campaign = new() { FirstSeed = firstSeed };
        Stopwatch watch = Stopwatch.StartNew();
        for (int seed = firstSeed; campaign.Steps < steps && campaign.Violation is null; seed++)
        {
            History history = History.FromSeed(seed);
            Outcome outcome = history.Play();
            campaign.Histories++;
            campaign.Steps += outcome.Steps;
            campaign.Releases += outcome.Releases;
            campaign.Fallbacks += outcome.Fallbacks;
            if (outcome.Violation is not null)
            {
                campaign.FailingSeed = seed;
                campaign.Violation = outcome.Violation;
                campaign.Sentence = outcome.Sentence;
                campaign.Shrunk = history.Shrink().ToString();
            }
        }

        campaign.Seconds = watch.Elapsed.TotalSeconds;
        return campaign;
    }

    /// <summary>For a process or an assembly that only knows names: "" when every promise held, else "Kind: sentence | history".</summary>
    public static string RunForMutationCheck(int firstSeed, long steps)
    {
        Campaign campaign = Run(firstSeed, steps);
        return campaign.Violation is null ? string.Empty : campaign.Violation + ": " + campaign.Sentence + " | seed " + campaign.FailingSeed + " | " + campaign.Shrunk;
    }

    public string Line() => Violation is null
        ? $"{Histories} histories, {Steps} steps, {Releases} signatures and secrets checked, {Fallbacks} times on from flash that had fallen back, {Steps / Math.Max(Seconds, 0.001):F0} steps/s: no violation"
        : $"seed {FailingSeed}: {Violation}: {Sentence}\nshrunk, play again with --history \"{Shrunk}\"";

    public string ToJson() => JsonSerializer.Serialize(this, new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true, Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
    });
}
