using System.Runtime.CompilerServices;

namespace Holdfast.HandOver;

/// <summary>
/// The .NET runtime opens a diagnostics socket and a debugger pipe in the temporary folder of every process, and a killed process leaves them there.
/// Nobody shall look into this process through them, so their names are removed at the start. A native build has none.
/// </summary>
public static class DiagnosticPorts
{
    public static void Close()
    {
        if (!RuntimeFeature.IsDynamicCodeSupported)
        {
            return;
        }

        string[] patterns = ["dotnet-diagnostic-" + Environment.ProcessId + "-*", "clr-debug-pipe-" + Environment.ProcessId + "-*"];
        foreach (string pattern in patterns)
        {
            try
            {
                foreach (string path in Directory.EnumerateFiles(Path.GetTempPath(), pattern))
                {
                    File.Delete(path);
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // A leftover in the temporary folder is no reason not to sign.
            }
        }
    }
}
