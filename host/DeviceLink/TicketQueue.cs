namespace Holdfast.DeviceLink;

/// <summary>A lock that serves threads strictly in the order in which they came: requests of one channel never overtake each other.</summary>
internal sealed class TicketQueue
{
    private readonly object _gate = new();
    private long _nextTicket;
    private long _served;

    /// <summary>How many hold a ticket and are not served yet.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return (int)Math.Max(0, _nextTicket - _served - 1);
            }
        }
    }

    /// <summary>Waits for its turn; disposing the result lets the next one in.</summary>
    public Turn Enter()
    {
        lock (_gate)
        {
            long ticket = _nextTicket++;
            while (ticket != _served)
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
            _served++;
            Monitor.PulseAll(_gate);
        }
    }

    public readonly struct Turn(TicketQueue queue) : IDisposable
    {
        public void Dispose() => queue.Leave();
    }
}
