using System.IO.Compression;
using Holdfast.HostUnit.NodeRequests;

namespace Holdfast.HostUnit.HsmdBridge;

/// <summary>One line of the recorded session in which a real node ran with its peer's messages handed over (tests/Vectors/README.md has the form).</summary>
/// <param name="Placeholders">Of a message that channeld wrote: where it carried placeholders.</param>
internal sealed record HandOverLine(string Word, int Client, byte[] First, byte[]? Second, int[] Placeholders, ulong Dbid, byte[] Peer, ulong Permissions)
{
    public static IReadOnlyList<HandOverLine> ReadAll()
    {
        string path = Path.Combine(Path.GetDirectoryName(Recordings.ArchivePath)!, "hand-over.lines.gz");
        using StreamReader reader = new(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        List<HandOverLine> lines = [];
        for (string? line = reader.ReadLine(); line != null; line = reader.ReadLine())
        {
            if (line.Length > 0 && line[0] != '#')
            {
                lines.Add(Parse(line.Split(' ')));
            }
        }

        return lines;
    }

    private static HandOverLine Parse(string[] fields)
    {
        int client = fields.Length > 1 ? int.Parse(fields[1]) : 0;
        HandOverLine bare = new(fields[0], client, [], null, [], 0, [], 0);
        return fields[0] switch
        {
            "client" => bare with { Dbid = ulong.Parse(fields[2]), Peer = fields[3] == "own" ? new byte[33] : Convert.FromHexString(fields[3]), Permissions = ulong.Parse(fields[4]) },
            "ask" => bare with { First = Convert.FromHexString(fields[2]), Second = fields[3] == "-" ? null : Convert.FromHexString(fields[3]) },
            "write" => bare with { First = Convert.FromHexString(fields[2]), Placeholders = fields[3] == "-" ? [] : [.. fields[3].Split(',').Select(int.Parse)] },
            "in" or "out" => bare with { First = Convert.FromHexString(fields[2]) },
            _ => bare,
        };
    }
}
