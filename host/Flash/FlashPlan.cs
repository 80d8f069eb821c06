namespace Holdfast.Flash;

/// <summary>A program and its arguments; printed as a person would type it.</summary>
public sealed record Command(string Program, params string[] Arguments)
{
    public override string ToString() => string.Join(" ", Arguments.Prepend(Program).Select(Quote));

    private static string Quote(string argument) => argument.Length > 0 && argument.All(c => char.IsLetterOrDigit(c) || "-_./:=\\+~,@%".Contains(c)) ? argument : $"\"{argument}\"";
}

/// <summary>One thing that flashing does: what it is for, and how.</summary>
/// <param name="Commands">Empty for a step that this program does itself.</param>
public sealed record FlashStep(FlashStepKind Kind, string Says, params Command[] Commands);

public enum FlashStepKind
{
    RestoreTools,
    RestorePackages,
    Build,
    AssembleImage,
    WriteRuntime,
    WriteApplication,
    ReadBack,
}

/// <summary>Everything that will happen for a board, in order. A dry run prints exactly this; a real run does exactly this.</summary>
public sealed class FlashPlan
{
    private const string DeviceProject = "firmware/Device/Device.nfproj";

    private FlashPlan(Board board, string image, IReadOnlyList<FlashStep> steps)
    {
        Board = board;
        ImagePath = image;
        Steps = steps;
    }

    public Board Board { get; }

    /// <summary>Where nanoFramework's build leaves the .pe files of the application and its libraries, relative to the checkout.</summary>
    public static string PeFolder => "artifacts/nano/bin/Device/Release";

    /// <summary>The deployment image, relative to the checkout.</summary>
    public string ImagePath { get; }

    public IReadOnlyList<FlashStep> Steps { get; }

    /// <param name="port">Serial port that leads to the chip's boot loader.</param>
    /// <param name="linkPort">Serial port of the signer link, once the application runs; often another one.</param>
    public static FlashPlan For(Board board, string port, string linkPort, Tools tools, bool readBack)
    {
        string image = $"artifacts/nano/{board.Folder}.bin";
        List<string> build =
        [
            DeviceProject, "-p:Configuration=Release", "-p:Board=" + board.Folder, "-p:GeneratorTable=" + board.GeneratorTable,
            "-p:NanoFrameworkProjectSystemPath=" + tools.ProjectSystem, "-v:minimal",
        ];
        if (tools.Compiler is not null)
        {
            build.AddRange(["-p:CscToolPath=" + tools.Compiler, "-p:CscToolExe=csc"]);
        }

        List<FlashStep> steps =
        [
            new(FlashStepKind.RestoreTools, "Restore nanoff, the program that writes to the chip", new Command("dotnet", "tool", "restore")),
            new(FlashStepKind.RestorePackages, "Restore nanoFramework's libraries",
                new Command(tools.NuGet, "restore", "firmware/Device/packages.config", "-PackagesDirectory", "packages", "-NonInteractive")),
            new(FlashStepKind.Build, $"Build the firmware for {board.Folder}", new Command(tools.MSBuild, [.. build])),
            new(FlashStepKind.AssembleImage, $"Put all assemblies from {PeFolder} into {image}"),
            new(FlashStepKind.WriteRuntime, $"Write the runtime {board.RuntimeTarget} {board.RuntimeVersion}; the signer's stored data is kept",
                new Command("dotnet", "nanoff", "--update", "--target", board.RuntimeTarget, "--fwversion", board.RuntimeVersion, "--serialport", port)),
            new(FlashStepKind.WriteApplication, "Write the application",
                new Command("dotnet", "nanoff", "--target", board.RuntimeTarget, "--serialport", port, "--deploy", "--image", image)),
        ];
        if (readBack)
        {
            steps.Add(new FlashStep(FlashStepKind.ReadBack, $"Ask the signer on {linkPort} at {board.LinkBaud} baud for its version and board"));
        }

        return new FlashPlan(board, image, steps);
    }
}
