using System.Globalization;
using System.Runtime.InteropServices;
using Holdfast.Dashboard.Pictures;

namespace Holdfast.Dashboard;

/// <summary>From the arguments to the exit code: 0 when it was ended, 2 when an argument or the port cannot be used.</summary>
internal static class DashboardProgram
{
    private const string Help = """
        holdfast-dashboard: a page about a node's Holdfast signer, on this computer only. It changes nothing.

          --node FOLDER   the node's network directory; default: HOLDFAST_NODE, or .lightning/bitcoin in the home directory
          --port NUMBER   the port; default: one that is free
          --until-input-ends   end when standard input ends, as `holdfast dashboard` wants it
          --help, --version

        It prints the page's address, which is the only key to it, and serves until it is interrupted. From another computer, use a tunnel with the same port at both ends:
          ssh -L PORT:127.0.0.1:PORT NODE

        """;

    public static async Task<int> RunAsync(string[] args)
    {
        string folder = Environment.GetEnvironmentVariable("HOLDFAST_NODE") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".lightning", "bitcoin");
        int port = 0;
        bool endsWithInput = false;
        for (int i = 0; i < args.Length; i++)
        {
            string? value = i + 1 < args.Length ? args[i + 1] : null;
            switch (args[i])
            {
                case "--help" or "-h":
                    Console.Out.Write(Help);
                    return 0;
                case "--version":
                    Console.Out.WriteLine(typeof(DashboardProgram).Assembly.GetName().Version!.ToString(3));
                    return 0;
                case "--until-input-ends":
                    endsWithInput = true;
                    break;
                case "--node" when value is { Length: > 0 }:
                    folder = value;
                    i++;
                    break;
                case "--port" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= 65_535:
                    i++;
                    break;
                default:
                    Console.Error.WriteLine($"holdfast-dashboard: '{args[i]}' is unknown, or what follows it cannot be used. --help lists the options.");
                    return 2;
            }
        }

        return await ServeAsync(folder, port, endsWithInput);
    }

    private static async Task<int> ServeAsync(string folder, int port, bool endsWithInput)
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        try
        {
            NodeFolder source = new(folder, Environment.GetEnvironmentVariable, TimeProvider.System);
            await using DashboardServer server = await DashboardServer.StartAsync(source, new DashboardSettings { Port = port });
            Console.Out.WriteLine(server.Address);
            Console.Error.WriteLine("Open this address in a browser on this computer. Whoever has it can read the page until this program ends (Ctrl-C).");
            if (endsWithInput)
            {
                _ = Task.Run(() =>
                {
                    while (Console.In.Read() >= 0)
                    {
                    }

                    ended.TrySetResult();
                });
            }

            await ended.Task;
            return 0;
        }
        catch (Exception unusable) when (unusable is IOException or System.Net.Sockets.SocketException or ArgumentException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine("holdfast-dashboard: " + unusable.Message);
            return 2;
        }

        void End(PosixSignalContext context)
        {
            context.Cancel = true;
            ended.TrySetResult();
        }
    }
}
