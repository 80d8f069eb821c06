// holdfast-hsmd: what lightningd starts in place of its own hsmd (--subdaemon=hsmd:/path/to/holdfast-hsmd). README.md beside this file is for
// node runners.
//
// lightningd gives it fd 0, where status messages go, and fd 3, where requests come from; it ends when fd 3 does. Exit codes: 0 that end,
// 1 lightningd broke the protocol, 2 not started by lightningd.

using Holdfast.Bridge;
using Holdfast.DeviceLink;
using Holdfast.HandOver;
using Holdfast.HsmdBridge;
using Holdfast.HsmdBridge.Pumps;
using Holdfast.IntentLog;

const int StatusDescriptor = 0;
const int RequestDescriptor = 3;

// A wrong setting is told to lightningd when it can print it: at init, not at --version.
HsmdSettings settings = HsmdSettings.Read(Directory.GetCurrentDirectory(), Environment.GetEnvironmentVariable);

if (args.Contains("--version"))
{
    string? version = NodeVersion.Find(settings);
    if (version == null)
    {
        Console.Error.WriteLine("holdfast-hsmd: which lightningd? Set HOLDFAST_NODE_VERSION to what `lightningd --version` prints.");
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
    using SignerSource source = SignerSource.Open(settings, status);
    status.Log(StatusLevel.Info, "Holdfast " + typeof(NodeSession).Assembly.GetName().Version!.ToString(3) + ": signer on " + source.Client.LineName);
    using ControlSocket? control = ControlSocket.Open(source.Session, status);
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

static BridgeMark? Mark(StatusSocket status)
{
    try
    {
        return new BridgeMark(Directory.GetCurrentDirectory());
    }
    catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
    {
        status.Log(StatusLevel.Broken, "Channels run in the node's own order, because holdfast-channeld cannot be told who we are: " + unwritable.Message);
        return null;
    }
}
