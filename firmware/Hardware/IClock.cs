namespace Holdfast.Hardware;

/// <summary>Time since boot. The chip has no calendar.</summary>
public interface IClock
{
    /// <summary>Milliseconds since boot; never runs backwards.</summary>
    long UptimeMs { get; }
}
