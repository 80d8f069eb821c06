using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Holdfast.HandOver;

namespace Holdfast.Channeld;

/// <summary>This process, on its way to be another program.</summary>
internal static unsafe partial class OwnProcess
{
    private const int StandardError = 2;
    private const int NoFile = 7; // RLIMIT_NOFILE
    private const int FSetFd = 2;
    private const int FdCloexec = 1;

    /// <summary>channeld has 0 to 4; whatever the runtime opened for itself stays behind.</summary>
    private const int DescriptorsKept = 5;

    /// <summary>Runs a program in the place of this one: same process, same descriptors 0 to 4, same limits, environment and folder.</summary>
    /// <returns>Why that was not possible.</returns>
    public static string Become(string path, string[] arguments)
    {
        LeaveDescriptors();
        RestoreDescriptorLimit();
        nint[] argv = [.. arguments.Prepend(path).Select(Marshal.StringToCoTaskMemUTF8), 0];
        fixed (nint* pointers = argv)
        {
            Execute(path, pointers);
        }

        return new Win32Exception(Marshal.GetLastPInvokeError()).Message;
    }

    /// <summary>The exit code to end with, after a sentence for the reader of lightningd's standard error.</summary>
    public static int Fail(string sentence)
    {
        Say(sentence);
        return 1;
    }

    public static void Say(string sentence)
    {
        byte[] line = Encoding.UTF8.GetBytes("holdfast-channeld: " + sentence + "\n");
        fixed (byte* bytes = line)
        {
            _ = Write(StandardError, bytes, (nuint)line.Length);
        }
    }

    private static void LeaveDescriptors()
    {
        foreach (string name in Directory.GetFileSystemEntries("/proc/self/fd").Select(path => Path.GetFileName(path)!))
        {
            if (int.TryParse(name, out int descriptor) && descriptor >= DescriptorsKept)
            {
                _ = Fcntl(descriptor, FSetFd, FdCloexec);
            }
        }
    }

    /// <summary>.NET raises the limit of its process to the highest that is allowed. The node's own is taken from lightningd, as channeld inherits it.</summary>
    private static void RestoreDescriptorLimit()
    {
        ulong* limit = stackalloc ulong[2];
        if (ResourceLimit(ProcessStat.OwnParent, NoFile, null, limit) == 0)
        {
            _ = ResourceLimit(0, NoFile, limit, null);
        }
    }

    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string path, nint* argv);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Fcntl(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "prlimit")]
    private static partial int ResourceLimit(int process, int resource, ulong* limit, ulong* old);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, byte* bytes, nuint count);
}
