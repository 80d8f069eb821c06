using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.DeviceLink;
using Holdfast.Doctor;
using Holdfast.IntentLog;
using Holdfast.Protocol;
using Spectre.Console;
using Status = Holdfast.Protocol.Status;

namespace Holdfast.Tool.Commands;

/// <summary>
/// `holdfast status [--json]`: what the signer says of itself, how fast the line answers, and how long its flash will live at this rate. Needs no
/// pairing for the plain figures. `holdfast status --node FOLDER` asks nobody: it shows what holdfast-hsmd wrote down, also while lightningd stands
/// still.
/// </summary>
internal static class StatusCommand
{
    private const int Pings = 20;

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    public static Command Create()
    {
        SignerOptions signer = new();
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Option<DirectoryInfo?> node = new("--node") { Description = "A node's directory. Shows what its holdfast-hsmd is waiting for, without asking the signer or the node." };
        Command command = new("status", "Show the state, version, memory and journal of a signer.") { json, node };
        signer.AddTo(command);
        command.SetAction(parsed => parsed.GetValue(node) is DirectoryInfo folder
            ? ShowNode(folder)
            : signer.Run(parsed, isUnlocking: false, client => Show(client, parsed.GetValue(json))));
        return command;
    }

    /// <summary>Exit code 0 when nothing is held, 1 when lightningd stands still, 2 when there is nothing to show.</summary>
    private static int ShowNode(DirectoryInfo folder)
    {
        if (BridgeStateFile.Read(folder.FullName, out string trouble) is not JsonObject state)
        {
            Console.Error.WriteLine("No holdfast-hsmd is running in this directory: " + trouble);
            return 2;
        }

        Console.WriteLine(state.ToJsonString(s_indented));
        return state["held"] is null ? 0 : 1;
    }

    private static int Show(SignerClient client, bool isJson)
    {
        List<double> latencies = [];
        client.Exchanged += figures => latencies.Add(figures.Elapsed.TotalMilliseconds);
        client.Connect();
        StatusReply status = client.Ask(new Status());
        latencies.Clear(); // the first question also paid for the handshake
        for (int i = 0; i < Pings; i++)
        {
            client.Ask(new Status());
        }

        latencies.Sort();
        JsonObject figures = new()
        {
            ["signer"] = client.LineName,
            ["state"] = status.State.ToString(),
            ["network"] = status.Network.ToString(),
            ["stopReason"] = status.StopReason.ToString(),
            ["sentence"] = Text(status.Sentence),
            ["recovery"] = status.Recovery.ToString(),
            ["repairedFiles"] = status.Repairs,
            ["board"] = Text(status.Board),
            ["firmwareVersion"] = Text(status.FirmwareVersion),
            ["runtimeVersion"] = Text(status.RuntimeVersion),
            ["authenticated"] = client.IsAuthenticated,
            ["messageBytesMax"] = status.MessageBytesMax,
            ["htlcsMax"] = status.HtlcsMax,
            ["sessionsSinceBoot"] = status.Sessions,
            ["volumeId"] = Convert.ToHexStringLower(client.Device!.VolumeId),
            ["uptimeMs"] = status.UptimeMs,
            ["freeMemoryBytes"] = status.FreeMemoryBytes,
            ["channels"] = status.Channels,
            ["channelsMax"] = status.ChannelsMax,
            ["journalSequence"] = status.JournalSequence,
            ["commitsSinceBoot"] = status.Commits,
            ["committedBytesSinceBoot"] = status.CommittedBytes,
            ["flashLifeUsedPercent"] = Math.Round(FlashLife.UsedPercent(status.JournalSequence), 4),
            ["requestsSinceBoot"] = status.Requests,
            ["refusalsSinceBoot"] = status.Refusals,
            ["lastRefusalTag"] = Text(status.LastRefusalTag),
            ["lastRefusalRule"] = Text(status.LastRefusalRule),
            ["lastRefusalSentence"] = Text(status.LastRefusalSentence),
            ["curve"] = status.Curve.ToString(),
            ["limitsDigest"] = Convert.ToHexStringLower(status.LimitsDigest),
            ["receipt"] = client.ReceiptResult.ToString(),
            ["latencyMs"] = new JsonObject
            {
                ["p50"] = Math.Round(latencies[latencies.Count / 2], 2),
                ["p95"] = Math.Round(latencies[latencies.Count * 95 / 100], 2),
                ["max"] = Math.Round(latencies[^1], 2),
            },
        };
        if (isJson)
        {
            Console.WriteLine(figures.ToJsonString());
        }
        else
        {
            Print(figures, status.State);
            if (!client.IsAuthenticated)
            {
                Console.WriteLine("These figures came without a session: nothing proves that they are from the device. Use --host-half to be sure.");
            }
            Console.WriteLine(BlindApproval.Warning);
        }

        return status.State == DeviceState.Stopped ? 1 : 0;
    }

    private static void Print(JsonObject figures, DeviceState state)
    {
        Table table = new Table().RoundedBorder().HideHeaders().AddColumns("", "");
        foreach ((string name, JsonNode? value) in figures)
        {
            string text = value is JsonObject parts
                ? string.Join(", ", parts.Select(part => $"{part.Key} {part.Value}"))
                : value!.ToString();
            string colour = state switch { DeviceState.Ready => "green", DeviceState.Stopped => "red", _ => "yellow" };
            table.AddRow(Words(name), name == "state" ? $"[{colour}]{Markup.Escape(text)}[/]" : Markup.Escape(text.Length == 0 ? "-" : text));
        }

        Screen.Create().Write(table);
    }

    /// <summary>"journalSequence" as "journal sequence".</summary>
    private static string Words(string name)
    {
        StringBuilder words = new();
        foreach (char letter in name)
        {
            words.Append(char.IsUpper(letter) ? " " + char.ToLower(letter, CultureInfo.InvariantCulture) : letter.ToString());
        }

        return words.ToString();
    }

    private static string Text(byte[] ascii) => Printable.Of(ascii);
}
