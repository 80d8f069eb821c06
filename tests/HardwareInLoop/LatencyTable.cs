using System.Text;
using System.Text.Json;
using Holdfast.DeviceLink;
using Holdfast.Protocol;

namespace Holdfast.HardwareInLoop;

/// <summary>How long each kind of request took from asking to answer, as the host saw it, line included.</summary>
internal sealed class LatencyTable
{
    private readonly Dictionary<MessageId, List<ExchangeFigures>> _figures = [];

    public void Add(ExchangeFigures figures)
    {
        lock (_figures)
        {
            if (!_figures.TryGetValue(figures.Id, out List<ExchangeFigures>? list))
            {
                _figures[figures.Id] = list = [];
            }

            list.Add(figures);
        }
    }

    /// <summary>One row per kind of request, in the order of the protocol.</summary>
    public IReadOnlyList<LatencyRow> Rows()
    {
        lock (_figures)
        {
            return [.. _figures.OrderBy(pair => pair.Key).Select(pair => RowOf(pair.Key, pair.Value))];
        }
    }

    public string ToJson(string line, HelloReply device) => JsonSerializer.Serialize(
        new
        {
            Line = line,
            Firmware = Encoding.ASCII.GetString(device.FirmwareVersion),
            Board = Encoding.ASCII.GetString(device.Board),
            Requests = Rows(),
        },
        new JsonSerializerOptions { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase });

    public override string ToString()
    {
        StringBuilder text = new();
        text.AppendLine($"{"request",-30}{"count",7}{"p50 ms",10}{"p95 ms",10}{"max ms",10}{"bytes out",11}{"bytes in",10}");
        foreach (LatencyRow row in Rows())
        {
            text.AppendLine($"{row.Request,-30}{row.Count,7}{row.P50Ms,10:F1}{row.P95Ms,10:F1}{row.MaxMs,10:F1}{row.BytesToDevice,11}{row.BytesFromDevice,10}");
        }

        return text.ToString();
    }

    /// <summary>Nearest rank: the smallest value that at least so many percent do not exceed.</summary>
    internal static double Percentile(IReadOnlyList<double> sorted, int percent)
        => sorted[Math.Max(0, ((sorted.Count * percent) + 99) / 100 - 1)];

    private static LatencyRow RowOf(MessageId id, List<ExchangeFigures> figures)
    {
        double[] sorted = [.. figures.Select(figure => Math.Round(figure.Elapsed.TotalMilliseconds, 3)).Order()];
        return new LatencyRow(
            id.ToString(), sorted.Length, Percentile(sorted, 50), Percentile(sorted, 95), sorted[^1],
            figures.Max(figure => figure.BytesToDevice), figures.Max(figure => figure.BytesFromDevice));
    }
}

/// <summary>Milliseconds; bytes are those of the largest exchange, repeats and handshakes included.</summary>
internal sealed record LatencyRow(string Request, int Count, double P50Ms, double P95Ms, double MaxMs, long BytesToDevice, long BytesFromDevice);
