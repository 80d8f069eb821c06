using System.ComponentModel;
using System.Diagnostics;
using Holdfast.HandOver;

namespace Holdfast.HsmdBridge;

/// <summary>
/// The answer to --version. lightningd asks each of its programs before it starts them and accepts exactly its own version, so the answer is
/// taken from a setting, or learned from the lightningd that asks: it is the parent process.
/// </summary>
internal static class NodeVersion
{
    private const int PatienceMs = 5000;

    /// <summary>The version without its newline; null when nobody could be asked.</summary>
    public static string? Find(HsmdSettings settings)
    {
        return settings.NodeVersion ?? Ask(ParentProgram()) ?? Ask("lightningd");
    }

    private static string? ParentProgram()
    {
        try
        {
            string? program = ProcessStat.Program(ProcessStat.OwnParent);

            // A shell or a test runner in between is not asked: only something that calls itself lightningd.
            return program != null && Path.GetFileName(program).StartsWith("lightningd", StringComparison.Ordinal) ? program : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static string? Ask(string? program)
    {
        if (program == null)
        {
            return null;
        }

        try
        {
            using Process? process = Process.Start(new ProcessStartInfo(program, "--version") { RedirectStandardOutput = true, RedirectStandardInput = true });
            if (process == null)
            {
                return null;
            }

            // A program that neither answers nor ends, or keeps its output open, must not keep the bridge.
            Task<string?> line = process.StandardOutput.ReadLineAsync();
            if (line.Wait(PatienceMs) && process.WaitForExit(PatienceMs))
            {
                return process.ExitCode == 0 ? line.Result : null;
            }

            process.Kill(entireProcessTree: true);
            return null;
        }
        catch (Exception gone) when (gone is Win32Exception or InvalidOperationException or AggregateException)
        {
            return null;
        }
    }
}
