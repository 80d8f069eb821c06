namespace Holdfast.PowerLoss;

/// <summary>What a campaign of cuts tried and what went wrong. Adding is safe from several threads.</summary>
public sealed class CutCount
{
    private readonly List<string> _violations = [];
    private long _runs;
    private long _cuts;
    private long _recoveries;
    private long _thefts;
    private long _inputs;

    /// <summary>Stories or situations that were played.</summary>
    public long Runs => _runs;

    /// <summary>Cuts that happened.</summary>
    public long Cuts => _cuts;

    /// <summary>Boots after a cut that were compared with the model.</summary>
    public long Recoveries => _recoveries;

    /// <summary>Requests that would break a promise, asked after recoveries.</summary>
    public long Thefts => _thefts;

    /// <summary>Spoiled flash images that were opened.</summary>
    public long Inputs => _inputs;

    /// <summary>Every difference from the model, with the cuts that show it.</summary>
    public IReadOnlyList<string> Violations => _violations;

    public void Ran() => Interlocked.Increment(ref _runs);

    public void Cut(int cuts = 1) => Interlocked.Add(ref _cuts, cuts);

    public void Recovered(int recoveries = 1) => Interlocked.Add(ref _recoveries, recoveries);

    public void Asked() => Interlocked.Increment(ref _thefts);

    public void Fed() => Interlocked.Increment(ref _inputs);

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
