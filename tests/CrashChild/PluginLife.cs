using System.Diagnostics;
using Holdfast.Plugin;

namespace Holdfast.CrashChild;

/// <summary>holdfast-plugin with a death of its own: SIGKILL, without a chance to tidy up.</summary>
internal static class PluginLife
{
    /// <summary>The file in the node's directory that says where it died.</summary>
    private const string Marker = "killed-at";

    public static async Task<int> RunAsync(int killAt)
    {
        int passed = 0;
        using Stream input = Console.OpenStandardInput();
        using Stream output = Console.OpenStandardOutput();
        PluginServer server = new(new JsonStream(input, output), NodeConfiguration.OfParent(), (settings, node, notify) => new Guardian(settings, node, notify))
        {
            Passing = what =>
            {
                // Forgetting what is old belongs to no payment.
                if (!what.EndsWith("pruned", StringComparison.Ordinal) && Interlocked.Increment(ref passed) == killAt)
                {
                    File.WriteAllText(Marker, what);
                    using Process self = Process.GetCurrentProcess();
                    self.Kill();
                    Thread.Sleep(Timeout.Infinite);
                }
            },
        };
        await server.RunAsync(CancellationToken.None);
        return 0;
    }
}
