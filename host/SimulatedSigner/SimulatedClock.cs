using System.Diagnostics;
using Holdfast.Hardware;

namespace Holdfast.SimulatedSigner;

/// <summary>Time since boot: either the computer's, or a time that only moves when somebody moves it, so that a test is the same on every machine.</summary>
public sealed class SimulatedClock(bool isManual) : IClock
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _advancedMs;

    public long UptimeMs => Interlocked.Read(ref _advancedMs) + (isManual ? 0 : (long)Stopwatch.GetElapsedTime(_start).TotalMilliseconds);

    public void Advance(long milliseconds) => Interlocked.Add(ref _advancedMs, milliseconds);
}
