using System.Runtime.InteropServices;

namespace Holdfast.Cost;

/// <summary>
/// The counters that instrumented code writes. Not thread-safe: a measurement runs on one thread. Instrumented assemblies refer to the public
/// members by name (<see cref="Instrumenter"/>), everything else is for the measurements.
/// </summary>
public static class Meter
{
    /// <summary>Weighted cost so far.</summary>
    public static long Units;

    /// <summary>How often each basic block began; the instrumenter's table says what a block costs.</summary>
    public static long[] Blocks = [];

    private static readonly long[] s_steps = new long[(int)Step.Count];
    private static readonly Stack<int> s_open = new();
    private static readonly List<(GCHandle Handle, int Bytes, int Block)> s_tracked = [];
    private static int s_step;
    private static long s_mark;
    private static bool s_tracking;
    private static bool s_watching;
    private static long s_liveBytes;
    private static long s_sinceCheck;

    /// <summary>True while what is measured runs: only then an allocation is the chip's.</summary>
    public static bool IsDevice { get; set; }

    public static long AllocatedBytes { get; private set; }

    public static long AllocatedObjects { get; private set; }

    /// <summary>Largest sum of live tracked objects since <see cref="WatchPeak"/>, as nanoFramework would lay them out.</summary>
    public static long PeakBytes { get; private set; }

    /// <summary>What lived at the peak.</summary>
    public static Dictionary<(string Type, int Block), long> PeakByOrigin { get; private set; } = [];

    public static void Reset()
    {
        Units = 0;
        Array.Clear(Blocks);
        Array.Clear(s_steps);
        s_open.Clear();
        s_step = 0;
        s_mark = 0;
        AllocatedBytes = 0;
        AllocatedObjects = 0;
    }

    /// <summary>Units of every step since <see cref="Reset"/>.</summary>
    public static long[] Steps()
    {
        s_steps[s_step] += Units - s_mark;
        s_mark = Units;
        return (long[])s_steps.Clone();
    }

    /// <summary>Instrumented: a method that belongs to a step begins.</summary>
    public static void Enter(int step)
    {
        s_steps[s_step] += Units - s_mark;
        s_mark = Units;
        s_open.Push(s_step);
        s_step = step;
    }

    /// <summary>Instrumented: it returns.</summary>
    public static void Leave()
    {
        s_steps[s_step] += Units - s_mark;
        s_mark = Units;
        s_step = s_open.Pop();
    }

    /// <summary>Instrumented: after newarr, with the block that it is in. The weight's "plus 1 per 4 bytes" is charged here, the rest with the block.</summary>
    public static void NewArray(Array array, int elementBytes, int block)
    {
        int bytes = ObjectSizes.Array(array.Length, elementBytes);
        Units += (long)array.Length * elementBytes / 4;
        Count(array, bytes, block);
    }

    /// <summary>Instrumented: after newobj. Strings know their own size.</summary>
    public static void NewObject(object instance, int bytes, int block)
    {
        Count(instance, instance is string text ? ObjectSizes.String(text.Length) : bytes, block);
    }

    /// <summary>An array that native code on the chip would allocate and return.</summary>
    public static byte[] Native(byte[] result)
    {
        Units += IlWeights.NativeCallUnits;
        Count(result, ObjectSizes.Array(result.Length, 1), -1);
        return result;
    }

    /// <summary>From here on every allocation of the device is followed until it is dead.</summary>
    public static void StartTracking()
    {
        s_tracking = true;
    }

    /// <summary>Begins a new peak at what lives now.</summary>
    public static void WatchPeak()
    {
        s_liveBytes = LiveBytes();
        s_sinceCheck = 0;
        PeakBytes = s_liveBytes;
        s_watching = true;
    }

    /// <summary>Live bytes of the objects tracked so far, after a collection.</summary>
    public static long LiveBytes()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
        GC.WaitForPendingFinalizers();
        long live = 0;
        int kept = 0;
        for (int i = 0; i < s_tracked.Count; i++)
        {
            if (s_tracked[i].Handle.Target == null)
            {
                s_tracked[i].Handle.Free();
            }
            else
            {
                live += s_tracked[i].Bytes;
                s_tracked[kept++] = s_tracked[i];
            }
        }

        s_tracked.RemoveRange(kept, s_tracked.Count - kept);
        return live;
    }

    /// <summary>Bytes of what <see cref="LiveBytes"/> found, by type and by the block that allocated it (-1: native code).</summary>
    public static Dictionary<(string Type, int Block), long> LiveByOrigin()
    {
        Dictionary<(string, int), long> origins = [];
        foreach ((GCHandle handle, int bytes, int block) in s_tracked)
        {
            if (handle.Target is object target)
            {
                (string, int) key = (target.GetType().Name, block);
                origins[key] = origins.GetValueOrDefault(key) + bytes;
            }
        }

        return origins;
    }

    public static void StopTracking()
    {
        s_tracking = false;
        s_watching = false;
        foreach ((GCHandle handle, _, _) in s_tracked)
        {
            handle.Free();
        }

        s_tracked.Clear();
    }

    private static void Count(object instance, int bytes, int block)
    {
        if (!IsDevice)
        {
            return;
        }

        AllocatedBytes += bytes;
        AllocatedObjects++;
        if (!s_tracking)
        {
            return;
        }

        // A collection only when the peak could be exceeded: live bytes at the last one plus everything since is an upper bound.
        s_tracked.Add((GCHandle.Alloc(instance, GCHandleType.Weak), bytes, block));
        s_sinceCheck += bytes;
        if (s_watching && s_liveBytes + s_sinceCheck > PeakBytes)
        {
            s_liveBytes = LiveBytes();
            s_sinceCheck = 0;
            if (s_liveBytes > PeakBytes)
            {
                PeakBytes = s_liveBytes;
                PeakByOrigin = LiveByOrigin();
            }
        }
    }
}
