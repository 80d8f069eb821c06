using System.Globalization;
using System.Text;

namespace Holdfast.Cost;

/// <summary>The report as text. Mi are million units; milliseconds are the estimate of il-cost-weights.json.</summary>
public static class CostTable
{
    /// <summary>The estimate of 1.8 cycles for one unit.</summary>
    public const double UnitsPerMs240 = 133_000;

    private const double UnitsPerMs160 = 89_000;

    public static string Text(CostReport report, bool withMethods)
    {
        StringBuilder text = new();
        foreach ((string title, List<Measurement> part) in new[] { ("primitive", report.Primitives), ("piece", report.Pieces) })
        {
            if (part.Count == 0)
            {
                continue;
            }

            text.AppendLine(Line(title, "Mi", "goal", "", "IL", "ms 240", "ms 160", "bytes", "peer Mi"));
            foreach (Measurement one in part)
            {
                text.AppendLine(Line(one.Name, Number(one.Mi, 4), one.GoalMi > 0 ? Number(one.GoalMi, 3) : "", Verdict(one),
                    one.Instructions.ToString(CultureInfo.InvariantCulture), Number(one.Units / UnitsPerMs240, 2), Number(one.Units / UnitsPerMs160, 2),
                    one.AllocatedBytes.ToString(CultureInfo.InvariantCulture), one.PeerUnits > 0 ? Number(one.PeerUnits / 1e6, 4) : ""));
                Methods(text, one, withMethods);
            }

            text.AppendLine();
        }

        if (report.Requests.Count > 0)
        {
            text.AppendLine(Line("request", ["Mi", "goal", "", "idle Mi", "ms 240", "ms 160", "bytes", "commits", "flash B", "wire in", "wire out",
                .. Enum.GetNames<Step>().Take((int)Step.Count)]));
            foreach (Measurement one in report.Requests)
            {
                text.AppendLine(Line(one.Name, [Number(one.Mi, 2), one.GoalMi > 0 ? Number(one.GoalMi, 0) : "", Verdict(one),
                    Number(one.IdleUnits / 1e6, 2), Number(one.Units / UnitsPerMs240, 0), Number(one.Units / UnitsPerMs160, 0), Whole(one.AllocatedBytes),
                    Whole(one.FlashCommits), Whole(one.FlashBytes), Whole(one.WireBytesIn), Whole(one.WireBytesOut),
                    .. one.Steps.Select(step => Number(step / 1e6, 2))]));
                Methods(text, one, withMethods);
            }
        }

        if (report.Production.Count > 0)
        {
            text.AppendLine().AppendLine(Line("with natives (a production image)", "Mi", "idle Mi", "ms 240", "goal ms", ""));
            foreach (Measurement one in report.Production)
            {
                text.AppendLine(Line(one.Name, Number(one.Mi, 3), Number(one.IdleUnits / 1e6, 2), Number(one.Units / UnitsPerMs240, 1),
                    one.GoalMi > 0 ? Number(one.GoalMi * 1e6 / UnitsPerMs240, 0) : "", Verdict(one)));
                Methods(text, one, withMethods);
            }
        }

        foreach ((string title, List<MemoryMeasurement> part) in new[] { ("live managed memory", report.Memory), ("live managed memory with natives", report.ProductionMemory) })
        {
            text.AppendLine().AppendLine(Line(title, "bytes", "goal", ""));
            foreach (MemoryMeasurement one in part)
            {
                text.AppendLine(Line(one.Name, Whole(one.Bytes), one.GoalBytes > 0 ? Whole(one.GoalBytes) : "",
                    one.GoalBytes == 0 ? "" : one.Bytes <= one.GoalBytes ? "ok" : "over"));
                foreach (MemoryShare share in withMethods ? one.Shares : [])
                {
                    text.AppendLine(CultureInfo.InvariantCulture, $"    {share.Bytes,10}  {share.Type,-24} {share.Method}");
                }
            }
        }

        if (report.Assemblies.Count > 0)
        {
            text.AppendLine().AppendLine(Line("assembly (each table holds 60,000 bytes)", "IL", "sig+arrays", "strings", "locals", "room left"));
            foreach (AssemblyRoom one in report.Assemblies)
            {
                text.AppendLine(Line(one.Assembly, Whole(one.CodeBytes), Whole(one.SignatureAndArrayBytes), Whole(one.StringBytes), Whole(one.LocalsMost),
                    Whole(one.RoomLeftBytes)));
            }
        }

        return text.ToString();
    }

    private static void Methods(StringBuilder text, Measurement one, bool withMethods)
    {
        foreach (MethodCost method in withMethods ? one.Methods : [])
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"    {method.Units / 1e6,10:F4}  {100.0 * method.Units / one.Methods.Sum(each => each.Units),5:F1} %  {method.Method}");
        }
    }

    private static string Verdict(Measurement one)
    {
        return one.GoalMi == 0 ? "" : one.Mi <= one.GoalMi ? "ok" : "over";
    }

    private static string Whole(long value)
    {
        return value.ToString(CultureInfo.InvariantCulture);
    }

    private static string Number(double value, int digits)
    {
        return value.ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    private static string Line(string name, params string[] cells)
    {
        return name.PadRight(62) + string.Concat(cells.Select(cell => cell.PadLeft(10)));
    }
}
