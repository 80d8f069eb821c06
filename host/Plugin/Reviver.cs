namespace Holdfast.Plugin;

/// <summary>
/// When to cut the connection to a peer whose channel was refused. After a refusal the channel's daemon is gone, the connection stays up, and
/// nothing starts the channel again until somebody cuts it. A refusal that comes back at every start would make the connection flap, so each one in
/// a row waits twice as long; a request that succeeds ends the row. Pure: time comes in, decisions come out.
/// </summary>
internal sealed class Reviver(TimeSpan firstDelay, TimeSpan delayMax)
{
    private readonly Dictionary<string, Row> _rows = [];

    /// <summary>Peers with refusals in a row, and when each is due; null: not due, its last revival is being tried.</summary>
    public IEnumerable<(string Peer, int Refusals, DateTimeOffset? Due)> Rows => _rows.Select(row => (row.Key, row.Value.Refusals, row.Value.Due));

    public void Refused(string peer, DateTimeOffset now)
    {
        Row row = _rows.TryGetValue(peer, out Row? known) ? known : _rows[peer] = new Row();
        if (row.Due is not null)
        {
            return; // another channel of the same peer, or the same refusal once more: one disconnect serves them all
        }

        double seconds = Math.Min(firstDelay.TotalSeconds * Math.Pow(2, Math.Min(row.Refusals, 40)), delayMax.TotalSeconds);
        row.Refusals++;
        row.Due = now + TimeSpan.FromSeconds(seconds);
    }

    /// <summary>A request of this peer's channel succeeded: the row is over, unless a disconnect is still due for another channel.</summary>
    public void Succeeded(string peer)
    {
        if (_rows.TryGetValue(peer, out Row? row) && row.Due is null)
        {
            _rows.Remove(peer);
        }
    }

    /// <summary>The peers to disconnect now; each is named once per refusal.</summary>
    public IReadOnlyList<string> TakeDue(DateTimeOffset now)
    {
        List<string> due = [];
        foreach ((string peer, Row row) in _rows.Where(row => row.Value.Due <= now))
        {
            row.Due = null;
            due.Add(peer);
        }

        return due;
    }

    private sealed class Row
    {
        public int Refusals { get; set; }

        public DateTimeOffset? Due { get; set; }
    }
}
