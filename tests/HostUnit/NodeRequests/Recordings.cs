using Holdfast.NodeRequests.Replay;

namespace Holdfast.HostUnit.NodeRequests;

/// <summary>The recorded sessions of tests/Vectors/Transcripts.</summary>
internal static class Recordings
{
    private static readonly Lazy<IReadOnlyList<Transcript>> s_all = new(() => Transcript.Read(ArchivePath));

    public static string ArchivePath
    {
        get
        {
            DirectoryInfo? folder = new(AppContext.BaseDirectory);
            while (folder != null && !File.Exists(Path.Combine(folder.FullName, "Firmware.sln")))
            {
                folder = folder.Parent;
            }

            return Path.Combine(folder!.FullName, "tests", "Vectors", "Transcripts", "core-lightning-v26.06.6.transcripts");
        }
    }

    public static IReadOnlyList<Transcript> All => s_all.Value;

    public static Transcript Named(string name) => All.Single(transcript => transcript.Name == name);

    /// <summary>Names for DynamicData.</summary>
    public static IEnumerable<object[]> Names => All.Select(transcript => new object[] { transcript.Name });

    /// <summary>All requests with a reply and this message number.</summary>
    public static IEnumerable<TranscriptEntry> WithNumber(int number) =>
        All.SelectMany(transcript => transcript.Entries).Where(entry => entry.Reply != null && ((entry.Request[0] << 8) | entry.Request[1]) == number);
}
