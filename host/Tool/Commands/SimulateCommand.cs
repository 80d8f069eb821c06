using System.CommandLine;
using Holdfast.DeviceLink;
using Holdfast.SimulatedSigner;

namespace Holdfast.Tool.Commands;

/// <summary>
/// `holdfast simulate`: a simulated signer behind a pseudo terminal or a TCP port, until it is interrupted. The first line on standard output is the address
/// that other commands take as --signer. Flash lives in an image file when one is named, so the next run is the same device after a power cut.
/// </summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        Option<string?> image = new("--image") { Description = "File that holds the simulated flash; created when missing. Without it the device forgets everything." };
        Option<string?> link = new("--link") { Description = "Make this symbolic link to the pseudo terminal, for a fixed address." };
        Option<int?> tcp = new("--tcp") { Description = "Listen on this loopback TCP port instead of a pseudo terminal." };
        Option<bool> approve = new("--approve") { Description = "Press the owner's button for every question; without it a person answers at the terminal." };
        Option<string?> board = new("--board")
        {
            Description = "Answer at the pace of this board (estimated, see tests/Cost): " + string.Join(", ", BoardSpeed.All.Select(speed => speed.Name)) + ".",
        };
        board.AcceptOnlyFromAmong([.. BoardSpeed.All.Select(speed => speed.Name)]);
        Command command = new("simulate", "Run a simulated signer that any host program can talk to.") { image, link, tcp, approve, board };
        command.SetAction((parsed, cancellation) =>
            Run(parsed.GetValue(image), parsed.GetValue(link), parsed.GetValue(tcp), parsed.GetValue(approve), parsed.GetValue(board), cancellation));
        return command;
    }

    private static async Task<int> Run(string? image, string? link, int? tcp, bool isApproved, string? board, CancellationToken cancellation)
    {
        SimulatedStorage storage = image == null ? new SimulatedStorage() : SimulatedStorage.OnFile(image);
        SimulatedDevice device = new(storage, new SimulatedDeviceSettings { Pace = BoardSpeed.All.FirstOrDefault(speed => speed.Name == board) });
        device.Button.Presses = question => isApproved || AskAtTerminal(question, "y");
        device.Button.Holds = question => isApproved || AskAtTerminal(question, "erase");

        ITransport line;
        string address;
        if (tcp is int port)
        {
            line = new TcpListenerTransport(port);
            address = $"tcp:127.0.0.1:{port}";
        }
        else
        {
            PtyPair pty = new();
            line = pty;
            address = pty.SlavePath;
            if (link != null)
            {
                File.Delete(link);
                File.CreateSymbolicLink(link, pty.SlavePath);
                address = link;
            }
        }

        using DeviceServer server = new(device, line);
        Console.WriteLine(address);
        Console.Error.WriteLine("simulated signer: keys here protect nothing but test money; interrupt to cut its power");
        if (!isApproved)
        {
            Console.Error.WriteLine("On a board the question that you answer here is only a light. " + BlindApproval.Warning);
        }

        try
        {
            while (server.Failure == null)
            {
                await Task.Delay(100, cancellation);
            }

            Console.Error.WriteLine("holdfast simulate: " + server.Failure.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
        finally
        {
            if (link != null)
            {
                File.Delete(link);
            }
        }
    }

    private static bool AskAtTerminal(string question, string yes)
    {
        if (Console.IsInputRedirected)
        {
            Console.Error.WriteLine($"the signer asks: {question} (nobody is there to press the button)");
            return false;
        }

        Console.Error.Write($"the signer asks: {question} [{yes}/N] ");
        return string.Equals(Console.ReadLine(), yes, StringComparison.OrdinalIgnoreCase);
    }
}
