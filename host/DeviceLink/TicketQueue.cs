namespace Holdfast.DeviceLink;

/// <summary>
/// A lock that serves threads in the order in which they came, so that requests of one channel never overtake each other. Those that go first
/// are served before the others, in their own order.
/// </summary>
internal sealed class TicketQueue
{
    private readonly object _gate = new();
    private readonly Queue<Ticket> _first = new();
    private readonly Queue<Ticket> _others = new();
    private bool _isTaken;

    /// <summary>How many wait to be served.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _first.Count + _others.Count;
            }
        }
    }

    /// <summary>Waits for its turn; disposing the result lets the next one in.</summary>
    public Turn Enter(bool goesFirst = false)
    {
        lock (_gate)
        {
            if (!_isTaken)
            {
                _isTaken = true;
                return new Turn(this);
            }

            Ticket ticket = new();
            (goesFirst ? _first : _others).Enqueue(ticket);
            while (!ticket.IsServed)
            {
                Monitor.Wait(_gate);
            }
        }

        return new Turn(this);
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (_first.TryDequeue(out Ticket? next) || _others.TryDequeue(out next))
            {
                next.IsServed = true;
                Monitor.PulseAll(_gate);
                return;
            }

            _isTaken = false;
        }
    }

    private sealed class Ticket
    {
        public bool IsServed { get; set; }
    }

    public readonly struct Turn(TicketQueue queue) : IDisposable
    {
        public void Dispose() => queue.Leave();
    }
}
