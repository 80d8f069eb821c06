using System.Diagnostics;

namespace Holdfast.HostUnit;

/// <summary>Starts tests/CrashChild and kills it, without a chance to tidy up, right after a line of its output.</summary>
internal sealed class CrashChildProcess : IDisposable
{
    private readonly Process _process;

    private CrashChildProcess(Process process)
    {
        _process = process;
    }

    public static CrashChildProcess Start(params string[] arguments) =>
        StartProgram("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Holdfast.CrashChild.dll"), .. arguments]);

    public static CrashChildProcess StartProgram(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        return new CrashChildProcess(Process.Start(start)!);
    }

    /// <summary>The next line, or null when the child is gone.</summary>
    public string? ReadLine() => _process.StandardOutput.ReadLine();

    /// <summary>SIGKILL; then whatever it had already said.</summary>
    public IReadOnlyList<string> Kill()
    {
        _process.Kill();
        _process.WaitForExit();
        return _process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public int WaitForExit()
    {
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
