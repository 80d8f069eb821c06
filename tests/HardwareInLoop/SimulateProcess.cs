using System.Diagnostics;

namespace Holdfast.HardwareInLoop;

/// <summary>
/// `holdfast simulate` as a process of its own: another machine, as far as the tests can tell. Its flash is an image file, its port a symbolic link, so
/// killing it is pulling the plug and starting it again is plugging it in.
/// </summary>
internal sealed class SimulateProcess : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "holdfast-loop-" + Guid.NewGuid().ToString("N"));
    private Process _process;

    public SimulateProcess()
    {
        Directory.CreateDirectory(_folder);
        _process = Start();
    }

    /// <summary>What HOLDFAST_PORT would be.</summary>
    public string Address => Path.Combine(_folder, "port");

    public int Cuts { get; private set; }

    /// <summary>Kills the process in the middle of whatever it does, and starts it again on the same flash.</summary>
    public void CutPower()
    {
        Kill();
        Cuts++;
        _process = Start();
    }

    public void Dispose()
    {
        Kill();
        Directory.Delete(_folder, recursive: true);
    }

    private Process Start()
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "holdfast.dll"), "simulate", "--image", Path.Combine(_folder, "flash"), "--link", Address, "--approve"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        Process process = Process.Start(start)!;
        string? address = process.StandardOutput.ReadLine();
        if (address != Address)
        {
            string error = process.StandardError.ReadToEnd();
            process.Dispose();
            throw new InvalidOperationException($"holdfast simulate said '{address}' instead of its address: {error}");
        }

        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }

    private void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
