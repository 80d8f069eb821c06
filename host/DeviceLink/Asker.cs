namespace Holdfast.DeviceLink;

/// <summary>For whom a request is asked: whether somebody still waits for its answer, and for how long.</summary>
public sealed record Asker
{
    /// <summary>Waits for ever.</summary>
    public static Asker Patient { get; } = new();

    /// <summary>
    /// True when nobody waits for the answer any more. Looked at until the first byte of the request goes out; from then on the device may have
    /// acted on it, and its answer is fetched for the intent log.
    /// </summary>
    public Func<bool> IsGone { get; init; } = () => false;

    /// <summary>How long the device may be away before the request is given up; null: for ever.</summary>
    public TimeSpan? AwayMax { get; init; }

    /// <summary>Served before those who wait and do not go first.</summary>
    public bool GoesFirst { get; init; }
}
