namespace Holdfast.HistoryWorld.Payments;

/// <summary>How a history ended.</summary>
public readonly record struct PayOutcome(int Steps, long Counts, long Payments, long Restarts, long Readings, ViolationKind? Violation, string Sentence);

/// <summary>A list of moves that can be played again; a thief may be in it or not.</summary>
public sealed class PayHistory
{
    private const int MovesMax = 24;

    private readonly PayMove[] _moves;

    private PayHistory(PayMove[] moves)
    {
        _moves = moves;
    }

    /// <summary>Every third history is an honest node's alone.</summary>
    /// <param name="only">The thief's deeds; all when empty.</param>
    public static PayHistory FromSeed(int seed, params PayDeed[] only)
    {
        Random random = new(seed);
        PayDeed[] all = Enum.GetValues<PayDeed>();
        PayDeed[] deeds = [.. all.Where(deed => deed < PayDeed.Request || (seed % 3 != 0 && (only.Length == 0 || only.Contains(deed))))];
        return new PayHistory([.. Enumerable.Range(0, MovesMax).Select(_ => new PayMove(deeds[random.Next(deeds.Length)], (ushort)random.Next(65536)))]);
    }

    public static PayHistory Parse(string text) => new([.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(PayMove.Parse)]);

    public override string ToString() => string.Join(' ', _moves);

    public PayOutcome Play(Action<string>? log = null)
    {
        PayWorld? world = null;
        int step = 0;
        try
        {
            world = new PayWorld(log);
            for (; step < _moves.Length; step++)
            {
                world.Play(_moves[step]);
            }

            return world.Outcome(step, null, string.Empty);
        }
        catch (ViolationException violation)
        {
            return world?.Outcome(step, violation.Kind, violation.Message) ?? new PayOutcome(step, 0, 0, 0, 0, violation.Kind, violation.Message);
        }
    }

    /// <summary>The same kind of finding with as few moves as leaving out one after the other gives.</summary>
    public PayHistory Shrink()
    {
        PayOutcome outcome = Play();
        PayHistory shrunk = new([.. _moves.Take(outcome.Steps + 1)]);
        for (int i = shrunk._moves.Length - 1; i >= 0; i--)
        {
            PayHistory shorter = new([.. shrunk._moves.Where((_, index) => index != i)]);
            shrunk = shorter.Play().Violation == outcome.Violation ? shorter : shrunk;
        }

        return shrunk;
    }
}
