// holdfast-hsmd: what lightningd starts in place of its own hsmd (--subdaemon=hsmd:/path/to/holdfast-hsmd). README.md beside this file is for
// node runners.
//
// lightningd gives it fd 0, where status messages go, and fd 3, where requests come from; it ends when fd 3 does. Exit codes: 0 that end,
// 1 lightningd broke the protocol, 2 not started by lightningd.

using System.Runtime.InteropServices;
using Holdfast.Bridge;
using Holdfast.DeviceLink;
using Holdfast.HsmdBridge;
using Holdfast.IntentLog;

const int StatusDescriptor = 0;
const int RequestDescriptor = 3;
const PosixSignal ToggleIoLogging = (PosixSignal)10; // SIGUSR1

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

// lightningd's own switch for its daemons; its default would end this process.
using PosixSignalRegistration ignored = PosixSignalRegistration.Create(ToggleIoLogging, context => context.Cancel = true);
using UnixSocket requests = UnixSocket.Inherited(RequestDescriptor);
using StatusSocket status = new(UnixSocket.Inherited(StatusDescriptor), settings.LogLevel);
try
{
    using SignerSource source = SignerSource.Open(settings, status);
    status.Log(StatusLevel.Info, "Holdfast " + typeof(NodeSession).Assembly.GetName().Version!.ToString(3) + ": signer on " + source.Client.LineName);
    using ControlSocket? control = ControlSocket.Open(source.Session, status);
    return new HsmdServer(requests, status, source.Session, source.Client.Dispose).Run();
}
catch (Exception unusable) when (unusable is SettingException or IntentStoreException or SignerException)
{
    status.Log(StatusLevel.Broken, unusable.Message);
    return UnusableSigner.Run(requests, unusable.Message);
}
