using System;
using Holdfast.Hardware;

namespace Holdfast.Unit.Journal;

/// <summary>A volume in memory for the journal's own tests: it keeps every promise, and a test may reach in and break one.</summary>
public sealed class MemoryStorage : IStorage
{
    private const int FilesMax = 256;
    private readonly string[] _paths = new string[FilesMax];
    private readonly byte[][] _contents = new byte[FilesMax][];
    private int _count;

    /// <summary>Calls of Read that found a file.</summary>
    public int Reads { get; private set; }

    /// <summary>Calls of Write.</summary>
    public int Writes { get; private set; }

    /// <summary>The path of the last Write.</summary>
    public string LastPath { get; private set; } = "";

    /// <summary>When not 0, the write with this number (counting from 1) and all later ones throw.</summary>
    public int FailingWrite { get; set; }

    public byte[] Read(string path)
    {
        int at = Find(path);
        if (at < 0)
        {
            return null!;
        }

        Reads++;
        return (byte[])_contents[at].Clone();
    }

    public void Write(string path, byte[] content)
    {
        Writes++;
        if (FailingWrite != 0 && Writes >= FailingWrite)
        {
            throw new StorageException("close failed");
        }

        LastPath = path;
        int at = Find(path);
        if (at < 0)
        {
            at = _count++;
        }

        _paths[at] = path;
        _contents[at] = (byte[])content.Clone();
    }

    public void MakeDirectory(string path)
    {
    }

    public void Delete(string path)
    {
        int at = Find(path);
        if (at >= 0)
        {
            _count--;
            _paths[at] = _paths[_count];
            _contents[at] = _contents[_count];
        }
    }

    /// <summary>Turns over the lowest bit of one byte of a file.</summary>
    public void Damage(string path, int offset)
    {
        _contents[Find(path)][offset] ^= 1;
    }

    /// <summary>All files as they are now.</summary>
    public MemoryStorage Copy()
    {
        MemoryStorage copy = new MemoryStorage();
        for (int i = 0; i < _count; i++)
        {
            copy.Write(_paths[i], _contents[i]);
        }

        copy.Writes = 0;
        return copy;
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
}
