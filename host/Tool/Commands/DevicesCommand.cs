using System.CommandLine;
using System.Text.Json.Nodes;
using Holdfast.DeviceLink;
using Spectre.Console;

namespace Holdfast.Tool.Commands;

/// <summary>`holdfast devices [--json]`: which port is the signer? Asks all at once; exit code 1 when none answered.</summary>
internal static class DevicesCommand
{
    private const int SecondsMax = 60;

    public static Command Create()
    {
        Option<string[]> ports = new("--port") { Description = "Ask only this port; may be repeated. Default: every serial adapter and board on USB, and HOLDFAST_SIGNER." };
        Option<int> seconds = new("--seconds")
        {
            Description = "How long each port gets to answer. A board that starts when its port is opened may need 5.",
            DefaultValueFactory = _ => 1,
        };
        NumberBounds.Add(seconds, 1, SecondsMax, $"--seconds is a number from 1 to {SecondsMax}");
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Command command = new("devices", "Find the signer: ask every port at once, and say what answered and what did not.") { ports, seconds, json };
        command.SetAction(parsed =>
        {
            IReadOnlyList<string> asked = parsed.GetValue(ports) is { Length: > 0 } named ? named : Plausible();
            IReadOnlyList<PortFinding> found = PortSurvey.Of(asked, parsed.GetValue(seconds) * 1000, TimeProvider.System);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(Describe(found).ToJsonString());
            }
            else
            {
                Print(found);
            }

            return found.Any(one => one.Device != null) ? 0 : 1;
        });
        return command;
    }

    private static List<string> Plausible()
    {
        List<string> ports = [.. SerialPorts.Find()];
        if (Environment.GetEnvironmentVariable("HOLDFAST_SIGNER") is { Length: > 0 } named && !ports.Contains(named))
        {
            ports.Add(named);
        }

        return ports;
    }

    private static JsonObject Describe(IReadOnlyList<PortFinding> found) => new()
    {
        ["devices"] = new JsonArray([.. found.Where(one => one.Device != null).Select(one => (JsonNode)new JsonObject
        {
            ["port"] = one.Port,
            ["board"] = Printable.Of(one.Device!.Board),
            ["firmwareVersion"] = Printable.Of(one.Device.FirmwareVersion),
            ["state"] = one.Device.State.ToString(),
            ["sentence"] = Printable.Of(one.Device.Sentence),
        })]),
        ["others"] = new JsonArray([.. found.Where(one => one.Device == null).Select(one => (JsonNode)new JsonObject { ["port"] = one.Port, ["trouble"] = one.Trouble })]),
    };

    private static void Print(IReadOnlyList<PortFinding> found)
    {
        if (found.Count == 0)
        {
            Console.Error.WriteLine("holdfast devices: this computer has no serial port on USB. Is the cable one for data, and is the driver of the adapter loaded (dmesg)?");
            return;
        }

        Table table = new Table().RoundedBorder().AddColumns("port", "board", "firmware", "state");
        foreach (PortFinding one in found.Where(one => one.Device != null))
        {
            string[] cells = [one.Port, Printable.Of(one.Device!.Board), Printable.Of(one.Device.FirmwareVersion), one.Device.State.ToString()];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        if (table.Rows.Count > 0)
        {
            Screen.Create().Write(table);
            Console.WriteLine("Nothing proves yet who answered; a command with the host's half does. Name the port with --signer or HOLDFAST_SIGNER.");
        }

        foreach (PortFinding one in found.Where(one => one.Device == null))
        {
            Console.Error.WriteLine(one.Trouble.Contains(one.Port, StringComparison.Ordinal) ? one.Trouble : $"{one.Port}: {one.Trouble}");
        }

        if (table.Rows.Count == 0)
        {
            Console.Error.WriteLine("holdfast devices: no signer answered. boards/README.md says which connector of each board is the link.");
        }
    }
}
