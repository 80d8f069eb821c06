namespace Holdfast.IntentLog;

/// <summary>
/// One process at a time. The lock is an open file beside the database ("name.holder"): the kernel drops it with the process, so kill -9
/// leaves no stale lock. It is a file of its own because closing any descriptor of the database itself would drop SQLite's own locks.
/// A file system that grants the same lock twice is recognised at once and refused.
/// </summary>
internal sealed class HolderLock : IDisposable
{
    private readonly FileStream _file;

    private HolderLock(FileStream file)
    {
        _file = file;
    }

    /// <exception cref="IntentStoreException">Held, ReadOnly or Unavailable.</exception>
    public static HolderLock Take(string databasePath, string noun)
    {
        string path = databasePath + ".holder";
        FileStream file = Open(path, databasePath, noun);
        try
        {
            RequireThatLocksWork(path);
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes("process " + Environment.ProcessId + "\n"));
            file.Flush();
            return new HolderLock(file);
        }
        catch (IOException error)
        {
            file.Dispose();
            throw new IntentStoreException(IntentStoreFault.DiskFull, "cannot write " + path + ": " + error.Message, error);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => _file.Dispose();

    private static FileStream Open(string path, string databasePath, string noun)
    {
        try
        {
            return new FileStream(path, Exclusive());
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IntentStoreException(IntentStoreFault.ReadOnly, "the directory of " + databasePath + " cannot be written", error);
        }
        catch (DirectoryNotFoundException error)
        {
            throw new IntentStoreException(IntentStoreFault.Unavailable, "the directory of " + databasePath + " does not exist", error);
        }
        catch (IOException error)
        {
            throw error.HResult switch
            {
                11 or 35 or unchecked((int)0x80070020) => // EAGAIN on Linux, on macOS; a sharing violation on Windows
                    new IntentStoreException(IntentStoreFault.Held, "another process holds the " + noun + " " + databasePath, error),
                30 => new IntentStoreException(IntentStoreFault.ReadOnly, "the file system of " + databasePath + " is mounted read-only", error),
                28 => new IntentStoreException(IntentStoreFault.DiskFull, "the disk of " + databasePath + " is full", error),
                _ => new IntentStoreException(IntentStoreFault.Unavailable, "cannot open " + path + ": " + error.Message, error),
            };
        }
    }

    private static void RequireThatLocksWork(string path)
    {
        try
        {
            new FileStream(path, Exclusive()).Dispose();
        }
        catch (IOException)
        {
            return;
        }

        throw new IntentStoreException(IntentStoreFault.Unavailable, "the file system of " + path + " does not support locks; use a local disk");
    }

    private static FileStreamOptions Exclusive()
    {
        FileStreamOptions options = new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}
