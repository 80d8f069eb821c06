using System;
using Holdfast.Hardware;

namespace Holdfast.Device;

/// <summary>The managed heap. Asking collects garbage, which takes some milliseconds: for Status, not for requests that sign.</summary>
public sealed class HeapMemory : IMemory
{
    public uint FreeBytes
    {
        get
        {
            try
            {
                return nanoFramework.Runtime.Native.GC.Run(false);
            }
            catch (Exception)
            {
                // A figure for people is no reason to stop.
                return 0;
            }
        }
    }

    public void Compact()
    {
        nanoFramework.Runtime.Native.GC.Run(true);
    }
}
