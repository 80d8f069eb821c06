using System.Globalization;
using System.Text;
using Holdfast.Journal;
using Holdfast.PowerLoss.Journal;
using Holdfast.SimulatedSigner;

namespace Holdfast.PowerLoss.Numbers;

/// <summary>What one state change costs the flash, measured on the simulated volume; deterministic, so README.md can quote it.</summary>
public static class FlashNumbers
{
    /// <summary>The pace for which the years are given.</summary>
    public const int UpdatesPerDay = 10_000;

    private const int Updates = 2_000;

    /// <summary>One row: a way of using the journal and what each update then costs.</summary>
    public sealed record Row(
        string Use,
        double FileWrites,
        double ProgrammedBytes,
        double Erases,
        double Ms,
        double YearsOn64Blocks,
        double YearsOn512Blocks);

    /// <summary>The rows of the table in README.md.</summary>
    public static IReadOnlyList<Row> Measure() =>
    [
        Run("one channel, record of 260 bytes", 260, channels: 1),
        Run("ten channels in turn, 260 bytes", 260, channels: 10),
        Run("one channel, 415 bytes", 415, channels: 1),
        Run("ten channels in turn, 415 bytes", 415, channels: 10),
    ];

    /// <summary>The table as Markdown, as README.md quotes it.</summary>
    public static string Table()
    {
        StringBuilder table = new();
        table.AppendLine("| use | file writes | bytes programmed | erases | ms before the reply | years on 64 blocks | on 512 blocks |");
        table.AppendLine("|---|---|---|---|---|---|---|");
        foreach (Row row in Measure())
        {
            table.AppendLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {row.Use} | {row.FileWrites:0.00} | {row.ProgrammedBytes:0} | {row.Erases:0.00} | {row.Ms:0.0} | {row.YearsOn64Blocks:0.0} | {row.YearsOn512Blocks:0} |"));
        }

        return table.ToString().ReplaceLineEndings("\n");
    }

    private static Row Run(string use, int recordBytes, int channels)
    {
        SimulatedStorage storage = new(64);
        FlashJournal journal = FlashJournal.Format(storage, JournalStory.Hmac, JournalStory.Key, JournalStory.VolumeId(1));
        for (int slot = 0; slot < channels; slot++)
        {
            journal.Commit(slot, JournalStory.Content(slot, recordBytes), JournalStory.Content(slot, 330));
        }

        StorageWear before = storage.Wear.Copy();
        for (int i = 0; i < Updates; i++)
        {
            journal.Commit(i % channels, JournalStory.Content(i, recordBytes));
        }

        StorageWear after = storage.Wear;
        double erases = (after.Erases - before.Erases) / Updates;
        return new Row(
            use,
            (after.Changes - before.Changes) / (double)Updates,
            (after.ProgrammedBytes - before.ProgrammedBytes) / (double)Updates,
            erases,
            (after.Milliseconds - before.Milliseconds) / Updates,
            StorageWear.Years(erases, UpdatesPerDay, 64),
            StorageWear.Years(erases, UpdatesPerDay, 512));
    }
}
