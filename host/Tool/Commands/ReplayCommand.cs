using System.CommandLine;
using Holdfast.DeviceLink;
using Holdfast.NodeRequests;
using Holdfast.NodeRequests.Replay;
using Holdfast.Protocol;
using Holdfast.SecondOpinion;
using Holdfast.SimulatedSigner;
using Spectre.Console;

namespace Holdfast.Tool.Commands;

/// <summary>
/// `holdfast replay PATH... [--approve] [--json] [--wire]`: feeds recorded sessions through bridge, frames and a fresh simulated signer each, and compares
/// every reply. Exit code 0 only if nothing is different and exactly the expected requests are refused, 2 when a file cannot be read. What is expected stands
/// in a file beside the archive (<see cref="ExpectedRefusals"/>); without one nothing may be refused.
/// </summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        Argument<string[]> paths = new("PATH")
        {
            Description = "A transcript (.jsonl, with its .meta.json in the same folder), an archive of transcripts (.transcripts), or a folder with any of these.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<bool> approve = new("--approve") { Description = "Answer every question with the owner's button." };
        Option<bool> json = new("--json") { Description = "Print one JSON object per file." };
        Option<bool> wire = new("--wire") { Description = "Also print, for each kind of request, the bytes on the wire and round trips, compared with the node's own bytes." };
        Command command = new("replay", "Replay recorded sessions of lightningd against a simulated signer and compare every reply.") { paths, approve, json, wire };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(paths), parsed.GetValue(approve), parsed.GetValue(json), parsed.GetValue(wire)));
        return command;
    }

    private static int Run(string[] paths, bool isApproved, bool isJson, bool showsWire)
    {
        bool isClean = true;
        List<ReplayResult> results = [];
        List<string> names = [];
        WireFigures wire = new();
        using ISecondOpinion? second = OpinionPrograms.Open(Environment.GetEnvironmentVariable(OpinionPrograms.Variable));
        BridgeSettings settings = new() { SecondOpinion = second };
        foreach (string file in paths.SelectMany(Files))
        {
            IReadOnlyList<Transcript> transcripts = Transcript.Read(file);
            ExpectedRefusals expected = ExpectedRefusals.Beside(file);
            foreach (Transcript transcript in transcripts)
            {
                ReplayResult result = Replay(transcript, transcripts.Count == 1 ? file : file + "#" + transcript.Name, isApproved, wire, settings);
                results.Add(result);
                names.Add(transcript.Name);
                isClean &= result.Different.Count == 0 && expected.Fit(transcript.Name, result.Refused);
                if (isJson)
                {
                    Console.WriteLine(result.ToJson());
                }
            }
        }

        if (!isJson)
        {
            IAnsiConsole screen = Screen.Create();
            screen.Write(Summary(names, results));
            for (int i = 0; i < results.Count; i++)
            {
                Explain(screen, names[i], results[i]);
            }

            Legend(screen, results);
            screen.WriteLine(isClean ? "Everything is as expected." : "Not everything is as expected.");
        }

        if (showsWire)
        {
            Screen.Create().Write(WireTable(wire));
        }

        return isClean ? 0 : 1;
    }

    /// <exception cref="InvalidDataException">A folder without a recording: nothing would be compared, and that must not look like success.</exception>
    private static IEnumerable<string> Files(string path)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        string[] found = [.. Directory.GetFiles(path).Where(file => Path.GetExtension(file) is ".jsonl" or ".transcripts").Order(StringComparer.Ordinal)];
        return found.Length > 0 ? found : throw new InvalidDataException(path + ": the folder has no recording (.jsonl or .transcripts)");
    }

    private static ReplayResult Replay(Transcript transcript, string file, bool isApproved, WireFigures wire, BridgeSettings settings)
    {
        (SecretKind kind, byte[] secret) = HsmSecretFile.Parse(transcript.SecretFile);
        SimulatedDevice device = new(new SimulatedStorage(), new SimulatedDeviceSettings());
        device.Button.Presses = _ => isApproved;
        using SignerClient client = new(new InProcessTransport(device), new SignerClientSettings());
        client.Ask(new Provision { Kind = kind, Network = Network.Regtest, Secret = secret, HostHalf = new byte[32] });
        wire.Watch(client);
        return TranscriptReplay.Run(transcript, file, () => wire.Around(new NodeSession(client, settings: settings)));
    }

    /// <summary>Averages per request, so that rows of different frequency compare.</summary>
    private static Table WireTable(WireFigures wire)
    {
        Table table = new Table().RoundedBorder().AddColumns("node's request", "count", "node's bytes", "its reply", "round trips", "to device", "from device");
        foreach (WireRow row in wire.Rows)
        {
            table.AddRow(
                row.Kind,
                $"{row.Requests}",
                Average(row.NodeBytes.Request, row.Requests),
                Average(row.NodeBytes.Reply, row.Requests),
                $"{(double)row.RoundTrips / row.Requests:0.##}",
                Average(row.DeviceBytes.To, row.Requests),
                Average(row.DeviceBytes.From, row.Requests));
        }

        return table;
    }

    private static string Average(long bytes, int requests) => $"{(bytes + (requests / 2)) / requests}";

    private static Table Summary(List<string> names, List<ReplayResult> results)
    {
        Table table = new Table().RoundedBorder().AddColumns("session", "requests", "identical", "refused", "withheld", "different", "not compared");
        table.ShowFooters();
        for (int i = 0; i < results.Count; i++)
        {
            ReplayResult result = results[i];
            table.AddRow(
                Markup.Escape(names[i]),
                $"{result.Requests}",
                $"{result.Identical}",
                result.Refused.Count == 0 ? "0" : $"[yellow]{result.Refused.Count}[/]",
                $"{result.Withheld.Count}",
                result.Different.Count == 0 ? "0" : $"[red]{result.Different.Count}[/]",
                $"{result.NotCompared}");
        }

        string[] totals =
        [
            $"{results.Count} sessions", $"{results.Sum(result => result.Requests)}", $"{results.Sum(result => result.Identical)}",
            $"{results.Sum(result => result.Refused.Count)}", $"{results.Sum(result => result.Withheld.Count)}",
            $"{results.Sum(result => result.Different.Count)}", $"{results.Sum(result => result.NotCompared)}",
        ];
        for (int i = 0; i < totals.Length; i++)
        {
            table.Columns[i].Footer(totals[i]);
        }

        return table;
    }

    private static void Explain(IAnsiConsole screen, string name, ReplayResult result)
    {
        foreach (ReplayRefusal refusal in result.Refused)
        {
            screen.MarkupLineInterpolated($"{name} [yellow]refused[/] #{refusal.N} by {refusal.Name}: {refusal.Sentence}");
        }

        if (result.Withheld.Count > 0)
        {
            screen.MarkupLineInterpolated($"{name} withheld {string.Join(", ", result.Withheld.Select(n => "#" + n))}");
        }

        foreach (ReplayDifference difference in result.Different)
        {
            screen.MarkupLineInterpolated($"{name} [red]different[/] #{difference.N} (message {difference.MessageNumber})");
            screen.MarkupLineInterpolated($"  recorded {difference.Expected}");
            screen.MarkupLineInterpolated($"  here     {difference.Actual}");
        }
    }

    private static void Legend(IAnsiConsole screen, List<ReplayResult> results)
    {
        if (results.Exists(result => result.Withheld.Count > 0))
        {
            screen.WriteLine("Withheld: the reply has a placeholder, or a signature of the whole transaction, where stock hsmd gives a signature that others could use.");
        }

        if (results.Exists(result => result.NotCompared > 0))
        {
            screen.WriteLine("Not compared: the recording has no reply, or an earlier request of the same channel was refused.");
        }
    }
}
