using Holdfast.Bytes;

namespace Holdfast.SimulatedSigner;

/// <summary>
/// The content of a simulated volume as one block of bytes: "HOLDFLASH1", directory count u16 and paths, file count u16, path and
/// content of each. Equal volumes give equal bytes.
/// </summary>
public static class StorageImage
{
    private const int PathBytesMax = 246;
    private const int FileBytesMax = 0xffff;

    private static readonly byte[] s_magic = "HOLDFLASH1"u8.ToArray();

    public static byte[] Encode(IEnumerable<string> directories, IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        ByteWriter image = new(4096);
        image.Bytes(s_magic);
        string[] sortedDirectories = [.. directories.Order(StringComparer.Ordinal)];
        image.U16((ushort)sortedDirectories.Length);
        foreach (string directory in sortedDirectories)
        {
            image.Blob(System.Text.Encoding.ASCII.GetBytes(directory));
        }

        KeyValuePair<string, byte[]>[] sortedFiles = [.. files.OrderBy(file => file.Key, StringComparer.Ordinal)];
        image.U16((ushort)sortedFiles.Length);
        foreach (KeyValuePair<string, byte[]> file in sortedFiles)
        {
            image.Blob(System.Text.Encoding.ASCII.GetBytes(file.Key));
            image.Blob(file.Value);
        }

        return image.ToArray();
    }

    /// <summary>Anything that is not exactly an image is a <see cref="MalformedException"/>.</summary>
    public static void Decode(byte[] image, ICollection<string> directories, IDictionary<string, byte[]> files)
    {
        ByteReader reader = new(image);
        Decode(reader, directories, files);
        reader.End();
    }

    /// <summary>Reads one image and leaves the reader behind it.</summary>
    internal static void Decode(ByteReader reader, ICollection<string> directories, IDictionary<string, byte[]> files)
    {
        if (reader.Remaining < s_magic.Length || !Check.Same(reader.Bytes(s_magic.Length), s_magic))
        {
            throw new MalformedException("not a flash image of the simulator");
        }

        int directoryCount = reader.U16();
        for (int i = 0; i < directoryCount; i++)
        {
            directories.Add(Path(reader));
        }

        int fileCount = reader.U16();
        for (int i = 0; i < fileCount; i++)
        {
            string path = Path(reader);
            int slash = path.LastIndexOf('/');
            if (slash >= 0 && !directories.Contains(path[..slash]))
            {
                throw new MalformedException("a flash image names a file without its directory");
            }

            if (!files.TryAdd(path, Content(reader)))
            {
                throw new MalformedException("a flash image names one file twice");
            }
        }
    }

    internal static string Path(ByteReader reader) => System.Text.Encoding.ASCII.GetString(reader.Blob(PathBytesMax));

    internal static byte[] Content(ByteReader reader) => reader.Blob(FileBytesMax);
}
