namespace Holdfast.Cost;

/// <summary>What runs in the laboratory, against instrumented rooms. <see cref="Laboratory"/> calls it by reflection.</summary>
public static class Inside
{
    private static string[] s_methods = [];
    private static int[] s_instructions = [];
    private static int[] s_units = [];

    /// <summary>Everything that is counted in units.</summary>
    public static string Run(string filter, string[] methods, int[] instructions, int[] units)
    {
        Prepare(methods, instructions, units);
        CostReport report = new();
        bool Wanted(string name) => name.Contains(filter, StringComparison.OrdinalIgnoreCase);
        Primitives.Measure(report.Primitives, Wanted);
        Pieces.Measure(report.Pieces, Wanted);
        ScreenCosts.Measure(report.Pieces, Wanted);
        if (filter.Length == 0 || "requests".Contains(filter, StringComparison.OrdinalIgnoreCase))
        {
            RequestCosts.Measure(report.Requests);
        }

        return report.ToJson();
    }

    /// <summary>Live bytes: in a process half of its own, because type initialisers allocate only once.</summary>
    public static string RunMemory(string[] methods, int[] instructions, int[] units)
    {
        Prepare(methods, instructions, units);
        CostReport report = new();
        MemoryUse.Measure(report.Memory);
        return report.ToJson();
    }

    /// <summary>The column of a production image: natives stay chosen for the rest of a process half, so it has one of its own.</summary>
    public static string RunProduction(string[] methods, int[] instructions, int[] units)
    {
        Prepare(methods, instructions, units);
        CostReport report = new();
        Production.Measure(report);
        return report.ToJson();
    }

    /// <summary>Its live bytes.</summary>
    public static string RunProductionMemory(string[] methods, int[] instructions, int[] units)
    {
        Prepare(methods, instructions, units);
        CostReport report = new();
        Production.MeasureMemory(report);
        return report.ToJson();
    }

    /// <summary>The largest shares of live memory, by type and allocating method.</summary>
    public static MemoryShare[] Shares(Dictionary<(string Type, int Block), long> origins)
    {
        return origins.GroupBy(pair => (pair.Key.Type, Method: pair.Key.Block < 0 ? "native" : s_methods[pair.Key.Block]))
            .Select(group => new MemoryShare(group.Key.Type, group.Key.Method, group.Sum(pair => pair.Value)))
            .OrderByDescending(share => share.Bytes).ThenBy(share => share.Type + share.Method, StringComparer.Ordinal).Take(40).ToArray();
    }

    private static void Prepare(string[] methods, int[] instructions, int[] units)
    {
        s_methods = methods;
        s_instructions = instructions;
        s_units = units;
        Meter.Blocks = new long[methods.Length];
        Meter.IsDevice = false;
    }

    /// <summary>
    /// Counts one run of <paramref name="action"/>, after a run that is not counted and that leaves type initialisers and remembered constants
    /// behind it. Both runs must do the same work.
    /// </summary>
    public static Measurement Count(string name, double goalMi, Action action, Action? peer = null)
    {
        long peerUnits = 0;
        if (peer != null)
        {
            peer();
            Meter.Reset();
            peer();
            peerUnits = Meter.Units;
        }

        action();
        Meter.Reset();
        Meter.IsDevice = true;
        action();
        Meter.IsDevice = false;
        return Taken(name, goalMi) with { PeerUnits = peerUnits };
    }

    /// <summary>What the meter shows since its reset.</summary>
    public static Measurement Taken(string name, double goalMi)
    {
        long units = Meter.Units;
        long[] blocks = Meter.Blocks;
        Dictionary<string, (long Units, long Instructions)> methods = [];
        long instructions = 0;
        for (int i = 0; i < blocks.Length; i++)
        {
            if (blocks[i] > 0)
            {
                (long Units, long Instructions) sum = methods.GetValueOrDefault(s_methods[i]);
                methods[s_methods[i]] = (sum.Units + blocks[i] * s_units[i], sum.Instructions + blocks[i] * s_instructions[i]);
                instructions += blocks[i] * s_instructions[i];
            }
        }

        return new Measurement
        {
            Name = name,
            GoalMi = goalMi,
            Units = units,
            Instructions = instructions,
            AllocatedBytes = Meter.AllocatedBytes,
            AllocatedObjects = Meter.AllocatedObjects,
            Steps = Meter.Steps(),
            Methods = methods.Select(pair => new MethodCost(pair.Key, pair.Value.Units, pair.Value.Instructions))
                .OrderByDescending(method => method.Units).ThenBy(method => method.Method, StringComparer.Ordinal).Take(25).ToArray(),
        };
    }
}
