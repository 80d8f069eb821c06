namespace Holdfast.PowerLoss;

/// <summary>What a campaign of cuts tried and what went wrong. Adding is safe from several threads.</summary>
public sealed class CutCount
{
    private readonly List<string> _violations = [];
    private long _runs;
    private long _cuts;
    private long _recoveries;

    /// <summary>Stories played from their start to their end.</summary>
    public long Runs => _runs;

    /// <summary>Cuts that happened.</summary>
    public long Cuts => _cuts;

    /// <summary>Boots after a cut that were compared with the model.</summary>
    public long Recoveries => _recoveries;

    /// <summary>Every difference from the model, with the cuts that show it.</summary>
    public IReadOnlyList<string> Violations => _violations;

    public void Add(int cuts, int recoveries)
    {
        Interlocked.Increment(ref _runs);
        Interlocked.Add(ref _cuts, cuts);
        Interlocked.Add(ref _recoveries, recoveries);
    }

    public void Violation(string sentence)
    {
        lock (_violations)
        {
            _violations.Add(sentence);
        }
    }

    public void RequireNone()
    {
        if (_violations.Count != 0)
        {
            Assert.Fail($"{_violations.Count} violations, the first: {_violations[0]}");
        }

        Assert.IsTrue(_cuts > 0, "a campaign without cuts proves nothing");
    }
}
