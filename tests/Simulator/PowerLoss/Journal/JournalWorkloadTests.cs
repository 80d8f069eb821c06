using Holdfast.SimulatedSigner;

namespace Holdfast.PowerLoss.Journal;

/// <summary>Random work with random cuts, from a seed that is printed and can be repeated.</summary>
[TestClass]
public class JournalWorkloadTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(4)]
    public void RandomWorkloadsWithRandomCutsMatchTheModel(int seed)
    {
        CutCount count = new();
        Play(seed, stories: 60, count);
        count.RequireNone();
    }

    /// <summary>So many stories of 1 to 40 steps on 1 to 6 slots, each with 0 to 5 cuts.</summary>
    public static void Play(int seed, int stories, CutCount count)
    {
        Random random = new(seed);
        for (int i = 0; i < stories; i++)
        {
            int slotCount = random.Next(1, 7);
            JournalStory story = new(slotCount, Steps(random, slotCount, random.Next(1, 41)));
            List<PowerCut> cuts = [];
            int wanted = random.Next(0, 6);
            CutCount unobserved = new();
            while (cuts.Count < wanted)
            {
                PowerCut[] possible = [.. PowerCut.Every(story.Play(cuts, unobserved)[^1])];
                cuts.Add(possible[random.Next(possible.Length)]);
            }

            int before = count.Violations.Count;
            story.Play(cuts, count);
            if (count.Violations.Count != before)
            {
                count.Violation($"seed {seed}, story {i}");
            }
        }
    }

    private static List<JournalStep> Steps(Random random, int slotCount, int length)
    {
        List<JournalStep> steps = [];
        JournalModel model = new(slotCount);
        for (int i = 0; i < length; i++)
        {
            int slot = random.Next(slotCount);
            byte[] record = JournalStory.Content(i + 1, random.Next(0, 416));
            JournalStep step = random.Next(10) switch
            {
                < 4 => JournalStep.Commit(slot, record),
                < 6 => JournalStep.Attach(slot, record, JournalStory.Content(i + 100, random.Next(0, 481))),
                < 7 when model.IsUsed(slot) => JournalStep.Remove(slot),
                _ => JournalStep.Commit(slot, record),
            };
            steps.Add(step);
            model = model.After(step);
        }

        return steps;
    }
}
