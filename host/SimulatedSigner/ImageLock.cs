namespace Holdfast.SimulatedSigner;

/// <summary>One simulator at a time on one image: two would write over each other. The lock lies beside the image and goes with the process.</summary>
public sealed class ImageLock : IDisposable
{
    private readonly FileStream _file;

    private ImageLock(FileStream file)
    {
        _file = file;
    }

    /// <exception cref="IOException">Another simulator has the image, or its folder is missing, full or cannot be written.</exception>
    public static ImageLock Take(string imagePath)
    {
        if (Directory.Exists(imagePath))
        {
            throw new IOException($"{imagePath} is a folder; name a file that holds the simulated flash");
        }

        if (Path.GetDirectoryName(Path.GetFullPath(imagePath)) is { } folder && !Directory.Exists(folder))
        {
            throw new IOException($"the folder {folder} does not exist; make it first, or name another file");
        }

        string path = imagePath + ".lock";
        try
        {
            return new ImageLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose));
        }
        catch (IOException busy) when (File.Exists(path))
        {
            throw new IOException($"another simulator uses {imagePath}; end it first, or name another file", busy);
        }
    }

    public void Dispose() => _file.Dispose();
}
