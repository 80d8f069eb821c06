namespace Holdfast.NodeRequests.Replay;

/// <summary>One line of a transcript: a marker, or a request of one client with the reply that stock hsmd gave.</summary>
/// <param name="Event">Text of a marker ("start argv=..." where a bridge starts); null for a request.</param>
/// <param name="N">The recorder's number of the request.</param>
/// <param name="Reply">Null when none was due, or when the recorder refused on purpose (then there is a note).</param>
/// <param name="Note">The recorder's remark; empty mostly.</param>
public sealed record TranscriptEntry(string? Event, int N, TranscriptClient? Client, byte[] Request, byte[]? Reply, string Note)
{
    public bool IsStart => Event != null && Event.StartsWith("start argv", StringComparison.Ordinal);

    /// <summary>The recorder closed the client's connection instead of passing the request on: no hsmd ever saw it.</summary>
    public bool WasKeptFromSigner => Reply == null && Event == null && !Note.StartsWith("no reply", StringComparison.Ordinal);

    public static TranscriptEntry Marker(string text) => new(text, 0, null, [], null, "");
}

/// <summary>Who asked. Ids count the clients since the last start; 0 is lightningd.</summary>
public sealed record TranscriptClient(int Id, ulong Dbid, byte[] Peer, ulong Permissions)
{
    public HsmdClient ToHsmd() => new(Peer, Dbid, (Wire.HsmdPermissions)Permissions);
}

/// <summary>A recorded session between lightningd and stock hsmd, with the secret that makes every reply come out the same again.</summary>
/// <param name="Name">File name without its ending, for example "02-forward-A": the scenario and the node's letter.</param>
/// <param name="SecretFile">Content of the node's hsm_secret file.</param>
public sealed record Transcript(string Name, byte[] SecretFile, IReadOnlyList<TranscriptEntry> Entries)
{
    /// <summary>
    /// Reads a recording (.jsonl, with its .meta.json beside it) or an archive of many (<see cref="TranscriptArchive"/>).
    /// </summary>
    /// <exception cref="InvalidDataException">The file is neither, or damaged.</exception>
    public static IReadOnlyList<Transcript> Read(string path) =>
        TranscriptArchive.IsArchive(path) ? TranscriptArchive.Read(path) : [TranscriptJson.Read(path)];
}
