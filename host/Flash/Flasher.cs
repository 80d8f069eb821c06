using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Holdfast.DeviceLink;
using Holdfast.Protocol;

namespace Holdfast.Flash;

/// <summary>What a person asked for.</summary>
/// <param name="Repository">Root of the checkout.</param>
/// <param name="Port">Serial port that leads to the chip's boot loader.</param>
/// <param name="LinkPort">Serial port of the signer link; null when it is the same.</param>
/// <param name="ReadBack">Ask the running signer for its version and board afterwards.</param>
/// <param name="DryRun">Print the exact commands and change nothing.</param>
public sealed record FlashOptions(string Repository, string Board, string Port, string? LinkPort, bool ReadBack, bool DryRun);

/// <summary>
/// `holdfast flash`: carries a <see cref="FlashPlan"/> out, saying before every step what it does. Nothing is written to the chip before the
/// image is complete and known to fit; the first command that fails ends it.
/// </summary>
public sealed class Flasher(IMachine machine, TextWriter output)
{
    /// <returns>0 when everything held; 1 when something did not, and the output says what.</returns>
    public int Run(FlashOptions options)
    {
        try
        {
            Board board = Board.Load(options.Repository, options.Board);
            (Tools tools, IReadOnlyList<string> missing) = Tools.Find(machine);
            if (options.ReadBack && options.LinkPort == null && board.HasOwnLinkPort)
            {
                throw new FlashException(
                    $"The signer of this board answers on {board.LinkThrough}, not on {options.Port}. Name that port with --link-port, or leave --verify away.");
            }

            FlashPlan plan = FlashPlan.For(board, options.Port, options.LinkPort ?? options.Port, tools, options.ReadBack);
            Describe(board);
            if (missing.Count > 0)
            {
                output.WriteLine(options.DryRun ? "Missing on this computer; without --dry-run the command would stop here:" : "Missing:");
                foreach (string tool in missing)
                {
                    output.WriteLine("  - " + tool);
                }

                output.WriteLine();
                if (!options.DryRun)
                {
                    return 1;
                }
            }

            for (int i = 0; i < plan.Steps.Count; i++)
            {
                Carry(plan, plan.Steps[i], $"{i + 1}/{plan.Steps.Count}", options);
            }

            SayWhatIsNext(board, options);
            return 0;
        }
        catch (FlashException stop)
        {
            output.WriteLine();
            output.WriteLine("Stopped: " + stop.Message);
            return 1;
        }
    }

    private void Describe(Board board)
    {
        output.WriteLine($"{board.Folder}: {board.Name}, {board.Chip} at {board.CpuMegahertz} MHz");
        output.WriteLine($"  write through  {board.WriteThrough}");
        output.WriteLine($"  signer link    {board.LinkThrough} ({board.LinkPort}, {board.LinkBaud} baud)");
        output.WriteLine($"  before start   {board.BeforeStart}");
        output.WriteLine();
    }

    private void Carry(FlashPlan plan, FlashStep step, string count, FlashOptions options)
    {
        output.WriteLine($"[{count}] {step.Says}");
        foreach (Command command in step.Commands)
        {
            output.WriteLine("      " + command);
        }

        if (options.DryRun)
        {
            return;
        }

        switch (step.Kind)
        {
            case FlashStepKind.AssembleImage:
                Assemble(plan, options.Repository);
                break;
            case FlashStepKind.ReadBack:
                ReadBack(plan.Board, options.LinkPort ?? options.Port);
                break;
            default:
                foreach (Command command in step.Commands)
                {
                    Execute(command, options.Repository);
                }

                break;
        }
    }

    private void Assemble(FlashPlan plan, string repository)
    {
        DeploymentImage image = DeploymentImage.Assemble(Path.Combine(repository, FlashPlan.PeFolder), plan.Board.DeployBytes);
        foreach (ImagePart part in image.Parts)
        {
            output.WriteLine($"      {part.Offset,8:x6} {part.Bytes,8:N0}  {part.Sha256}  {part.Name}");
        }

        File.WriteAllBytes(Path.Combine(repository, plan.ImagePath), image.Bytes);
        output.WriteLine($"      {image.Bytes.Length:N0} of {plan.Board.DeployBytes:N0} bytes, SHA-256 {image.Sha256}");
    }

    private static void Execute(Command command, string repository)
    {
        ProcessStartInfo start = new(command.Program, command.Arguments) { WorkingDirectory = repository };
        int code;
        try
        {
            using Process process = Process.Start(start) ?? throw new FlashException($"{command.Program} did not start.");
            process.WaitForExit();
            code = process.ExitCode;
        }
        catch (Win32Exception notThere)
        {
            throw new FlashException($"{command.Program} did not start: {notThere.Message}");
        }

        if (code != 0)
        {
            throw new FlashException($"{command.Program} ended with code {code}. Its messages are above. The steps after it were not run.");
        }
    }

    private void ReadBack(Board board, string port)
    {
        SignerClientSettings settings = new() { SilenceMsMax = 10_000, ReopensMax = 3 };
        try
        {
            using SignerClient client = new(TransportAddress.Parse($"{port},{board.LinkBaud}"), settings);
            HelloReply device = client.Connect();
            output.WriteLine($"      firmware {Encoding.ASCII.GetString(device.FirmwareVersion)} on {Encoding.ASCII.GetString(device.Board)}, {device.State}");
            if (Encoding.ASCII.GetString(device.Board) != board.Folder)
            {
                throw new FlashException(
                    $"The signer on {port} reports {Encoding.ASCII.GetString(device.Board)}, not {board.Folder}: it is another board, or writing failed.");
            }
        }
        catch (Exception silent) when (silent is SignerException or LinkLostException or IOException or PlatformNotSupportedException
            or FormatException or UnauthorizedAccessException)
        {
            throw new FlashException($"The signer did not answer on {port}: {silent.Message} {board.BeforeStart}");
        }
    }

    private void SayWhatIsNext(Board board, FlashOptions options)
    {
        bool isKnown = options.LinkPort != null || !board.HasOwnLinkPort;
        string link = isKnown ? $"{options.LinkPort ?? options.Port},{board.LinkBaud}" : $"LINK_PORT,{board.LinkBaud}";
        output.WriteLine();
        output.WriteLine(options.DryRun ? "Dry run: nothing was changed. Afterwards:" : "Done. Next:");
        output.WriteLine($"  1. {board.BeforeStart}");
        if (!isKnown)
        {
            output.WriteLine($"     LINK_PORT is the port of {board.LinkThrough}; it is not {options.Port}. `holdfast devices` finds it.");
        }

        output.WriteLine($"  2. holdfast status --signer {link}      show what the device reports");
        output.WriteLine($"  3. holdfast init --signer {link}        create its seed, once; firmware/README.md says what protects it");
    }
}
