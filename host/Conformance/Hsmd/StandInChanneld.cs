namespace Holdfast.Conformance.Hsmd;

/// <summary>
/// What holdfast-channeld becomes in the kit instead of the node's own channeld: a program that gives descriptors 3 and 4 back over descriptor 0 and ends.
/// The kit then speaks on them as channeld does.
/// </summary>
public sealed record StandInChanneld
{
    /// <summary>The only argument of the program.</summary>
    public const string Argument = "stand-in-channeld";

    private const int Status = 0;
    private const int Peer = 3;
    private const int Hsm = 4;

    /// <summary>The executable.</summary>
    public required string Path { get; init; }

    /// <summary>Before <see cref="Argument"/>: what a program that runs other programs needs to find this one.</summary>
    public string[] Arguments { get; init; } = [];

    /// <summary>The program that runs now, which must call <see cref="Run"/> when its argument says so.</summary>
    /// <exception cref="IOException">Nobody knows where it is.</exception>
    public static StandInChanneld OfThisProgram()
    {
        string path = Environment.ProcessPath ?? throw new IOException("the program that runs has no path");
        bool isHost = System.IO.Path.GetFileNameWithoutExtension(path) == "dotnet";
        return new StandInChanneld { Path = path, Arguments = isHost ? [System.IO.Path.GetFullPath(Environment.GetCommandLineArgs()[0])] : [] };
    }

    /// <summary>The whole life of the stand-in.</summary>
    /// <returns>The exit code.</returns>
    public static int Run()
    {
        HsmdSocket status = new(Status);
        status.SendDescriptor(new HsmdSocket(Peer));
        status.SendDescriptor(new HsmdSocket(Hsm));
        return 0;
    }
}
