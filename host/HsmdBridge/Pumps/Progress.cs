namespace Holdfast.HsmdBridge.Pumps;

/// <summary>How far one direction of a pump has come without waiting.</summary>
internal enum Progress
{
    /// <summary>Everything that came has left. It goes on when there is more to read.</summary>
    WaitsForBytes,

    /// <summary>The other side does not read fast enough. It goes on when there is room to write.</summary>
    WaitsForRoom,

    /// <summary>One of the two sides has ended.</summary>
    Ended,

    /// <summary>A frame must not leave. Both connections have to end.</summary>
    Cut,
}
