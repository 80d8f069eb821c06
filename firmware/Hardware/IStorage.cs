namespace Holdfast.Hardware;

/// <summary>
/// Small files on flash, named by '/'-separated paths of short fixed names.
/// <para>
/// <see cref="Write"/> promises: when it returns, the new content survives a power cut. When power fails before it returns, a later
/// <see cref="Read"/> finds the old content or the new one, never a mixture; a file that did not exist before may also be missing or empty.
/// When it throws <see cref="StorageException"/> nothing is known: the caller must stop relying on the file until the next boot.
/// </para>
/// <para>Nobody promises that a file is still there, or still the newest, at the next boot: the journal checks that.</para>
/// </summary>
public interface IStorage
{
    /// <summary>The content of a file; null when there is no such file. An empty array is a file that was never written to its end.</summary>
    byte[] Read(string path);

    /// <summary>Replaces the whole content, creating the file when it is missing. Durable on return.</summary>
    void Write(string path, byte[] content);

    /// <summary>Creates a directory; nothing happens when it exists. Durable on return.</summary>
    void MakeDirectory(string path);

    /// <summary>Removes a file; nothing happens when it is missing. Durable on return.</summary>
    void Delete(string path);
}
