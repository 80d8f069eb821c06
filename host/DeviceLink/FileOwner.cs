using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Holdfast.DeviceLink;

/// <summary>What .NET does not do with files of Linux: their owner, and the durability of a name.</summary>
internal static partial class FileOwner
{
    private const int ReadOnly = 0;

    /// <summary>A file that root replaces stays its owner's: the node could not read it otherwise.</summary>
    /// <exception cref="IOException">It cannot be given to that owner.</exception>
    public static void Copy(string from, string to)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return;
        }

        try
        {
            using Process? chown = Process.Start("chown", ["--reference=" + from, "--", to]);
            chown?.WaitForExit();
            if (chown?.ExitCode != 0)
            {
                throw new IOException($"{to} cannot be given to the owner of {from}, which is as it was");
            }
        }
        catch (Win32Exception none)
        {
            throw new IOException($"{to} cannot be given to the owner of {from}, which is as it was: {none.Message}", none);
        }
    }

    /// <summary>Names in this folder survive a power cut from here on.</summary>
    /// <exception cref="IOException">The disk says no.</exception>
    public static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int descriptor = Open(folder, ReadOnly);
        bool isDurable = descriptor >= 0 && Sync(descriptor) == 0;
        if (descriptor >= 0)
        {
            _ = Close(descriptor);
        }

        if (!isDurable)
        {
            throw new IOException($"{folder} may forget after a power cut what was renamed in it");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
