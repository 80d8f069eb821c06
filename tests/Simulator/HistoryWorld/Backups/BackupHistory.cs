namespace Holdfast.HistoryWorld.Backups;

/// <summary>Some moves of a node, its towers, its owner and a thief; from a seed, from text, or shrunk from a longer one.</summary>
public sealed record BackupHistory(IReadOnlyList<BackupMove> Moves)
{
    /// <summary>Moves of a history that is made from a seed.</summary>
    public const int Length = 24;

    private static readonly (BackupDeed Deed, int Weight)[] s_weights =
    [
        (BackupDeed.Advance, 26), (BackupDeed.Upload, 18), (BackupDeed.Splice, 7), (BackupDeed.LockSplice, 3), (BackupDeed.Trust, 7), (BackupDeed.Distrust, 1),
        (BackupDeed.Demand, 8), (BackupDeed.LetGo, 1), (BackupDeed.OpenAnother, 1), (BackupDeed.Reboot, 3),
        (BackupDeed.ChangeBackup, 5), (BackupDeed.ChangeUpdate, 6), (BackupDeed.AskTwice, 2), (BackupDeed.KeepYes, 3), (BackupDeed.CostlySession, 5), (BackupDeed.Delete, 3),
        (BackupDeed.OtherTower, 2), (BackupDeed.OwnTower, 4), (BackupDeed.Fill, 1), (BackupDeed.Replay, 3), (BackupDeed.FlipByte, 3), (BackupDeed.SignAhead, 4),
        (BackupDeed.FalseFunding, 2), (BackupDeed.Release, 3),
    ];

    public static BackupHistory FromSeed(int seed)
    {
        Random random = new(seed);
        int total = s_weights.Sum(each => each.Weight);
        BackupMove[] moves = new BackupMove[Length];
        for (int i = 0; i < Length; i++)
        {
            int pick = random.Next(total);
            int at = 0;
            for (; pick >= s_weights[at].Weight; at++)
            {
                pick -= s_weights[at].Weight;
            }

            moves[i] = new BackupMove(s_weights[at].Deed, (ushort)random.Next(65536));
        }

        // In two of three the owner demands backups from the beginning on.
        return new BackupHistory(seed % 3 == 0 ? moves : [new(BackupDeed.Trust, (ushort)seed), new(BackupDeed.Demand, (ushort)seed), .. moves]);
    }

    /// <summary>The form that <see cref="ToString"/> prints.</summary>
    public static BackupHistory Parse(string text) => new([.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(BackupMove.Parse)]);

    public override string ToString() => string.Join(' ', Moves);

    /// <summary>Plays it to the end or to the first broken promise.</summary>
    public BackupOutcome Play(Action<string>? log = null)
    {
        BackupWorld? world = null;
        int step = 0;
        try
        {
            world = new BackupWorld(log);
            for (; step < Moves.Count; step++)
            {
                world.Play(Moves[step]);
            }

            world.End();
            return world.Outcome(step, null, string.Empty);
        }
        catch (ViolationException violation)
        {
            return world?.Outcome(step, violation.Kind, violation.Message) ?? new BackupOutcome(step, 0, 0, 0, violation.Kind, violation.Message);
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            throw new InvalidOperationException("the world itself broke in move " + (step + 1) + " of " + this, broken);
        }
    }

    /// <summary>The shortest history that was found by leaving moves out while the same kind of promise breaks.</summary>
    public BackupHistory Shrink()
    {
        BackupOutcome first = Play();
        List<BackupMove> left = [.. Moves.Take(first.Steps + 1)];
        for (int at = left.Count - 1; at >= 0; at--)
        {
            List<BackupMove> without = [.. left.Take(at), .. left.Skip(at + 1)];
            if (new BackupHistory(without).Play().Violation == first.Violation)
            {
                left = without;
            }
        }

        return new BackupHistory(left);
    }
}

/// <summary>How a history ended.</summary>
/// <param name="Steps">Moves that were played without a finding.</param>
/// <param name="States">Commitments of the peer that the device signed.</param>
/// <param name="Swept">Those among them that are revoked and that an honest tower would have swept home at the end.</param>
/// <param name="Waits">Times that the device signed no further because no tower had what it should.</param>
/// <param name="Violation">Null when every promise held.</param>
/// <param name="Sentence">What broke.</param>
public sealed record BackupOutcome(int Steps, int States, int Swept, int Waits, ViolationKind? Violation, string Sentence);
