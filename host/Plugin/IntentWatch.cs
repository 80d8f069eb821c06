using Holdfast.IntentLog;

namespace Holdfast.Plugin;

/// <summary>What is new in the intent log since the last look. The log belongs to holdfast-hsmd, which holds it; this only reads.</summary>
internal sealed class IntentWatch(DatabasePlace place)
{
    private const int AuditCount = 1000;

    private readonly HashSet<long> _open = [];
    private long _highest;
    private string _stamp = string.Empty;

    /// <summary>The last picture; null when the log could not be read yet.</summary>
    public IntentView? View { get; private set; }

    /// <summary>Why the log cannot be read; empty when it can.</summary>
    public string Trouble { get; private set; } = string.Empty;

    /// <summary>Intents that closed since the last look, oldest first. At the first look nothing is new: the past is for the doctor.</summary>
    public IReadOnlyList<ClosedIntent> Look()
    {
        string stamp = IntentView.Stamp(place);
        if (stamp == _stamp && stamp.Length > 0 && View is not null)
        {
            return [];
        }

        bool isFirst = View is null;
        try
        {
            View = IntentView.Read(place, AuditCount);
        }
        catch (IntentStoreException error)
        {
            Trouble = error.Message;
            return [];
        }

        Trouble = string.Empty;
        _stamp = stamp;
        ClosedIntent[] fresh = isFirst ? [] : [.. View.Audit.Where(closed => closed.Id > _highest || _open.Contains(closed.Id)).Reverse()];
        _open.Clear();
        _open.UnionWith(View.Pending.Select(open => open.Id));
        _highest = Math.Max(_highest, View.Audit.Select(closed => closed.Id).Concat(_open).DefaultIfEmpty().Max());
        return fresh;
    }

    /// <summary>The log as it is now; nothing becomes old by this. Null when it cannot be read and never could.</summary>
    public IntentView? Now()
    {
        try
        {
            return IntentView.Read(place, AuditCount);
        }
        catch (IntentStoreException)
        {
            return View;
        }
    }
}
