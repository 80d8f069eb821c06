using System.Text.Json;

namespace Holdfast.Cost;

/// <summary>
/// The committed figures: what everything cost when it was last looked at. A change that makes the device more than 2 % slower, or fatter, has
/// to say so by changing this file (`--write-budgets PATH` writes it).
/// </summary>
public static class Budgets
{
    /// <summary>Tolerance, as a factor.</summary>
    public const double Tolerance = 1.02;

    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Every figure of a report by its name: units, bytes of live memory, bytes on the line, flash commits and bytes.</summary>
    public static SortedDictionary<string, long> Of(CostReport report)
    {
        SortedDictionary<string, long> figures = new(StringComparer.Ordinal);
        foreach (Measurement one in report.Primitives.Concat(report.Pieces))
        {
            figures[one.Name + ", units"] = one.Units;
        }

        foreach (Measurement one in report.Requests)
        {
            figures[one.Name + ", units"] = one.Units;
            figures[one.Name + ", idle units"] = one.IdleUnits;
            figures[one.Name + ", allocated bytes"] = one.AllocatedBytes;
            figures[one.Name + ", flash commits"] = one.FlashCommits;
            figures[one.Name + ", flash bytes"] = one.FlashBytes;
            figures[one.Name + ", wire bytes in"] = one.WireBytesIn;
            figures[one.Name + ", wire bytes out"] = one.WireBytesOut;
        }

        foreach (MemoryMeasurement one in report.Memory)
        {
            figures[one.Name + ", live bytes"] = one.Bytes;
        }

        return figures;
    }

    public static string ToJson(CostReport report)
    {
        return JsonSerializer.Serialize(Of(report), s_json) + "\n";
    }

    public static SortedDictionary<string, long> Read(string path)
    {
        return JsonSerializer.Deserialize<SortedDictionary<string, long>>(File.ReadAllText(path), s_json)!;
    }

    /// <summary>One sentence per figure that is missing, new, or above its budget.</summary>
    public static List<string> Compare(SortedDictionary<string, long> budgets, SortedDictionary<string, long> figures)
    {
        List<string> faults = [];
        foreach ((string name, long figure) in figures)
        {
            if (!budgets.TryGetValue(name, out long budget))
            {
                faults.Add($"{name}: {figure}, and no budget for it");
            }
            else if (figure > budget * Tolerance)
            {
                faults.Add($"{name}: {figure}, budget {budget}");
            }
        }

        faults.AddRange(budgets.Keys.Where(name => !figures.ContainsKey(name)).Select(name => $"{name}: a budget, and nothing measured"));
        return faults;
    }
}
