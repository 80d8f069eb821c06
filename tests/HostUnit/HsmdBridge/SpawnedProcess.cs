using System.Runtime.InteropServices;

namespace Holdfast.HostUnit.HsmdBridge;

/// <summary>A program started with sockets as its fd 0 and fd 3 (and fd 4), as lightningd starts its daemons; System.Diagnostics.Process cannot do that.</summary>
internal sealed unsafe partial class SpawnedProcess : IDisposable
{
    private const int Sigkill = 9;
    private const int Wnohang = 1;
    private const int TextFileBusy = 26;
    private const int FileActionsBytes = 256; // posix_spawn_file_actions_t: 80 bytes in glibc, 80 in musl

    private readonly int _pid;
    private int? _status;

    private SpawnedProcess(int pid)
    {
        _pid = pid;
    }

    public int Pid => _pid;

    public static SpawnedProcess Start(string program, string[] arguments, IDictionary<string, string> environment, string folder, int statusFd, int requestFd,
        string? errorFile = null, int? hsmFd = null)
    {
        byte* actions = stackalloc byte[FileActionsBytes];
        InitActions(actions);
        AddDup(actions, statusFd, 0);
        AddDup(actions, requestFd, 3);
        if (hsmFd is int hsm)
        {
            AddDup(actions, hsm, 4);
        }

        AddChangeDirectory(actions, folder);
        if (errorFile != null)
        {
            const int WriteOnly = 1;
            const int Create = 64;
            AddOpen(actions, 2, errorFile, WriteOnly | Create, 0x180);
        }

        using NativeStrings argv = new([program, .. arguments]);
        using NativeStrings envp = new([.. environment.Select(pair => pair.Key + "=" + pair.Value)]);
        int pid;
        int error;

        // A script that was written a moment ago is busy while a process that another test starts at this moment still has its descriptor, before it executes.
        while ((error = Spawn(&pid, program, actions, null, argv.Pointers, envp.Pointers)) == TextFileBusy)
        {
            Thread.Sleep(10);
        }

        DestroyActions(actions);
        return error == 0 ? new SpawnedProcess(pid) : throw new IOException("posix_spawn " + program + ": error " + error);
    }

    /// <summary>The exit code, or 128 + signal; null while it runs.</summary>
    public int? ExitCode()
    {
        if (_status == null)
        {
            int status;
            if (WaitPid(_pid, &status, Wnohang) == _pid)
            {
                _status = (status & 0x7f) == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);
            }
        }

        return _status;
    }

    /// <summary>The exit code; null when it does not end.</summary>
    public int? WaitForExit()
    {
        Patience.Until(() => ExitCode() != null);
        return ExitCode();
    }

    public void Signal(int signal) => Signal(_pid, signal);

    /// <summary>kill -9, and waits until it is gone.</summary>
    public void Kill()
    {
        if (ExitCode() == null)
        {
            Signal(_pid, Sigkill);
            WaitForExit();
        }
    }

    public int OpenDescriptors() => Directory.GetFileSystemEntries("/proc/" + _pid + "/fd").Length;

    public int Threads() => Directory.GetFileSystemEntries("/proc/" + _pid + "/task").Length;

    /// <summary>From now on it may have so many descriptors; what is open stays.</summary>
    public void LimitDescriptors(int count)
    {
        const int NoFile = 7;
        ulong* limit = stackalloc ulong[2];
        limit[0] = (ulong)count;
        limit[1] = (ulong)count;
        Assert.AreEqual(0, ResourceLimit(_pid, NoFile, limit, null));
    }

    public void Dispose() => Kill();

    [LibraryImport("libc", EntryPoint = "prlimit")]
    private static partial int ResourceLimit(int pid, int resource, ulong* limit, ulong* old);

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Spawn(int* pid, string path, byte* actions, void* attributes, byte** argv, byte** envp);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int InitActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int AddDup(byte* actions, int descriptor, int becomes);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddChangeDirectory(byte* actions, string folder);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddOpen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int DestroyActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "waitpid")]
    private static partial int WaitPid(int pid, int* status, int options);

    [LibraryImport("libc", EntryPoint = "kill")]
    internal static partial int Signal(int pid, int signal);

    private sealed class NativeStrings : IDisposable
    {
        private readonly List<IntPtr> _strings = [];

        public NativeStrings(string[] strings)
        {
            Pointers = (byte**)NativeMemory.AllocZeroed((nuint)(strings.Length + 1), (nuint)sizeof(byte*));
            for (int i = 0; i < strings.Length; i++)
            {
                _strings.Add(Marshal.StringToCoTaskMemUTF8(strings[i]));
                Pointers[i] = (byte*)_strings[i];
            }
        }

        public byte** Pointers { get; }

        public void Dispose()
        {
            _strings.ForEach(Marshal.FreeCoTaskMem);
            NativeMemory.Free(Pointers);
        }
    }
}
