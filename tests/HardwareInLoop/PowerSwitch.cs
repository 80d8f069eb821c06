using System.Diagnostics;

namespace Holdfast.HardwareInLoop;

/// <summary>
/// The command that cuts a board's power and gives it back (HOLDFAST_POWER_CMD, say a switchable USB hub), or resets it (HOLDFAST_RESET_CMD). It must
/// end when the power is back; it is run by the shell.
/// </summary>
internal static class PowerSwitch
{
    /// <summary>Null when neither variable is set. With both, they take turns.</summary>
    public static Action? FromEnvironment()
    {
        string[] commands =
        [
            .. new[] { "HOLDFAST_POWER_CMD", "HOLDFAST_RESET_CMD" }
                .Select(name => Environment.GetEnvironmentVariable(name) ?? "").Where(command => command.Length > 0),
        ];
        int next = 0;
        return commands.Length == 0 ? null : () => Run(commands[next++ % commands.Length]);
    }

    private static void Run(string command)
    {
        ProcessStartInfo start = OperatingSystem.IsWindows() ? new("cmd.exe", ["/c", command]) : new("/bin/sh", ["-c", command]);
        start.RedirectStandardError = true;
        using Process process = Process.Start(start)!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, $"'{command}' failed: {error}");
    }
}
