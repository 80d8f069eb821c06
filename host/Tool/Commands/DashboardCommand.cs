using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace Holdfast.Tool.Commands;

/// <summary>
/// `holdfast dashboard`: starts holdfast-dashboard, which lies beside this program. The web server is a program of its own, so that a machine on which nobody wants the page needs
/// no ASP.NET Core.
/// </summary>
internal static class DashboardCommand
{
    private const string Program = "holdfast-dashboard";

    public static Command Create()
    {
        Option<DirectoryInfo?> node = new("--node") { Description = "The node's directory. The default is HOLDFAST_NODE, or .lightning/bitcoin in the home directory." };
        Option<ushort> port = new("--port") { Description = "The port on 127.0.0.1. The default is one that is free." };
        Command command = new("dashboard", "Serve a page about the node's signer to a browser on this computer. It changes nothing.") { node, port };
        command.SetAction(parsed => Run(parsed.GetValue(node)?.FullName ?? NodeSocket.DefaultFolder, parsed.GetValue(port), Interruption.EndsByItself()));
        return command;
    }

    private static int Run(string folder, ushort port, CancellationToken interrupted)
    {
        string path = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? Program + ".exe" : Program);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                $"{Program} is not beside this program ({AppContext.BaseDirectory}). A release has both; "
                + $"in a checkout, run `dotnet run --project host/Dashboard -- --node {folder}`.");
        }

        // The end of this program is the end of its input, however this program ends.
        ProcessStartInfo start = new(path)
        {
            RedirectStandardInput = true,
            ArgumentList = { "--node", folder, "--port", port.ToString(CultureInfo.InvariantCulture), "--until-input-ends" },
        };
        using Process page = Process.Start(start)!;
        using CancellationTokenRegistration end = interrupted.Register(page.StandardInput.Close);
        page.WaitForExit();
        return page.ExitCode;
    }
}
