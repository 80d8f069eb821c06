using Holdfast.DeviceLink;
using Holdfast.HandOver;
using Holdfast.HsmdBridge.Pumps;
using Holdfast.HsmdBridge.Towers;
using Holdfast.IntentLog;
using Holdfast.NodeRequests;

namespace Holdfast.HsmdBridge;

/// <summary>
/// What lightningd starts in place of its own hsmd. It passes fd 0, where status messages go, and fd 3, where requests come from; the program ends when fd 3
/// does.
/// </summary>
internal static class HsmdProgram
{
    private const int StatusDescriptor = 0;
    private const int RequestDescriptor = 3;

    /// <param name="inside">A signer that the program brings along; null: the settings name one.</param>
    /// <returns>The exit code: 0 when fd 3 ended, 1 when lightningd broke the protocol, 2 when it was not lightningd that started the program.</returns>
    public static int Run(string[] args, ISignerInside? inside)
    {
        if (args is ["--help" or "-h"])
        {
            Console.Out.Write(Help());
            return 0;
        }

        // A wrong setting is told to lightningd when it can print it: at init, not at --version.
        HsmdSettings settings = HsmdSettings.Read(Directory.GetCurrentDirectory(), Environment.GetEnvironmentVariable, inside?.Settings ?? []);

        if (args.Contains("--version"))
        {
            string? version = NodeVersion.Find(settings);
            if (version == null)
            {
                Console.Error.WriteLine("holdfast-hsmd: the version of lightningd is not known. Set HOLDFAST_NODE_VERSION to what `lightningd --version` prints.");
                return 2;
            }

            Console.Out.Write(version + "\n");
            return 0;
        }

        if (!UnixSocket.IsSocket(RequestDescriptor) || !UnixSocket.IsSocket(StatusDescriptor))
        {
            Console.Error.WriteLine("holdfast-hsmd is started by lightningd, with sockets as fd 0 and fd 3: lightningd --subdaemon=hsmd:" + Environment.ProcessPath);
            return 2;
        }

        // What a request carries, and the host's half of the key, must not lie in a core dump.
        if (!args.Contains("--developer"))
        {
            OwnProcess.KeepOutOfDumps();
        }

        DiagnosticPorts.Close();
        using UnixSocket requests = UnixSocket.Inherited(RequestDescriptor);
        using OwnProcess signals = OwnProcess.HandleSignals(requests.Shutdown);
        using StatusSocket status = new(UnixSocket.Inherited(StatusDescriptor), settings.LogLevel);
        try
        {
            using SignerSource source = SignerSource.Open(settings, status, inside);
            status.Log(StatusLevel.Info, "Holdfast " + Version + ": signer on " + source.Client.LineName);
            using TowerService? towers = TowerService.Open(source.Client, source.Session, settings, status);
            using ControlSocket? control = ControlSocket.Open(source.Session, towers, status);
            HeldRequests held = new(requests, status, source.Notices, settings.HoldMax);
            using WriteAhead writeAhead = new(source.Session, status, settings, source.HostHalf);
            using HsmdServer server = new(requests, status, source.Session, held, writeAhead, source.Client.Dispose);
            using BridgeMark? mark = Mark(status);
            return server.Run();
        }
        catch (Exception unusable) when (unusable is SettingException or IntentStoreException or SignerException)
        {
            status.Log(StatusLevel.Broken, unusable.Message);
            return UnusableSigner.Run(requests, unusable.Message);
        }
    }

    /// <summary>For people; lightningd never asks. --version belongs to lightningd, so the version of this program is here.</summary>
    private static string Help() => $"""
        holdfast-hsmd {Version}: stands in for Core Lightning's hsmd and asks a Holdfast device to sign.

        lightningd starts it:  lightningd --subdaemon=hsmd:{Environment.ProcessPath}
        Settings are in holdfast.conf in the node's network folder, or in the environment: HOLDFAST_SIGNER names the device's port.
        --version prints the version of the node that starts it, because lightningd compares it with its own.

        """;

    private static string Version => typeof(NodeSession).Assembly.GetName().Version!.ToString(3);

    private static BridgeMark? Mark(StatusSocket status)
    {
        try
        {
            return new BridgeMark(Directory.GetCurrentDirectory());
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            status.Log(StatusLevel.Broken, "Channels run in the node's own order, because the file for holdfast-channeld cannot be written: " + unwritable.Message);
            return null;
        }
    }
}
