using System.Runtime.InteropServices;

namespace Holdfast.HsmdBridge;

/// <summary>What the system does to this process: signals, and copies of its memory.</summary>
internal sealed partial class OwnProcess : IDisposable
{
    private const PosixSignal ToggleIoLogging = (PosixSignal)10; // SIGUSR1
    private const int SetDumpable = 4; // PR_SET_DUMPABLE

    private readonly PosixSignalRegistration[] _signals;

    private OwnProcess(PosixSignalRegistration[] signals)
    {
        _signals = signals;
    }

    /// <summary>
    /// lightningd ends the bridge by closing its socket. SIGTERM is taken as that; an interrupt from its terminal, and its own switch for IO logging, are
    /// not: by default they would end it in the middle of a request.
    /// </summary>
    /// <param name="end">As when lightningd is gone.</param>
    public static OwnProcess HandleSignals(Action end) => new(
    [
        Take(PosixSignal.SIGTERM, end),
        .. ((PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGHUP, PosixSignal.SIGQUIT, ToggleIoLogging]).Select(signal => Take(signal, () => { })),
    ]);

    /// <summary>No core file, and no other process of this user may look into its memory. Developers of lightningd may (--developer).</summary>
    public static void KeepOutOfDumps()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = ProcessControl(SetDumpable, 0, 0, 0, 0);
        }
    }

    public void Dispose() => Array.ForEach(_signals, signal => signal.Dispose());

    private static PosixSignalRegistration Take(PosixSignal signal, Action act) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        act();
    });

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int ProcessControl(int option, nuint first, nuint second, nuint third, nuint fourth);
}
