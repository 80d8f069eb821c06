using System.CommandLine;
using System.Net.Sockets;
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
        Option<string?> image = new("--image") { Description = "File with the simulated flash, created if it does not exist. Without it the device forgets everything." };
        Option<string?> link = new("--link") { Description = "Create this symbolic link to the pseudo terminal, so that the address does not change." };
        Option<int?> tcp = new("--tcp") { Description = "Listen on this loopback TCP port instead of a pseudo terminal; 0 chooses a free port." };
        NumberBounds.Add(tcp, 0, 65535, "a TCP port is a number from 0 to 65535");
        Option<bool> approve = new("--approve") { Description = "Answer every question with the owner's button. Without this option, you answer at the terminal." };
        Option<string?> board = new("--board")
        {
            Description = "Answer as slowly as this board would (estimated, see tests/Cost): " + string.Join(", ", BoardSpeed.All.Select(speed => speed.Name)) + ".",
        };
        board.AcceptOnlyFromAmong([.. BoardSpeed.All.Select(speed => speed.Name)]);
        Option<bool> screen = new("--screen")
        {
            Description = "Simulate a board with a panel and draw it here. The keys are the buttons: y is GPIO0, Y holds it for five seconds, n is GPIO35.",
        };
        Option<string?> png = new("--screen-png") { Description = "Simulate a board with a panel and write what it shows to this PNG file, again after each change." };
        Command command = new("simulate", "Run a simulated signer that any host program can talk to.") { image, link, tcp, approve, board, screen, png };
        command.SetAction((parsed, _) => Run(parsed.GetValue(image), parsed.GetValue(link), parsed.GetValue(tcp), parsed.GetValue(approve), parsed.GetValue(board),
            parsed.GetValue(screen), parsed.GetValue(png)));
        return command;
    }

    private static async Task<int> Run(string? image, string? link, int? tcp, bool isApproved, string? board, bool isDrawn, string? png)
    {
        CancellationToken cancellation = Interruption.EndsByItself();
        using ImageLock? held = image == null ? null : ImageLock.Take(image);
        SimulatedStorage storage = image == null ? new SimulatedStorage() : SimulatedStorage.OnFile(image);
        SimulatedScreen? screen = isDrawn || png != null ? PanelView.Open(isApproved, isDrawn, png, cancellation) : null;
        SimulatedDevice device = new(storage, new SimulatedDeviceSettings { Pace = BoardSpeed.All.FirstOrDefault(speed => speed.Name == board), Screen = screen });
        device.Button.Presses = question => isApproved || AskAtTerminal(question, "y", cancellation);
        device.Button.Holds = question => isApproved || AskAtTerminal(question, "erase", cancellation);

        ITransport line;
        string address;
        if (tcp is int port)
        {
            TcpListenerTransport listener = Listen(port);
            line = listener;
            address = $"tcp:127.0.0.1:{listener.Port}";
        }
        else
        {
            PtyPair pty = new();
            line = pty;
            address = pty.SlavePath;
            if (link != null)
            {
                Link(link, pty.SlavePath);
                address = link;
            }
        }

        using DeviceServer server = new(device, line);
        Console.WriteLine(address);
        Console.Error.WriteLine("simulated signer: use it only for test money, its keys are in a file or in memory. Press Ctrl+C to cut its power.");
        if (!isApproved && screen == null)
        {
            Console.Error.WriteLine("On a board, the question that you answer here is shown only by a light. " + BlindApproval.Warning);
        }

        try
        {
            while (server.Failure == null && storage.Trouble == null)
            {
                await Task.Delay(100, cancellation);
            }

            Console.Error.WriteLine("holdfast simulate: " + (storage.Trouble == null ? server.Failure!.Message
                : $"{image} cannot be written: {storage.Trouble}. The signer has lost its power, and goes on from what the file holds when it is started again"));
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
        finally
        {
            if (link != null && address == link && IsLink(link))
            {
                File.Delete(link);
            }
        }
    }

    /// <exception cref="IOException">The port is taken, or the system does not give it.</exception>
    private static TcpListenerTransport Listen(int port)
    {
        try
        {
            return new TcpListenerTransport(port);
        }
        catch (SocketException failure)
        {
            throw new IOException($"cannot listen on 127.0.0.1:{port}: {failure.Message}; choose another port, or 0 for a free one", failure);
        }
    }

    /// <summary>Only a symbolic link gives way to the new one; a file or a folder of that name is somebody's.</summary>
    private static void Link(string link, string target)
    {
        if (IsLink(link))
        {
            File.Delete(link);
        }
        else if (File.Exists(link) || Directory.Exists(link))
        {
            throw new IOException($"{link} exists and is not a symbolic link; it was not changed. Choose another name");
        }

        File.CreateSymbolicLink(link, target);
    }

    private static bool IsLink(string path) => new FileInfo(path).LinkTarget != null;

    private static bool AskAtTerminal(string question, string yes, CancellationToken cancellation)
    {
        if (Console.IsInputRedirected)
        {
            Console.Error.WriteLine($"the signer asks: {question} (nobody is there to press the button)");
            return false;
        }

        Console.Error.Write($"the signer asks: {question} [{yes}/N] ");
        try
        {
            return string.Equals(Task.Run(Console.ReadLine, CancellationToken.None).WaitAsync(cancellation).GetAwaiter().GetResult(), yes, StringComparison.OrdinalIgnoreCase);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
