using System;
using Holdfast.Bytes;
using Holdfast.Hardware;

namespace Holdfast.Unit.Requests;

/// <summary>A volume in memory that keeps every promise until it is told to fail, counts writes, and can be compared with what it was.</summary>
public sealed class TestVolume : IStorage
{
    private const int FilesMax = 128;
    private readonly string[] _paths = new string[FilesMax];
    private readonly byte[][] _contents = new byte[FilesMax][];
    private int _count;

    /// <summary>Calls of Write so far.</summary>
    public int Writes;

    /// <summary>When not 0: the write with this number, counting from 1, and all later ones throw before anything is written.</summary>
    public int FailingWrite;

    /// <summary>Calls of Delete so far.</summary>
    public int Deletes;

    /// <summary>When not 0: the removal with this number, counting from 1, and all later ones throw before anything is removed.</summary>
    public int FailingDelete;

    /// <summary>Reading the file of this path throws.</summary>
    public string UnreadablePath = "";

    /// <summary>What reading throws, whatever the path.</summary>
    public Exception ReadFailure = null!;

    /// <summary>What a failing write throws, if not that the storage failed.</summary>
    public Exception WriteFailure = null!;

    public byte[] Read(string path)
    {
        if (ReadFailure != null)
        {
            throw ReadFailure;
        }

        if (path == UnreadablePath)
        {
            throw new StorageException("open failed");
        }

        int at = Find(path);
        return at < 0 ? null! : Copy(_contents[at]);
    }

    public void Write(string path, byte[] content)
    {
        Writes++;
        if (FailingWrite != 0 && Writes >= FailingWrite)
        {
            throw WriteFailure != null ? WriteFailure : new StorageException("close failed");
        }

        int at = Find(path);
        if (at < 0)
        {
            at = _count++;
        }

        _paths[at] = path;
        _contents[at] = Copy(content);
    }

    public void MakeDirectory(string path)
    {
    }

    public void Delete(string path)
    {
        Deletes++;
        if (FailingDelete != 0 && Deletes >= FailingDelete)
        {
            throw new StorageException("delete failed");
        }

        int at = Find(path);
        if (at >= 0)
        {
            _count--;
            _paths[at] = _paths[_count];
            _contents[at] = _contents[_count];
        }
    }

    /// <summary>All files as they are now.</summary>
    public TestVolume Fork()
    {
        TestVolume fork = new TestVolume();
        for (int i = 0; i < _count; i++)
        {
            fork.Write(_paths[i], _contents[i]);
        }

        fork.Writes = 0;
        return fork;
    }

    /// <summary>Everything that is on the volume, in one array.</summary>
    public byte[] Image()
    {
        ByteWriter image = new ByteWriter(16384);
        for (int i = 0; i < _count; i++)
        {
            image.Blob(Hex.Ascii(_paths[i]));
            image.Blob(_contents[i]);
        }

        return image.ToArray();
    }

    private int Find(string path)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_paths[i] == path)
            {
                return i;
            }
        }

        return -1;
    }

    private static byte[] Copy(byte[] bytes)
    {
        byte[] copy = new byte[bytes.Length];
        Array.Copy(bytes, 0, copy, 0, bytes.Length);
        return copy;
    }
}
