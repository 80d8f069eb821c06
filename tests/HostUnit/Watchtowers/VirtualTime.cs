namespace Holdfast.HostUnit.Watchtowers;

/// <summary>A clock that stands still until a test moves it. Waits are told when they begin, in their order.</summary>
internal sealed class VirtualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Timer> _timers = [];
    private readonly SemaphoreSlim _began = new(0);
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Waits of this length are somebody's patience with a silent tower, and not told.</summary>
    public required TimeSpan Patience { get; init; }

    public override DateTimeOffset GetUtcNow() => _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Timer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>The next wait that begins: how long it is. Moves the clock to its end.</summary>
    public async Task<TimeSpan> PassNextWaitAsync()
    {
        while (true)
        {
            await _began.WaitAsync();
            Timer? due;
            TimeSpan length;
            lock (_gate)
            {
                due = _timers.Where(timer => timer.Length != Patience).MinBy(timer => timer.Due);
                length = due?.Length ?? default;
            }

            if (due != null)
            {
                MoveTo(due.Due);
                return length;
            }
        }
    }

    /// <summary>Every wait that has begun is over, except for a tower's answer.</summary>
    public void PassAll()
    {
        DateTimeOffset? last;
        lock (_gate)
        {
            last = _timers.Where(timer => timer.Length != Patience).Select(timer => (DateTimeOffset?)timer.Due).Min();
        }

        if (last != null)
        {
            MoveTo(last.Value);
        }
    }

    /// <summary>The patience of everybody who waits for a tower ends. The clock stands: no other wait is over by it, however often this is called.</summary>
    public void LosePatience()
    {
        List<Timer> impatient;
        lock (_gate)
        {
            impatient = [.. _timers.Where(timer => timer.Length == Patience)];
            impatient.ForEach(timer => _timers.Remove(timer));
        }

        impatient.ForEach(timer => timer.Fire());
    }

    public void Pass(TimeSpan time) => MoveTo(_now + time);

    private void MoveTo(DateTimeOffset then)
    {
        List<Timer> due;
        lock (_gate)
        {
            _now = then > _now ? then : _now;
            due = [.. _timers.Where(timer => timer.Due <= _now)];
            due.ForEach(timer => _timers.Remove(timer));
        }

        due.ForEach(timer => timer.Fire());
    }

    private sealed class Timer(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public TimeSpan Length { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Length = dueTime;
                    Due = time._now + dueTime;
                    time._timers.Add(this);
                    if (dueTime != time.Patience)
                    {
                        time._began.Release();
                    }
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
