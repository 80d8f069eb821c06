using System.Security.Cryptography;

namespace Holdfast.DeviceLink;

/// <summary>
/// The host's half of the key, in a file that only its owner can read: 64 hex digits. With the device alone nobody can sign, and with this
/// file alone nobody can either; the one who loses it must restore the seed from its words. It pins the device as well: the pairing key follows from it, and a
/// device that does not have that key is not given the half.
/// </summary>
public static class HostHalfFile
{
    private const int HalfBytes = 32;

    /// <summary>HOLDFAST_HOST_HALF, or holdfast/host-half in the user's configuration folder.</summary>
    public static string DefaultPath =>
        Environment.GetEnvironmentVariable("HOLDFAST_HOST_HALF") is { Length: > 0 } path
            ? path
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "holdfast", "host-half");

    /// <exception cref="FileNotFoundException">There is none: this computer was never paired with a device.</exception>
    /// <exception cref="InvalidDataException">It is not 64 hex digits, or others than its owner may read or change it.</exception>
    public static byte[] Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{path} does not exist: this computer is not paired with a signer. Run `holdfast init`, or copy the file from a paired computer");
        }

        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & others) != 0)
        {
            throw new InvalidDataException($"{path} can be read or changed by other users of this computer, who may have copied it already; run `chmod 600 {path}`");
        }

        string text = File.ReadAllText(path).Trim();
        if (text.Length != HalfBytes * 2 || !text.All(char.IsAsciiHexDigit))
        {
            throw new InvalidDataException($"{path} is not a host half: it should hold {HalfBytes * 2} hex digits and nothing else");
        }

        return Convert.FromHexString(text);
    }

    /// <summary>
    /// Where a new half stays until a device has shown that it was provisioned with it. What calls itself blank on a cable may be anybody, who then has the half:
    /// it must not become that of a real device later.
    /// </summary>
    public static string UnconfirmedPath(string path) => path + ".unconfirmed";

    /// <summary>Where a half waits that nobody has been given yet. One that an interrupted run left behind gives way to the next.</summary>
    public static string PreparedPath(string path) => path + ".prepared";

    /// <summary>Draws a new half and writes it, durable on return, before anything is done that a full disk would make void.</summary>
    /// <exception cref="IOException">It cannot be written there; nothing is left behind.</exception>
    public static byte[] Prepare(string path)
    {
        if (File.Exists(PreparedPath(path)))
        {
            File.Delete(PreparedPath(path));
        }

        return Create(PreparedPath(path));
    }

    /// <summary>From here on somebody may have the half: it waits for a device that confirms it.</summary>
    /// <exception cref="IOException">There already is such a file: it may be the half of another device.</exception>
    public static void BeginGiving(string path) => File.Move(PreparedPath(path), UnconfirmedPath(path), overwrite: false);

    /// <summary>The device answered under the new half: from now on it is this computer's.</summary>
    /// <exception cref="IOException">There already is a file: it may be the half of another device.</exception>
    public static void Confirm(string path) => File.Move(UnconfirmedPath(path), path, overwrite: false);

    /// <summary>Draws a new half and writes it, readable by its owner only, durable on return.</summary>
    /// <exception cref="IOException">There already is a file: it may be the half of another device.</exception>
    public static byte[] Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        byte[] half = RandomNumberGenerator.GetBytes(HalfBytes);
        using FileStream file = new(path, options);
        try
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(half) + "\n"));
            file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // An empty file would look like somebody's half for ever.
            File.Delete(path);
            throw;
        }

        return half;
    }
}
