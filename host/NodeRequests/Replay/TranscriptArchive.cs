using System.IO.Compression;
using System.Text;

namespace Holdfast.NodeRequests.Replay;

/// <summary>
/// Many transcripts in one small file: a plain binary form behind Brotli. Recordings repeat themselves (the same keys, a transaction beside its
/// PSBT), so one stream over all of them takes a thirtieth of the JSON.
/// <para>
/// Bytes: "HFTR" and version 1, then compressed: count, and per transcript its name, secret file, clients (id, dbid, peer, permissions) and
/// entries. An entry is 0 and a text, or 1 + n, client index, request, and reply length + 1 (0: no reply) with the reply, and a note. Numbers
/// are LEB128, blobs and texts have a length before them.
/// </para>
/// </summary>
public static class TranscriptArchive
{
    private const int BlobBytesMax = 1 << 20;

    private static readonly byte[] s_magic = [.. "HFTR"u8, 1];

    public static bool IsArchive(string path)
    {
        byte[] start = new byte[s_magic.Length];
        using FileStream file = File.OpenRead(path);
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.AsSpan().SequenceEqual(s_magic);
    }

    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static IReadOnlyList<Transcript> Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Read(file, path);
    }

    /// <summary>The same from any stream, for example a resource.</summary>
    /// <param name="name">What the stream is called in an error.</param>
    /// <exception cref="InvalidDataException">The archive is damaged.</exception>
    public static IReadOnlyList<Transcript> Read(Stream file, string name)
    {
        byte[] start = new byte[s_magic.Length];
        if (file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) != start.Length || !start.AsSpan().SequenceEqual(s_magic))
        {
            throw new InvalidDataException(name + " is no transcript archive");
        }

        using BrotliStream unpacked = new(file, CompressionMode.Decompress);
        using BinaryReader reader = new(unpacked, Encoding.UTF8);
        try
        {
            List<Transcript> transcripts = [];
            for (int count = reader.Read7BitEncodedInt(); count > 0; count--)
            {
                transcripts.Add(ReadTranscript(reader));
            }

            return transcripts;
        }
        catch (Exception bad) when (bad is EndOfStreamException or IOException or FormatException or InvalidOperationException or ArgumentException
            or OverflowException or IndexOutOfRangeException)
        {
            throw new InvalidDataException(name + " is a damaged transcript archive", bad);
        }
    }

    public static void Write(string path, IReadOnlyCollection<Transcript> transcripts)
    {
        using MemoryStream plain = new();
        using BinaryWriter writer = new(plain, Encoding.UTF8);
        writer.Write7BitEncodedInt(transcripts.Count);
        foreach (Transcript transcript in transcripts)
        {
            WriteTranscript(writer, transcript);
        }

        writer.Flush();
        byte[] packed = new byte[BrotliEncoder.GetMaxCompressedLength((int)plain.Length)];
        BrotliEncoder.TryCompress(plain.GetBuffer().AsSpan(0, (int)plain.Length), packed, out int length, quality: 11, window: 24);
        File.WriteAllBytes(path, [.. s_magic, .. packed.AsSpan(0, length)]);
    }

    private static Transcript ReadTranscript(BinaryReader reader)
    {
        string name = reader.ReadString();
        byte[] secret = Blob(reader);
        // Lists, not arrays: a count that lies must not cost memory before its items are there.
        List<TranscriptClient> clients = [];
        for (int count = reader.Read7BitEncodedInt(); count > 0; count--)
        {
            clients.Add(new TranscriptClient(
                reader.Read7BitEncodedInt(), (ulong)reader.Read7BitEncodedInt64(), Exactly(reader, 33), (ulong)reader.Read7BitEncodedInt64()));
        }

        List<TranscriptEntry> entries = [];
        for (int count = reader.Read7BitEncodedInt(); count > 0; count--)
        {
            int n = reader.Read7BitEncodedInt() - 1;
            entries.Add(n < 0
                ? TranscriptEntry.Marker(reader.ReadString())
                : new TranscriptEntry(null, n, clients[reader.Read7BitEncodedInt()], Blob(reader), Optional(reader), reader.ReadString()));
        }

        return new Transcript(name, secret, entries);
    }

    private static void WriteTranscript(BinaryWriter writer, Transcript transcript)
    {
        writer.Write(transcript.Name);
        Blob(writer, transcript.SecretFile);
        List<string> keys = [];
        List<TranscriptClient> clients = [];
        foreach (TranscriptEntry entry in transcript.Entries)
        {
            if (entry.Client != null && !keys.Contains(Key(entry.Client)))
            {
                keys.Add(Key(entry.Client));
                clients.Add(entry.Client);
            }
        }

        writer.Write7BitEncodedInt(clients.Count);
        foreach (TranscriptClient client in clients)
        {
            writer.Write7BitEncodedInt(client.Id);
            writer.Write7BitEncodedInt64((long)client.Dbid);
            writer.Write(client.Peer);
            writer.Write7BitEncodedInt64((long)client.Permissions);
        }

        writer.Write7BitEncodedInt(transcript.Entries.Count);
        foreach (TranscriptEntry entry in transcript.Entries)
        {
            if (entry.Event != null)
            {
                writer.Write7BitEncodedInt(0);
                writer.Write(entry.Event);
                continue;
            }

            writer.Write7BitEncodedInt(entry.N + 1);
            writer.Write7BitEncodedInt(keys.IndexOf(Key(entry.Client!)));
            Blob(writer, entry.Request);
            writer.Write7BitEncodedInt(entry.Reply == null ? 0 : entry.Reply.Length + 1);
            writer.Write(entry.Reply ?? []);
            writer.Write(entry.Note);
        }
    }

    private static string Key(TranscriptClient client) =>
        client.Id + "/" + client.Dbid + "/" + Convert.ToHexString(client.Peer) + "/" + client.Permissions;

    private static byte[] Blob(BinaryReader reader) => Exactly(reader, reader.Read7BitEncodedInt());

    private static byte[]? Optional(BinaryReader reader)
    {
        int length = reader.Read7BitEncodedInt() - 1;
        return length < 0 ? null : Exactly(reader, length);
    }

    private static byte[] Exactly(BinaryReader reader, int count)
    {
        if (count > BlobBytesMax)
        {
            throw new FormatException("blob longer than any recorded message");
        }

        byte[] bytes = reader.ReadBytes(count);
        return bytes.Length == count ? bytes : throw new EndOfStreamException();
    }

    private static void Blob(BinaryWriter writer, byte[] bytes)
    {
        writer.Write7BitEncodedInt(bytes.Length);
        writer.Write(bytes);
    }
}
