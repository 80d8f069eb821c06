namespace Holdfast.HostUnit.DeviceLink;

/// <summary>
/// For clients of a simulated line, which has no time of its own and says how long it was silent: a thread that stands still is no silence, so nothing is sent twice
/// because the machine was busy. Its timers are real.
/// </summary>
internal sealed class StandingClock : TimeProvider
{
    public static StandingClock Instance { get; } = new();

    public override long GetTimestamp() => 0;
}
