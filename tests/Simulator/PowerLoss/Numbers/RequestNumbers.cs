using System.Globalization;
using System.Text;
using Holdfast.PowerLoss.Life;
using Holdfast.Protocol;
using Holdfast.SimulatedSigner;

namespace Holdfast.PowerLoss.Numbers;

/// <summary>What each request of a channel's life costs the flash before its reply; deterministic, so README.md can quote it.</summary>
public static class RequestNumbers
{
    /// <summary>Means over all requests of one kind.</summary>
    public sealed record Row(string Request, int Count, double FileWrites, double ContentBytes, double ProgrammedBytes, double Ms);

    /// <summary>One row for each kind of request that writes, in the order of their first appearance; then all others together.</summary>
    public static IReadOnlyList<Row> Measure()
    {
        DeviceLife life = DeviceLife.OneChannel;
        var all = Enumerable.Range(0, life.Count).Select(i => (Id: (MessageId)life.Request(i)[0], Wear: life.WearOf(i))).ToArray();
        MessageId[] writers = [.. all.Where(request => request.Wear.Changes != 0).Select(request => request.Id).Distinct()];
        List<Row> rows = [];
        foreach (MessageId id in writers)
        {
            rows.Add(Mean(id.ToString(), [.. all.Where(request => request.Id == id).Select(request => request.Wear)]));
        }

        rows.Add(Mean("all others", [.. all.Where(request => !writers.Contains(request.Id)).Select(request => request.Wear)]));
        return rows;
    }

    /// <summary>The table as Markdown, as README.md quotes it.</summary>
    public static string Table()
    {
        StringBuilder table = new();
        table.AppendLine("| request | in the story | file writes | bytes written | bytes programmed | ms before the reply |");
        table.AppendLine("|---|---|---|---|---|---|");
        foreach (Row row in Measure())
        {
            table.AppendLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {row.Request} | {row.Count} | {row.FileWrites:0.0} | {row.ContentBytes:0} | {row.ProgrammedBytes:0} | {row.Ms:0.0} |"));
        }

        return table.ToString().ReplaceLineEndings("\n");
    }

    private static Row Mean(string name, StorageWear[] wear) => new(
        name,
        wear.Length,
        wear.Average(one => one.Changes),
        wear.Average(one => one.ContentBytes),
        wear.Average(one => one.ProgrammedBytes),
        wear.Average(one => one.Milliseconds));
}
