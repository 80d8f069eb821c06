using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Bytes;
using Holdfast.DeviceLink;
using Holdfast.HsmdBridge;
using Holdfast.NodeRequests;
using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Replay;
using Holdfast.NodeRequests.Wire;
using Holdfast.Plugin;
using Holdfast.SimulatedSigner;

namespace Holdfast.Fuzz;

/// <summary>What the host reads from others: the node's requests, PSBTs, transactions and recorded sessions. Seeds are the recorded requests of a real node.</summary>
internal static class HostTargets
{
    private const int SeedsPerTarget = 12;

    private static readonly Lazy<IReadOnlyList<Transcript>> s_recordings = new(() => Transcript.Read(ArchivePath()));

    /// <summary>The sessions of a real node.</summary>
    public static IReadOnlyList<Transcript> Recordings => s_recordings.Value;

    public static IEnumerable<Target> All()
    {
        foreach (IGrouping<int, byte[]> type in Requests().GroupBy(request => (request[0] << 8) | request[1]))
        {
            byte[][] seeds = [.. type.DistinctBy(Convert.ToHexString).Take(SeedsPerTarget)];
            yield return new PlainTarget("hsmd " + (HsmdType)type.Key, seeds, ParseRequest, typeof(MalformedException), typeof(HsmdProtocolException));
        }

        byte[][] psbts = [.. Psbts().Take(SeedsPerTarget)];
        yield return new PlainTarget("psbt", psbts, bytes => Psbt.Parse(bytes).Serialize(), typeof(MalformedException), typeof(HsmdProtocolException));
        byte[][] version2 = [.. psbts.Select(Version2)];
        yield return new PlainTarget("psbt version 2", version2, bytes => Psbt.Parse(bytes).Serialize(), typeof(MalformedException));
        yield return new PlainTarget("control socket", [.. version2.Concat(psbts).Select(Line), """{"method":"hello"}"""u8.ToArray()], FeedControlSocket, typeof(InvalidDataException))
        {
            AllocatedBytesBase = 1024 * 1024, // a session, its client and a line of base64
        };
        yield return new PlainTarget("json of lightningd", ["""{"jsonrpc":"2.0","id":1,"method":"log","params":{"a":[1,2,"x"]}} []"""u8.ToArray()], FeedJson, typeof(JsonException));
        byte[][] transactions = [.. psbts.Select(psbt => Psbt.Parse(psbt).Transaction.Serialize())];
        yield return new PlainTarget("transaction", transactions, bytes => _ = Transaction.Parse(bytes).Txid, typeof(MalformedException), typeof(HsmdProtocolException));
        yield return new PlainTarget("hsm_secret", [new byte[32], [.. new byte[32], .. "abandon about"u8]], bytes => HsmSecretFile.Parse(bytes), typeof(InvalidDataException));
    }

    /// <summary>Files on disk: slower, so they have a test of their own.</summary>
    public static IEnumerable<Target> Files(string folder)
    {
        string archive = Path.Combine(folder, "one.transcripts");
        TranscriptArchive.Write(archive, [s_recordings.Value[0] with { Entries = [.. s_recordings.Value[0].Entries.Take(40)] }]);
        yield return new PlainTarget(
            "transcript archive", [File.ReadAllBytes(archive)], bytes => TranscriptArchive.Read(new MemoryStream(bytes), "input"), typeof(InvalidDataException))
        {
            AllocatedBytesBase = 4 * 1024 * 1024, // the decompressor's window, and one blob
        };

        string path = Path.Combine(folder, "x-A.jsonl");
        File.WriteAllText(Path.Combine(folder, "x.meta.json"), """{"hsm_secret_hex":{"A":"1111111111111111111111111111111111111111111111111111111111111111"}}""");
        string peer = new('0', 66);
        string line = $$"""{"n": 1, "client": {"id": 0, "dbid": 0, "peer": "{{peer}}", "caps": 1027}, "type": "hsmd_init", "num": 11, "request": "000b", "reply": null, "note": "x"}""";
        byte[] lines = Encoding.UTF8.GetBytes("{\"event\": \"start argv=[]\"}\n" + line + "\n" + line.Replace("null", "\"00ff\"", StringComparison.Ordinal) + "\n");
        yield return new PlainTarget(
            "transcript json",
            [lines],
            bytes =>
            {
                File.WriteAllBytes(path, bytes);
                Transcript.Read(path);
            },
            typeof(InvalidDataException));
    }

    private static void ParseRequest(byte[] bytes)
    {
        HsmdReader reader = new(bytes);
        HsmdRequests.Parse(reader.Type(), reader);
        reader.End();
    }

    private static byte[] Version2(byte[] psbt)
    {
        Field tree = Grammar.Psbt(psbt);
        GrammarMutation.ToVersion2(tree);
        return tree.ToArray();
    }

    private static byte[] Line(byte[] psbt) =>
        Encoding.UTF8.GetBytes(new JsonObject { ["method"] = "complete-splice", ["psbt"] = Convert.ToBase64String(psbt) }.ToJsonString());

    /// <summary>A line of the plugin gets an object in one line, or an object with an error; the device is never there.</summary>
    private static void FeedControlSocket(byte[] line)
    {
        using SignerClient client = new(new InProcessTransport(new SimulatedDevice(new SimulatedStorage(), new SimulatedDeviceSettings { HasManualClock = true })),
            new SignerClientSettings());
        JsonObject answer = (JsonObject)JsonNode.Parse(ControlSocket.Answer(new NodeSession(client), line))!;
        if (answer.ContainsKey("error"))
        {
            throw new InvalidDataException("an error");
        }
    }

    private static void FeedJson(byte[] bytes)
    {
        JsonStream stream = new(new MemoryStream(bytes), Stream.Null);
        while (stream.ReadAsync(CancellationToken.None).GetAwaiter().GetResult() is { } value)
        {
            value.ToJsonString();
        }
    }

    private static IEnumerable<byte[]> Requests() => s_recordings.Value.SelectMany(transcript => transcript.Entries)
        .Where(entry => entry.Event == null && entry.Request.Length >= 2).Select(entry => entry.Request);

    /// <summary>PSBTs begin with "psbt" and 0xff; they are the last field but few of the requests that carry one, and its length stands before it.</summary>
    private static IEnumerable<byte[]> Psbts()
    {
        byte[] magic = [0x70, 0x73, 0x62, 0x74, 0xff];
        foreach (byte[] request in Requests())
        {
            int at = request.AsSpan().IndexOf(magic);
            if (at >= 4)
            {
                int length = (request[at - 4] << 24) | (request[at - 3] << 16) | (request[at - 2] << 8) | request[at - 1];
                yield return request[at..(at + length)];
            }
        }
    }

    private static string ArchivePath()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Firmware.sln")))
        {
            folder = folder.Parent!;
        }

        return Path.Combine(folder.FullName, "tests", "Vectors", "Transcripts", "core-lightning-v26.06.6.transcripts");
    }
}
