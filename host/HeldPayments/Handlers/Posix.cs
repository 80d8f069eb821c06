using System.Runtime.InteropServices;

namespace Holdfast.HeldPayments.Handlers;

/// <summary>
/// The calls of Linux and macOS with which a child process is started in a group of its own, watched and ended. .NET's own Process has no groups, so it could not end what a child
/// has started. Each returns what the system call returns.
/// </summary>
internal static class Posix
{
    public const int Kill = 9;
    public const short PollIn = 1;
    public const short PollOut = 4;

    private const int SetFlags = 4;
    private const int SetDescriptorFlags = 2;
    private const int CloseOnExec = 1;
    private const short SetGroup = 0x02;
    private const short SetDefaultSignals = 0x04;
    private const short SetSignalMask = 0x08;
    private const int PidKind = 1;
    private const int NoHang = 1;
    private const int Exited = 4;

    /// <summary>Above the size of each of the system's own structures that are only handed through.</summary>
    private const int OpaqueBytes = 1024;

    private static readonly Lock s_starting = new();

    private static int TryAgain => OperatingSystem.IsMacOS() ? 35 : 11;

    private static int NonBlocking => OperatingSystem.IsMacOS() ? 0x4 : 0x800;

    /// <summary>The process is over and stays until it is reaped, so its number and that of its group are not given to another one.</summary>
    private static int NoWait => OperatingSystem.IsMacOS() ? 0x20 : 0x01000000;

    /// <summary>
    /// Starts a program with these arguments, its standard streams on pipes of which the other ends come back, in a new process group whose number is the process's own. One start
    /// at a time: no child may inherit another one's pipes.
    /// </summary>
    /// <returns>0, or the number of the error.</returns>
    public static int Start(string path, string[] arguments, string[] environment, out Child child)
    {
        child = default;
        int[] pipes = [-1, -1, -1, -1, -1, -1];
        IntPtr actions = Marshal.AllocHGlobal(OpaqueBytes);
        IntPtr attributes = Marshal.AllocHGlobal(OpaqueBytes);
        IntPtr[] argv = Strings(arguments);
        IntPtr[] envp = Strings(environment);
        lock (s_starting)
        {
            try
            {
                for (int i = 0; i < 6; i += 2)
                {
                    int[] ends = new int[2];
                    if (pipe(ends) != 0)
                    {
                        return Marshal.GetLastPInvokeError();
                    }

                    (pipes[i], pipes[i + 1]) = (ends[0], ends[1]);
                    _ = fcntl(ends[0], SetDescriptorFlags, CloseOnExec) | fcntl(ends[1], SetDescriptorFlags, CloseOnExec);
                }

                _ = posix_spawn_file_actions_init(actions) | posix_spawnattr_init(attributes);
                _ = posix_spawn_file_actions_adddup2(actions, pipes[0], 0) | posix_spawn_file_actions_adddup2(actions, pipes[3], 1)
                    | posix_spawn_file_actions_adddup2(actions, pipes[5], 2);

                // .NET ignores SIGPIPE, and a child would inherit that.
                byte[] signals = new byte[128];
                foreach (int signal in (int[])[1, 2, 3, 13, 15])
                {
                    signals[(signal - 1) / 8] |= (byte)(1 << ((signal - 1) % 8));
                }

                _ = posix_spawnattr_setsigdefault(attributes, signals) | posix_spawnattr_setsigmask(attributes, new byte[128]) | posix_spawnattr_setpgroup(attributes, 0)
                    | posix_spawnattr_setflags(attributes, SetGroup | SetDefaultSignals | SetSignalMask);
                int error = posix_spawn(out int pid, path, actions, attributes, argv, envp);
                _ = posix_spawn_file_actions_destroy(actions) | posix_spawnattr_destroy(attributes);
                if (error == 0)
                {
                    child = new Child(pid, pipes[1], pipes[2], pipes[4]);
                    (pipes[1], pipes[2], pipes[4]) = (-1, -1, -1);
                    _ = fcntl(child.Input, SetFlags, NonBlocking) | fcntl(child.Output, SetFlags, NonBlocking) | fcntl(child.Errors, SetFlags, NonBlocking);
                }

                return error;
            }
            finally
            {
                Array.ForEach(pipes, Close);
                Array.ForEach((IntPtr[])[.. argv, .. envp, actions, attributes], Marshal.FreeHGlobal);
            }
        }
    }

    public static void Close(int descriptor)
    {
        if (descriptor >= 0)
        {
            _ = close(descriptor);
        }
    }

    /// <summary>Waits until one of the descriptors has something to say, at most this long. A negative descriptor is left out.</summary>
    public static void Poll(PollEntry[] entries, int milliseconds) => _ = poll(entries, (nuint)entries.Length, milliseconds);

    /// <summary>The number of bytes; 0 at the end; -1 when there is nothing yet.</summary>
    public static int Read(int descriptor, byte[] buffer) => (int)read(descriptor, buffer, (nuint)buffer.Length);

    /// <summary>The number of bytes; -1 when there is no room now; 0 when nobody reads any more.</summary>
    public static int Write(int descriptor, byte[] bytes, int count) =>
        (int)write(descriptor, bytes, (nuint)count) is int written && written >= 0 ? written : Marshal.GetLastPInvokeError() == TryAgain ? -1 : 0;

    /// <summary>Whether the process is over; it is not reaped yet.</summary>
    public static bool IsOver(int pid)
    {
        int[] report = new int[32];
        return waitid(PidKind, pid, report, NoHang | Exited | NoWait) != 0 || report[0] != 0;
    }

    /// <summary>Ends every process of the group.</summary>
    public static void KillGroup(int group) => _ = kill(-group, Kill);

    /// <summary>Reaps a process that is over: its exit code, or its signal with a minus; null when somebody else has reaped it.</summary>
    public static int? Reap(int pid) => waitpid(pid, out int status, 0) != pid ? null : (status & 0x7f) == 0 ? (status >> 8) & 0xff : -(status & 0x7f);

    private static IntPtr[] Strings(string[] texts) => [.. texts.Select(Marshal.StringToCoTaskMemUTF8), IntPtr.Zero];

    [DllImport("libc", SetLastError = true)]
    private static extern int pipe(int[] ends);

    [DllImport("libc")]
    private static extern int fcntl(int descriptor, int command, int argument);

    [DllImport("libc")]
    private static extern int close(int descriptor);

    [DllImport("libc")]
    private static extern int poll([In, Out] PollEntry[] entries, nuint count, int milliseconds);

    [DllImport("libc")]
    private static extern nint read(int descriptor, byte[] buffer, nuint count);

    [DllImport("libc", SetLastError = true)]
    private static extern nint write(int descriptor, byte[] bytes, nuint count);

    [DllImport("libc")]
    private static extern int waitid(int kind, int id, [In, Out] int[] report, int options);

    [DllImport("libc")]
    private static extern int waitpid(int pid, out int status, int options);

    [DllImport("libc")]
    private static extern int kill(int pid, int signal);

    [DllImport("libc")]
    private static extern int posix_spawn(
        out int pid, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, IntPtr actions, IntPtr attributes, IntPtr[] arguments, IntPtr[] environment);

    [DllImport("libc")]
    private static extern int posix_spawn_file_actions_init(IntPtr actions);

    [DllImport("libc")]
    private static extern int posix_spawn_file_actions_adddup2(IntPtr actions, int descriptor, int target);

    [DllImport("libc")]
    private static extern int posix_spawn_file_actions_destroy(IntPtr actions);

    [DllImport("libc")]
    private static extern int posix_spawnattr_init(IntPtr attributes);

    [DllImport("libc")]
    private static extern int posix_spawnattr_setflags(IntPtr attributes, short flags);

    [DllImport("libc")]
    private static extern int posix_spawnattr_setpgroup(IntPtr attributes, int group);

    [DllImport("libc")]
    private static extern int posix_spawnattr_setsigdefault(IntPtr attributes, byte[] signals);

    [DllImport("libc")]
    private static extern int posix_spawnattr_setsigmask(IntPtr attributes, byte[] signals);

    [DllImport("libc")]
    private static extern int posix_spawnattr_destroy(IntPtr attributes);

    /// <summary>A started process, and this side's ends of its streams.</summary>
    public readonly record struct Child(int Pid, int Input, int Output, int Errors);

    [StructLayout(LayoutKind.Sequential)]
    public struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
