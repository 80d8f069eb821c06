using System.Diagnostics;

namespace Holdfast.HostUnit.Tool;

/// <summary>`holdfast simulate` until the end of the test.</summary>
internal sealed class SimulateProcess : IDisposable
{
    private readonly Process _process;

    public SimulateProcess(params string[] arguments)
    {
        _process = CommandLine.Start(["simulate", .. arguments]);
        _process.StandardInput.Close();
        Address = _process.StandardOutput.ReadLine()!;
        _process.BeginErrorReadLine();
    }

    public string Address { get; }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
