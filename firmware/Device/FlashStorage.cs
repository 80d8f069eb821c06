using System;
using System.IO;
using Holdfast.Bytes;
using Holdfast.Hardware;

namespace Holdfast.Device;

/// <summary>
/// The small files of the signer on drive I: (littlefs on the flash partition "config"). A file's content is durable when its Dispose has returned, and
/// only then: Flush reaches no flash. Create, write, close of a small file replaces it in one commit. Every open costs a flash write, also for reading,
/// so callers keep what they read. A mount that failed was formatted before the firmware ran: files can be missing at any boot, and the journal checks for that.
/// </summary>
public sealed class FlashStorage : IStorage
{
    private const string Root = "I:\\";

    public byte[] Read(string path)
    {
        FileStream stream = null;
        try
        {
            // With too little room the interpreter could leave out a call below and find no file.
            Room.Make(Room.FileBytes);
            string name = NameOf(path);
            if (!File.Exists(name))
            {
                return null;
            }

            stream = new FileStream(name, FileMode.Open, FileAccess.Read);
            byte[] content = new byte[(int)stream.Length];
            int done = 0;
            while (done < content.Length)
            {
                int count = stream.Read(content, done, content.Length - done);
                if (count <= 0)
                {
                    throw new StorageException("a file is shorter than its length");
                }

                done += count;
            }

            return content;
        }
        catch (StorageException)
        {
            throw;
        }
        catch (OutOfMemoryException)
        {
            // Says nothing about the flash, and must not look like damage.
            throw;
        }
        catch (Exception exception)
        {
            throw new StorageException("read failed: " + exception.GetType().Name);
        }
        finally
        {
            CloseRead(stream);
        }
    }

    public void Write(string path, byte[] content)
    {
        FileStream stream = null;
        try
        {
            Room.Make(Room.FileBytes);
            stream = new FileStream(NameOf(path), FileMode.Create, FileAccess.Write);
            stream.Write(content, 0, content.Length);
            FileStream closing = stream;
            stream = null;

            // The commit. If it throws, nobody knows what is on flash; if it returns, the new content is.
            Close(closing);
        }
        catch (OutOfMemoryException)
        {
            throw;
        }
        catch (Exception exception)
        {
            throw new StorageException("write failed: " + exception.GetType().Name);
        }
        finally
        {
            // After a failed write the stream must not stay open: its finalizer would commit at a time of its own choosing.
            CloseRead(stream);
        }
    }

    public void MakeDirectory(string path)
    {
        try
        {
            Room.Make(Room.FileBytes);
            string name = NameOf(path);
            if (!Directory.Exists(name))
            {
                Directory.CreateDirectory(name);
            }
        }
        catch (OutOfMemoryException)
        {
            throw;
        }
        catch (Exception exception)
        {
            throw new StorageException("make directory failed: " + exception.GetType().Name);
        }
    }

    public void Delete(string path)
    {
        try
        {
            Room.Make(Room.FileBytes);
            string name = NameOf(path);
            if (File.Exists(name))
            {
                File.Delete(name);
            }
        }
        catch (OutOfMemoryException)
        {
            throw;
        }
        catch (Exception exception)
        {
            throw new StorageException("delete failed: " + exception.GetType().Name);
        }
    }

    // Closes a stream whose commit, if it makes one, carries no promise.
    private static void CloseRead(FileStream stream)
    {
        if (stream == null)
        {
            return;
        }

        try
        {
            Close(stream);
        }
        catch (Exception)
        {
            // The content was read, or the write has already failed and says so.
        }
    }

    // The chip's FileStream does not take its finalizer back when it is closed. Each would stay on the heap with its strings, some 150 bytes, until the
    // finalizers' thread comes to it; after a hundred file operations that is the memory that the next request needs.
    private static void Close(FileStream stream)
    {
        try
        {
            stream.Dispose();
        }
        finally
        {
            GC.SuppressFinalize(stream);
        }
    }

    // Rooms write "a/b"; the drive wants "I:\a\b".
    private static string NameOf(string path)
    {
        char[] name = path.ToCharArray();
        for (int i = 0; i < name.Length; i++)
        {
            if (name[i] == '/')
            {
                name[i] = '\\';
            }
        }

        return Root + new string(name);
    }
}
