using System.CommandLine;
using Holdfast.Flash;
using Command = System.CommandLine.Command;

namespace Holdfast.Tool.Commands;

/// <summary>`holdfast flash`: from this checkout to the image in a board's chip; flash.ps1 is its front door. --dry-run prints the exact commands.</summary>
internal static class FlashCommand
{
    public static Command Create()
    {
        Option<string> board = new("--board") { Description = "A folder of boards/.", Required = true };
        Option<string> port = new("--port") { Description = "Serial port of the chip's boot loader.", Required = true };
        Option<string?> linkPort = new("--link-port") { Description = "Serial port of the signer link, if it is not the same as --port." };
        Option<bool> verify = new("--verify") { Description = "Ask the running signer for its version and board afterwards." };
        Option<bool> dryRun = new("--dry-run") { Description = "Print the commands and change nothing." };
        Option<DirectoryInfo?> repository = new("--repository") { Description = "Root of the checkout. The default is the checkout that contains the current folder." };
        Command command = new("flash", "Build the firmware for a board and write it to the chip.") { board, port, linkPort, verify, dryRun, repository };
        command.SetAction(parsed =>
        {
            string? root = parsed.GetValue(repository)?.FullName ?? FindRepository();
            if (root == null)
            {
                Console.Error.WriteLine("holdfast flash: no checkout was found here; run the command inside the checkout, or name its root with --repository");
                return 2;
            }

            FlashOptions options = new(
                root, parsed.GetRequiredValue(board), parsed.GetRequiredValue(port), parsed.GetValue(linkPort), parsed.GetValue(verify), parsed.GetValue(dryRun));
            return new Flasher(new ThisMachine(), Console.Out).Run(options);
        });
        return command;
    }

    internal static string? FindRepository()
    {
        DirectoryInfo? folder = new(Environment.CurrentDirectory);
        while (folder != null && !File.Exists(Path.Combine(folder.FullName, "Firmware.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }
}
