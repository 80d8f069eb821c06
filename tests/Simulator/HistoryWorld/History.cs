namespace Holdfast.HistoryWorld;

/// <summary>A list of operations and whether a thief takes part; from a seed, from text, or shrunk from a longer one.</summary>
public sealed record History(bool WithThief, IReadOnlyList<Operation> Operations)
{
    /// <summary>Operations of a history that is made from a seed.</summary>
    public const int Length = 150;

    private static readonly (Deed Deed, int Weight)[] s_honest =
    [
        (Deed.Offer, 8), (Deed.PeerOffers, 8), (Deed.Fulfil, 6), (Deed.PeerFulfils, 6), (Deed.ChangeFee, 2), (Deed.Commit, 10), (Deed.PeerCommits, 8),
        (Deed.Deliver, 24), (Deed.DeliverAll, 4), (Deed.NodeCrashes, 3), (Deed.ConnectionBreaks, 2),
    ];

    private static readonly (Deed Deed, int Weight)[] s_faults =
    [
        (Deed.PowerCut, 1), (Deed.PowerCutInStorage, 4), (Deed.ReplyLost, 2), (Deed.RequestTwice, 2), (Deed.Idle, 8),
    ];

    private static readonly (Deed Deed, int Weight)[] s_thief =
    [
        (Deed.SignOther, 10), (Deed.SignOld, 3), (Deed.ValidateOwn, 8), (Deed.RevokeNumber, 8), (Deed.ShowSecret, 8), (Deed.SignHolder, 1), (Deed.Close, 1),
        (Deed.AskPoint, 2), (Deed.Replay, 8), (Deed.ReplayOnOtherChannel, 3), (Deed.FlipByte, 4), (Deed.TakeSnapshot, 4), (Deed.OtherTimeline, 6),
        (Deed.Setup, 1), (Deed.Lock, 1), (Deed.Forget, 1), (Deed.PrepareThenSign, 4), (Deed.OldHost, 1), (Deed.StorageFails, 1),
        (Deed.FlashFallsBack, 3),
    ];

    /// <summary>Every fourth seed is a history of honest nodes and bad luck; the others have a thief.</summary>
    public static History FromSeed(int seed)
    {
        Random random = new(seed);
        bool withThief = seed % 4 != 0;
        (Deed Deed, int Weight)[] deeds = withThief ? [.. s_honest, .. s_faults, .. s_thief] : [.. s_honest, .. s_faults];
        int total = deeds.Sum(deed => deed.Weight);
        Operation[] operations = new Operation[Length];
        for (int i = 0; i < Length; i++)
        {
            int pick = random.Next(total);
            int at = 0;
            for (; pick >= deeds[at].Weight; at++)
            {
                pick -= deeds[at].Weight;
            }

            operations[i] = new Operation(
                deeds[at].Deed, (byte)random.Next(2), (ushort)random.Next(65536), (ushort)random.Next(65536), (ushort)random.Next(65536));
        }

        return new History(withThief, operations);
    }

    /// <summary>The form that <see cref="ToString"/> prints.</summary>
    public static History Parse(string text)
    {
        string[] parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new History(parts[0] == "thief", [.. parts.Skip(1).Select(Operation.Parse)]);
    }

    public override string ToString() => (WithThief ? "thief " : "honest ") + string.Join(' ', Operations);

    /// <summary>Plays it to the end or to the first broken promise.</summary>
    public Outcome Play()
    {
        int step = 0;
        World? world = null;
        try
        {
            world = new World(WithThief);
            for (; step < Operations.Count; step++)
            {
                world.Play(Operations[step]);
            }

            if (!WithThief)
            {
                world.RequireAgreement();
            }

            world.RequireNothingLost();
            return new Outcome(step, world.Releases, world.Fallbacks, null, string.Empty);
        }
        catch (ViolationException violation)
        {
            return new Outcome(step, world?.Releases ?? 0, world?.Fallbacks ?? 0, violation.Kind, violation.Message);
        }
    }

    /// <summary>The shortest history that was found by leaving operations out while the same kind of promise breaks.</summary>
    public History Shrink()
    {
        Outcome first = Play();
        List<Operation> left = [.. Operations.Take(first.Steps + 1)];
        for (int chunk = Math.Max(left.Count / 2, 1); chunk >= 1;)
        {
            int before = left.Count;
            for (int at = left.Count - chunk; at >= 0; at -= chunk)
            {
                List<Operation> without = [.. left.Take(at), .. left.Skip(at + chunk)];
                if (new History(WithThief, without).Play().Violation == first.Violation)
                {
                    left = without;
                }
            }

            // A pass of single operations is repeated for as long as it finds one to leave out.
            chunk = chunk > 1 ? chunk / 2 : left.Count < before ? 1 : 0;
        }

        return new History(WithThief, left);
    }
}

/// <summary>How a history ended.</summary>
/// <param name="Steps">Operations that were played without a finding.</param>
/// <param name="Releases">Signatures and secrets that came out of the device.</param>
/// <param name="Fallbacks">Times that the device went on although something on its flash had fallen back.</param>
/// <param name="Violation">Null when every promise held.</param>
/// <param name="Sentence">What broke.</param>
public sealed record Outcome(int Steps, long Releases, long Fallbacks, ViolationKind? Violation, string Sentence);
