namespace Holdfast.Plugin;

/// <summary>
/// When to cut the connection to a peer whose channel was refused. After a refusal the channel's daemon is gone, the connection stays up, and
/// nothing starts the channel again until somebody cuts it. A refusal that comes back at every start would make the connection flap, so each
/// refusal in a row waits twice as long. A row ends when the channel gets further than the refused request, or when nothing was refused
/// for as long as the longest wait after a disconnect; a commitment that is only sent again after the reconnect ends nothing. Pure: time comes in, decisions come out.
/// </summary>
internal sealed class Reviver(TimeSpan firstDelay, TimeSpan delayMax)
{
    private readonly Dictionary<string, Row> _rows = [];

    /// <summary>Peers with refusals in a row, and when each is due; null: not due, its last revival is being tried.</summary>
    public IEnumerable<(string Peer, int Refusals, DateTimeOffset? Due)> Rows => _rows.Select(row => (row.Key, row.Value.Refusals, row.Value.Due));

    /// <summary>A request on one of the peer's channels was refused.</summary>
    public void Refused(string peer, RequestMark request, DateTimeOffset now)
    {
        if (_rows.TryGetValue(peer, out Row? row) && row.Due is null && now - row.Tried >= delayMax)
        {
            _rows.Remove(peer);
            row = null;
        }

        row ??= _rows[peer] = new Row();
        if (!row.Refused.Contains(request) && row.Refused.Count < Row.RefusedMax)
        {
            row.Refused.Add(request);
        }

        if (row.Due is not null)
        {
            return; // another channel of the same peer, or the same refusal once more: one disconnect serves them all
        }

        double seconds = Math.Min(firstDelay.TotalSeconds * Math.Pow(2, Math.Min(row.Refusals, 40)), delayMax.TotalSeconds);
        row.Refusals++;
        row.Due = now + TimeSpan.FromSeconds(seconds);
    }

    /// <summary>
    /// A request of this peer's channel succeeded. The row is over when every refused request of the row has been passed; a disconnect that
    /// is still due is still done.
    /// </summary>
    public void Succeeded(string peer, RequestMark request)
    {
        if (_rows.TryGetValue(peer, out Row? row))
        {
            row.Refused.RemoveAll(request.IsPast);
            if (row.Refused.Count == 0 && row.Due is null)
            {
                _rows.Remove(peer);
            }
        }
    }

    /// <summary>The peers to disconnect now; each is named once per refusal.</summary>
    public IReadOnlyList<string> TakeDue(DateTimeOffset now)
    {
        List<string> due = [];
        foreach ((string peer, Row row) in _rows.Where(row => row.Value.Due <= now))
        {
            row.Due = null;
            row.Tried = now;
            due.Add(peer);
        }

        return due;
    }

    private sealed class Row
    {
        public const int RefusedMax = 64;

        public int Refusals { get; set; }

        public DateTimeOffset? Due { get; set; }

        /// <summary>When the peer was disconnected last.</summary>
        public DateTimeOffset Tried { get; set; }

        /// <summary>What was refused and has not been passed since.</summary>
        public List<RequestMark> Refused { get; } = [];
    }
}
