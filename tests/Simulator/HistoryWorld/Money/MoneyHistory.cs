namespace Holdfast.HistoryWorld.Money;

/// <summary>Some moves of a thief and of honest life; from a seed, from text, or shrunk from a longer one.</summary>
public sealed record MoneyHistory(IReadOnlyList<MoneyMove> Moves)
{
    /// <summary>Moves of a history that is made from a seed.</summary>
    public const int Length = 14;

    private static readonly (MoneyDeed Deed, int Weight)[] s_weights =
    [
        (MoneyDeed.Open, 10), (MoneyDeed.Accept, 6), (MoneyDeed.Update, 12), (MoneyDeed.Splice, 10), (MoneyDeed.Close, 4), (MoneyDeed.CloseByUs, 3),
        (MoneyDeed.CloseByPeer, 3), (MoneyDeed.Sweep, 8), (MoneyDeed.Spend, 10), (MoneyDeed.Announce, 3), (MoneyDeed.Message, 2), (MoneyDeed.StartOver, 5),
        (MoneyDeed.ComeBack, 4), (MoneyDeed.Mutate, 14), (MoneyDeed.Forget, 1), (MoneyDeed.Lock, 2), (MoneyDeed.Confirm, 3), (MoneyDeed.Reboot, 2),
        (MoneyDeed.Bump, 2), (MoneyDeed.Twins, 3),
    ];

    /// <param name="seed">Everything follows from it.</param>
    /// <param name="only">The deeds that take part; null: all.</param>
    public static MoneyHistory FromSeed(int seed, IReadOnlyCollection<MoneyDeed>? only = null)
    {
        Random random = new(seed);
        (MoneyDeed Deed, int Weight)[] weights = only is null ? s_weights : [.. s_weights.Append((Deed: MoneyDeed.Ahead, Weight: 5)).Where(each => only.Contains(each.Deed))];
        int total = weights.Sum(each => each.Weight);
        MoneyMove[] moves = new MoneyMove[Length];
        for (int i = 0; i < Length; i++)
        {
            int pick = random.Next(total);
            int at = 0;
            for (; pick >= weights[at].Weight; at++)
            {
                pick -= weights[at].Weight;
            }

            moves[i] = new MoneyMove(weights[at].Deed, (ushort)random.Next(65536));
        }

        // A story of its own at the end of every third history, so that what comes before stays what it was.
        MoneyMove[] ahead = seed % 3 == 0 && only?.Contains(MoneyDeed.Ahead) is not false
            ? [new(MoneyDeed.Ahead, (ushort)random.Next(65536)), new(MoneyDeed.Ahead, (ushort)random.Next(65536))]
            : [];
        return new MoneyHistory([.. moves, .. ahead]);
    }

    /// <summary>The form that <see cref="ToString"/> prints.</summary>
    public static MoneyHistory Parse(string text) => new([.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(MoneyMove.Parse)]);

    public override string ToString() => string.Join(' ', Moves);

    /// <summary>Plays it to the end or to the first broken promise.</summary>
    public MoneyOutcome Play(Action<string>? log = null)
    {
        MoneyWorld? world = null;
        int step = 0;
        try
        {
            world = new MoneyWorld(log);
            for (; step < Moves.Count; step++)
            {
                world.Play(Moves[step], step + 1);
            }

            return new MoneyOutcome(step, world.Requests, world.Signatures, null, string.Empty);
        }
        catch (ViolationException violation)
        {
            return new MoneyOutcome(step, world?.Requests ?? 0, world?.Signatures ?? 0, violation.Kind, violation.Message);
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            throw new InvalidOperationException("the world itself broke in move " + (step + 1) + " of " + this, broken);
        }
    }

    /// <summary>The shortest history that was found by leaving moves out while the same kind of promise breaks.</summary>
    public MoneyHistory Shrink()
    {
        MoneyOutcome first = Play();
        List<MoneyMove> left = [.. Moves.Take(first.Steps + 1)];
        for (int at = left.Count - 1; at >= 0; at--)
        {
            List<MoneyMove> without = [.. left.Take(at), .. left.Skip(at + 1)];
            if (new MoneyHistory(without).Play().Violation == first.Violation)
            {
                left = without;
            }
        }

        return new MoneyHistory(left);
    }
}

/// <summary>How a history ended.</summary>
/// <param name="Steps">Moves that were played without a finding.</param>
/// <param name="Requests">Requests that the device answered.</param>
/// <param name="Signatures">Different signatures that left it.</param>
/// <param name="Violation">Null when every promise held.</param>
/// <param name="Sentence">What broke.</param>
public sealed record MoneyOutcome(int Steps, long Requests, long Signatures, ViolationKind? Violation, string Sentence);
