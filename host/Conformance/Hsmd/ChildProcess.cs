using System.Collections;
using System.Runtime.InteropServices;

namespace Holdfast.Conformance.Hsmd;

/// <summary>A program that was started with sockets as chosen descriptors, as lightningd starts its daemons.</summary>
internal sealed unsafe class ChildProcess : IDisposable
{
    private readonly int _pid;
    private bool _reaped;

    private ChildProcess(int pid)
    {
        _pid = pid;
    }

    /// <param name="path">The executable.</param>
    /// <param name="arguments">Without the program's own name.</param>
    /// <param name="folder">Its working directory.</param>
    /// <param name="environment">Added to that of this process.</param>
    /// <param name="descriptors">What becomes which number; everything else of this process stays behind.</param>
    /// <exception cref="IOException">It cannot be started.</exception>
    public static ChildProcess Start(
        string path, string[] arguments, string folder, IReadOnlyDictionary<string, string> environment, params (HsmdSocket Socket, int Becomes)[] descriptors)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("programs that speak hsmd are driven on Linux only");
        }

        path = Path.GetFullPath(path);
        void* actions = NativeMemory.AllocZeroed(512); // glibc needs 80 bytes, musl less
        List<nint> strings = [];
        try
        {
            Require(Native.posix_spawn_file_actions_init(actions), path);
            foreach ((HsmdSocket socket, int becomes) in descriptors)
            {
                Require(Native.posix_spawn_file_actions_adddup2(actions, socket.Descriptor, becomes), path);
            }

            Require(Native.posix_spawn_file_actions_addchdir_np(actions, folder), path);
            int pid;
            fixed (byte** argv = Array([path, .. arguments], strings))
            fixed (byte** envp = Array(Merge(environment), strings))
            {
                Require(Native.posix_spawn(&pid, path, actions, null, argv, envp), path);
            }

            return new ChildProcess(pid);
        }
        finally
        {
            _ = Native.posix_spawn_file_actions_destroy(actions);
            NativeMemory.Free(actions);
            strings.ForEach(Marshal.FreeCoTaskMem);
        }
    }

    /// <summary>Whether it still runs.</summary>
    public bool IsRunning()
    {
        if (!_reaped && Native.waitpid(_pid, null, Native.WNoHang) != 0)
        {
            _reaped = true;
        }

        return !_reaped;
    }

    /// <summary>SIGKILL, as when the power goes.</summary>
    public void Kill()
    {
        if (!_reaped)
        {
            _ = Native.kill(_pid, Native.SigKill);
            _ = Native.waitpid(_pid, null, 0);
            _reaped = true;
        }
    }

    public void Dispose() => Kill();

    private static string[] Merge(IReadOnlyDictionary<string, string> added)
    {
        Dictionary<string, string> all = [];
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            all[(string)entry.Key] = (string?)entry.Value ?? string.Empty;
        }

        foreach ((string name, string value) in added)
        {
            all[name] = value;
        }

        return [.. all.Select(entry => entry.Key + "=" + entry.Value)];
    }

    private static byte*[] Array(string[] values, List<nint> strings)
    {
        byte*[] array = new byte*[values.Length + 1];
        for (int i = 0; i < values.Length; i++)
        {
            nint text = Marshal.StringToCoTaskMemUTF8(values[i]);
            strings.Add(text);
            array[i] = (byte*)text;
        }

        return array;
    }

    private static void Require(int error, string path)
    {
        if (error != 0)
        {
            throw new IOException("cannot start " + path + ": " + Marshal.GetPInvokeErrorMessage(error));
        }
    }
}
