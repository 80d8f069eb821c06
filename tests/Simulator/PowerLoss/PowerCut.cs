using Holdfast.SimulatedSigner;

namespace Holdfast.PowerLoss;

/// <summary>A planned cut: in the operation with this number, counted from the last time power came on, with this outcome.</summary>
public sealed record PowerCut(long Operation, StorageOutcome Outcome)
{
    /// <summary>Every cut that a recorded run offers: each of its operations with each outcome that the real storage allows.</summary>
    public static IEnumerable<PowerCut> Every(IReadOnlyList<StorageOperation> trace)
    {
        long first = trace.Count == 0 ? 0 : trace[0].Number;
        foreach (StorageOperation operation in trace)
        {
            foreach (StorageOutcome outcome in operation.Outcomes)
            {
                yield return new PowerCut(operation.Number - first, outcome);
            }
        }
    }

    /// <summary>
    /// One cut for each different content that cuts can leave: a cut while a file is open leaves what a cut at its close does.
    /// For second cuts in the normal run; the long run tries <see cref="Every"/>.
    /// </summary>
    public static IEnumerable<PowerCut> Distinct(IReadOnlyList<StorageOperation> trace)
    {
        return Every(trace).Where(cut => trace[(int)cut.Operation].Step is not (StorageStep.OpenExisting or StorageStep.WriteExisting or StorageStep.WriteNew));
    }
}
