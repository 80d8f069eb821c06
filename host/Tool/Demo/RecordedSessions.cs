using Holdfast.NodeRequests.Replay;

namespace Holdfast.Tool.Demo;

/// <summary>The recorded sessions that come with the program (tests/Vectors/Transcripts), as an embedded resource.</summary>
internal static class RecordedSessions
{
    private const string Resource = "Holdfast.Transcripts";

    /// <exception cref="InvalidDataException">The build lost the recordings.</exception>
    public static Transcript Find(string name)
    {
        using Stream stream = typeof(RecordedSessions).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidDataException("the recordings are missing from this build");
        return TranscriptArchive.Read(stream, Resource).FirstOrDefault(transcript => transcript.Name == name)
            ?? throw new InvalidDataException("there is no recording named " + name);
    }
}
