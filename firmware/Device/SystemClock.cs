using System;
using Holdfast.Hardware;

namespace Holdfast.Device;

/// <summary>Milliseconds since boot by the runtime's tick counter.</summary>
public sealed class SystemClock : IClock
{
    public long UptimeMs
    {
        get { return Environment.TickCount64; }
    }
}
