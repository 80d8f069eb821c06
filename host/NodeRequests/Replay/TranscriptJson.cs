using System.Text.Json;

namespace Holdfast.NodeRequests.Replay;

/// <summary>Reads a recording as the recorder wrote it: one JSON object per line, and a .meta.json for both ends of a scenario.</summary>
internal static class TranscriptJson
{
    public static Transcript Read(string path)
    {
        try
        {
            string name = Path.GetFileNameWithoutExtension(path);
            return new Transcript(name, Secret(path, name), [.. File.ReadLines(path).Where(line => line.Trim().Length > 0).Select(Entry)]);
        }
        catch (Exception bad) when (bad is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException(path + " is not a transcript: " + bad.Message, bad);
        }
    }

    /// <summary>The name ends in the node's letter: "02-forward-A" belongs to "02-forward.meta.json".</summary>
    private static byte[] Secret(string path, string name)
    {
        int dash = name.LastIndexOf('-');
        if (dash < 0)
        {
            throw new InvalidDataException(path + ": the name does not end in a dash and the node's letter");
        }

        string metaPath = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, name[..dash] + ".meta.json");
        if (!File.Exists(metaPath))
        {
            throw new InvalidDataException(path + ": " + Path.GetFileName(metaPath) + " with the node's secret is not beside it");
        }

        using JsonDocument meta = JsonDocument.Parse(File.ReadAllBytes(metaPath));
        return Convert.FromHexString(meta.RootElement.GetProperty("hsm_secret_hex").GetProperty(name[(dash + 1)..]).GetString()!);
    }

    private static TranscriptEntry Entry(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement root = document.RootElement;
        if (root.TryGetProperty("event", out JsonElement marker))
        {
            return TranscriptEntry.Marker(marker.GetString() ?? "");
        }

        JsonElement client = root.GetProperty("client");
        JsonElement reply = root.GetProperty("reply");
        return new TranscriptEntry(
            null,
            root.GetProperty("n").GetInt32(),
            new TranscriptClient(
                client.GetProperty("id").GetInt32(),
                client.GetProperty("dbid").GetUInt64(),
                Convert.FromHexString(client.GetProperty("peer").GetString()!),
                client.GetProperty("caps").GetUInt64()),
            Convert.FromHexString(root.GetProperty("request").GetString()!),
            reply.ValueKind == JsonValueKind.Null ? null : Convert.FromHexString(reply.GetString()!),
            root.TryGetProperty("note", out JsonElement note) ? note.GetString() ?? "" : "");
    }
}
