using System.Collections;
using System.Runtime.InteropServices;
using System.Text;

namespace Holdfast.Conformance.Hsmd;

/// <summary>
/// A program started as lightningd starts its hsmd: status socket on descriptor 0, requests on 3, output untouched, no arguments, settings
/// by environment. What it says on the status socket is kept for explanations.
/// </summary>
public sealed unsafe class HsmdProcess : IDisposable
{
    private readonly int _pid;
    private readonly HsmdSocket _status;
    private readonly Thread _listener;
    private readonly StringBuilder _said = new();
    private bool _reaped;

    private HsmdProcess(int pid, HsmdSocket requests, HsmdSocket status)
    {
        _pid = pid;
        Requests = requests;
        _status = status;
        _listener = new Thread(Listen) { IsBackground = true, Name = "hsmd status" };
        _listener.Start();
    }

    /// <summary>The main client's socket (dbid 0, all permissions).</summary>
    public HsmdSocket Requests { get; }

    /// <summary>Printable text of all status messages so far.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    /// <summary>Starts the program.</summary>
    /// <param name="path">The executable.</param>
    /// <param name="folder">Its working directory.</param>
    /// <param name="environment">Added to ours.</param>
    /// <exception cref="IOException">It cannot be started.</exception>
    public static HsmdProcess Start(string path, string folder, IReadOnlyDictionary<string, string> environment)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("programs that speak hsmd are driven on Linux only");
        }

        (HsmdSocket ours, HsmdSocket theirs) = HsmdSocket.Pair();
        (HsmdSocket status, HsmdSocket theirStatus) = HsmdSocket.Pair();
        int pid;
        try
        {
            pid = Spawn(Path.GetFullPath(path), folder, environment, theirs.Descriptor, theirStatus.Descriptor);
        }
        catch
        {
            ours.Dispose();
            status.Dispose();
            throw;
        }
        finally
        {
            theirs.Dispose();
            theirStatus.Dispose();
        }

        return new HsmdProcess(pid, ours, status);
    }

    /// <summary>Whether the process still runs.</summary>
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

    public void Dispose()
    {
        Kill();
        Requests.Dispose();
        _listener.Join();
        _status.Dispose();
    }

    private void Listen()
    {
        try
        {
            while (_status.Read(-1) is { } message)
            {
                lock (_said)
                {
                    _said.AppendLine(string.Concat(message.Skip(2).Select(b => b is >= 32 and < 127 ? (char)b : ' ')).Trim());
                }
            }
        }
        catch (IOException)
        {
            // The process died within a message.
        }
    }

    private static int Spawn(string path, string folder, IReadOnlyDictionary<string, string> environment, int requests, int status)
    {
        void* actions = NativeMemory.AllocZeroed(512); // glibc needs 80 bytes, musl less
        List<nint> strings = [];
        try
        {
            Require(Native.posix_spawn_file_actions_init(actions), path);
            Require(Native.posix_spawn_file_actions_adddup2(actions, status, 0), path);
            Require(Native.posix_spawn_file_actions_adddup2(actions, requests, 3), path);
            Require(Native.posix_spawn_file_actions_addchdir_np(actions, folder), path);
            int pid;
            fixed (byte** argv = Array([path], strings))
            fixed (byte** envp = Array(Merge(environment), strings))
            {
                Require(Native.posix_spawn(&pid, path, actions, null, argv, envp), path);
            }

            return pid;
        }
        finally
        {
            _ = Native.posix_spawn_file_actions_destroy(actions);
            NativeMemory.Free(actions);
            strings.ForEach(Marshal.FreeCoTaskMem);
        }
    }

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
