using System.Text;

namespace Holdfast.DeviceLink;

/// <summary>
/// The passphrase of a sealed half, for a program that nobody watches: from a file that only its owner can read, or from systemd. Never from an argument or a
/// variable, which other processes of the user can read.
/// </summary>
public static class HalfPassphrase
{
    /// <summary>Names the file, as the setting host-half-passphrase-file of holdfast-hsmd does.</summary>
    public const string Variable = "HOLDFAST_HOST_HALF_PASSPHRASE_FILE";

    /// <summary>`LoadCredential=` or `LoadCredentialEncrypted=` of the node's unit.</summary>
    public const string Credential = "holdfast-passphrase";

    private const string CredentialsFolder = "CREDENTIALS_DIRECTORY";
    private const int BytesMax = 1024;

    /// <param name="file">The file that a setting names; null: the variable, or systemd's credential.</param>
    /// <returns>Null where nobody has put it anywhere.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is empty or too long, or others than its owner may read or change it.</exception>
    public static string? Unattended(string? file = null)
    {
        string? named = file ?? Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(named))
        {
            HostHalfFile.RequireOwnersOnly(named, "the file with the passphrase, " + named + ",");
            return Read(named);
        }

        // Only the service sees this folder; systemd may show its rights as those of a group.
        string? folder = Environment.GetEnvironmentVariable(CredentialsFolder);
        string path = Path.Combine(folder ?? "", Credential);
        return !string.IsNullOrEmpty(folder) && File.Exists(path) ? Read(path) : null;
    }

    /// <summary>The first line.</summary>
    private static string Read(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read);
        byte[] bytes = new byte[BytesMax + 1];
        int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        string line = length > BytesMax ? "" : Encoding.UTF8.GetString(bytes, 0, length).Split('\n')[0].TrimEnd('\r');
        return line.Length > 0 ? line : throw new InvalidDataException($"{path} should have the passphrase of the host half in its first line, at most {BytesMax} bytes");
    }
}
