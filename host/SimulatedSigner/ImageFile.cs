using Holdfast.Bytes;

namespace Holdfast.SimulatedSigner;

/// <summary>
/// A simulated volume in one file: a whole image (<see cref="StorageImage"/>), then every change since, so that a small write costs a
/// small write. A change is length u32, CRC-32 of the body u32, and the body: kind u8, path blob, and for a file its content as a blob.
/// When the changes outgrow the bound, a new image replaces the file atomically. A process that is killed inside a write leaves a torn
/// last change, which never happened.
/// </summary>
internal sealed class ImageFile(string path)
{
    private const int ChangesBytesMax = 128 * 1024;
    private const int HeaderBytes = 8;
    private const byte FilePut = 1;
    private const byte FileRemoved = 2;
    private const byte DirectoryMade = 3;

    private long _changesBytes = ChangesBytesMax;

    /// <summary>What the file holds; false when there is no file. A file that does not begin with an image is a <see cref="MalformedException"/>.</summary>
    public bool Load(ICollection<string> directories, IDictionary<string, byte[]> files)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        ByteReader reader = new(File.ReadAllBytes(path));
        try
        {
            StorageImage.Decode(reader, directories, files);
        }
        catch (MalformedException wrong)
        {
            throw new MalformedException(path + ": " + wrong.Message);
        }

        _changesBytes = reader.Remaining;
        while (reader.Remaining > 0)
        {
            if (!TryChange(reader, directories, files))
            {
                // A torn change must not have others behind it: the next change writes a new image.
                _changesBytes = ChangesBytesMax;
                break;
            }
        }

        return true;
    }

    /// <summary>Replaces everything by a new image.</summary>
    public void Replace(byte[] image)
    {
        string next = path + ".next";
        File.WriteAllBytes(next, image);
        File.Move(next, path, overwrite: true);
        _changesBytes = 0;
    }

    /// <summary>False when there is no room for the change: then the caller replaces everything.</summary>
    public bool TryPut(string file, byte[] content) => TryAppend(FilePut, file, content);

    /// <summary>False when there is no room for the change: then the caller replaces everything.</summary>
    public bool TryRemove(string file) => TryAppend(FileRemoved, file, null);

    /// <summary>False when there is no room for the change: then the caller replaces everything.</summary>
    public bool TryMakeDirectory(string directory) => TryAppend(DirectoryMade, directory, null);

    private static bool TryChange(ByteReader reader, ICollection<string> directories, IDictionary<string, byte[]> files)
    {
        if (reader.Remaining < HeaderBytes)
        {
            return false;
        }

        uint length = reader.U32();
        uint crc = reader.U32();
        if (length > (uint)reader.Remaining)
        {
            return false;
        }

        byte[] bytes = reader.Bytes((int)length);
        if (Crc32.Of(bytes, 0, bytes.Length) != crc)
        {
            return false;
        }

        ByteReader body = new(bytes);
        byte kind = body.U8();
        string name = StorageImage.Path(body);
        switch (kind)
        {
            case FilePut:
                files[name] = StorageImage.Content(body);
                break;
            case FileRemoved:
                files.Remove(name);
                break;
            case DirectoryMade:
                directories.Add(name);
                break;
            default:
                throw new MalformedException("unknown change in a flash image of the simulator");
        }

        body.End();
        return true;
    }

    private bool TryAppend(byte kind, string name, byte[]? content)
    {
        if (_changesBytes >= ChangesBytesMax)
        {
            return false;
        }

        ByteWriter body = new(64 + (content?.Length ?? 0));
        body.U8(kind);
        body.Blob(System.Text.Encoding.ASCII.GetBytes(name));
        if (content != null)
        {
            body.Blob(content);
        }

        byte[] bytes = body.ToArray();
        ByteWriter change = new(HeaderBytes + bytes.Length);
        change.U32((uint)bytes.Length);
        change.U32(Crc32.Of(bytes, 0, bytes.Length));
        change.Bytes(bytes);
        using FileStream stream = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        stream.Write(change.ToArray());
        _changesBytes += change.Length;
        return true;
    }
}
