using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Holdfast.Doctor.Installation;

/// <summary>The computer that this program runs on.</summary>
public sealed partial class ThisComputer : IInstalledMachine
{
    private const int PatienceMs = 10_000;

    public string Root => "/";

    public string? VersionOf(string program) => Output(program, "--help") is string text && Version().Match(text) is { Success: true } match ? match.Value : null;

    public string? GroupOf(string file) => Output("stat", "-L", "-c", "%G", file)?.Trim();

    /// <summary>What a program prints; null when it does not start or ends with an error.</summary>
    private static string? Output(string program, params string[] arguments)
    {
        try
        {
            ProcessStartInfo start = new(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            if (!process.WaitForExit(PatienceMs))
            {
                process.Kill();
                return null;
            }

            return process.ExitCode == 0 ? output.Result : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\d+\.\d+\.\d+")]
    private static partial Regex Version();
}
