namespace Holdfast.Watchtowers;

/// <summary>What went wrong with one tower since it last did what was asked of it. Kept in memory: a new start tries everything anew.</summary>
internal sealed class TowerTrouble
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ushort, DateTimeOffset> _aside = [];

    /// <summary>Failures in a row.</summary>
    public int Failures { get; private set; }

    /// <summary>The last one; empty when all is well.</summary>
    public string Sentence { get; private set; } = string.Empty;

    public DateTimeOffset? Since { get; private set; }

    /// <returns>True when it is another sentence than the last one.</returns>
    public bool Failed(string sentence, DateTimeOffset now)
    {
        lock (_gate)
        {
            bool isNews = Sentence != sentence;
            Failures++;
            Sentence = sentence;
            Since ??= now;
            return isNews;
        }
    }

    /// <summary>The tower refuses sessions of this kind: asking again soon would bring the same answer.</summary>
    public void Refused(ushort blobType, DateTimeOffset until)
    {
        lock (_gate)
        {
            _aside[blobType] = until;
        }
    }

    public bool IsSetAside(ushort blobType, DateTimeOffset now)
    {
        lock (_gate)
        {
            return _aside.TryGetValue(blobType, out DateTimeOffset until) && now < until;
        }
    }

    public void Succeeded()
    {
        lock (_gate)
        {
            (Failures, Sentence, Since) = (0, string.Empty, null);
        }
    }

    /// <summary>The owner changed something: refusals may be over.</summary>
    public void ForgetRefusals()
    {
        lock (_gate)
        {
            _aside.Clear();
        }
    }
}
