using System.Diagnostics;
using Holdfast.PowerLoss.Journal;
using Holdfast.PowerLoss.Life;

namespace Holdfast.PowerLoss;

/// <summary>One series of runs with cuts, and what came of it.</summary>
public sealed class Campaign(string name, Action<CutCount> play)
{
    public string Name { get; } = name;

    public CutCount Count { get; } = new();

    public double Seconds { get; private set; }

    /// <summary>What a run of the program plays, in order.</summary>
    public static IEnumerable<Campaign> All(bool isExhaustive)
    {
        yield return new("journal, every cut", count => JournalStory.Standard().PlayEveryCut(count));
        yield return isExhaustive
            ? new("journal, every pair of cuts", count => JournalStory.Standard().PlayEveryPair(count))
            : new("journal, distinct pairs of cuts", count => JournalStory.Standard().PlayDistinctPairs(count));
        yield return new("journal, random work and cuts", count => PlayWorkloads(isExhaustive ? 2000 : 100, count));
        yield return new("journal, spoiled images", count => PlaySpoiled(isExhaustive ? 100_000 : 2_000, count));
        yield return new("journal, one directory falls back, after every commit and cut", count => new JournalFallback(count).Play(withPairs: false, withCuts: true));
        yield return new("journal, two directories fall back, after every commit" + (isExhaustive ? " and cut" : string.Empty),
            count => new JournalFallback(count).Play(withPairs: true, withCuts: isExhaustive));
        yield return new("life of a channel, one or two directories fall back right after a reply", count => LifeTests.FallBack(isExhaustive ? 1 : 8, count));
        yield return new("life of a channel, every cut for real", PlayLifeForReal);
        yield return new("life of a channel, " + Depth(isExhaustive), count => LifeTests.Explore(DeviceLife.OneChannel, Cuts(isExhaustive), 1, count));
        for (int seed = 1; seed <= (isExhaustive ? 3 : 1); seed++)
        {
            DeviceLife life = DeviceLife.TwoChannels(seed);
            yield return new($"two channels at once (order {seed}), " + Depth(isExhaustive), count => LifeTests.Explore(life, Cuts(isExhaustive), 4, count));
        }
    }

    public void Run()
    {
        Stopwatch watch = Stopwatch.StartNew();
        play(Count);
        Seconds = watch.Elapsed.TotalSeconds;
    }

    public string Line() =>
        $"{Name}: {Count.Runs} runs, {Count.Cuts} cuts, {Count.Recoveries} recoveries, {Count.Inputs} spoiled images, {Count.Thefts} thefts refused, {Count.Violations.Count} violations, {Seconds:0.0} s"
        + string.Concat(Count.Violations.Take(5).Select(violation => "\n  " + violation));

    private static string Depth(bool isExhaustive) => isExhaustive ? "any number of cuts" : "every cut";

    private static int Cuts(bool isExhaustive) => isExhaustive ? int.MaxValue : 1;

    private static void PlayLifeForReal(CutCount count) =>
        Parallel.For(0, DeviceLife.OneChannel.Count, position => new LifeCuts(DeviceLife.OneChannel, count).PlayForReal(position));

    private static void PlaySpoiled(int images, CutCount count) =>
        Parallel.For(0, 8, seed => JournalSpoil.Play(2000 + seed, images / 8, count));

    private static void PlayWorkloads(int stories, CutCount count) =>
        Parallel.For(0, 8, seed => JournalWorkloadTests.Play(1000 + seed, stories / 8, count));
}
