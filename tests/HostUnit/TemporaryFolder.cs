namespace Holdfast.HostUnit;

/// <summary>A folder that is gone after the test.</summary>
/// <param name="below">A folder inside of it, for what also reads the folder above.</param>
internal sealed class TemporaryFolder(string below = "") : IDisposable
{
    private readonly string _whole = Directory.CreateTempSubdirectory("holdfast").FullName;
    private string? _fullName;

    public string FullName => _fullName ??= Directory.CreateDirectory(Path.Combine(_whole, below)).FullName;

    public string File(string name) => Path.Combine(FullName, name);

    public void Dispose() => Directory.Delete(_whole, recursive: true);

    /// <summary>Who may read and write a file; on Windows nothing happens.</summary>
    public static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(path, mode);
        }
    }
}
