using System.Security.Cryptography;

namespace Holdfast.DeviceLink;

/// <summary>
/// The host's half of the key, in a file that only its owner can read: 64 hex digits, or sealed with a passphrase (<see cref="SealedHalf"/>). With the device alone
/// nobody can sign, and with this file alone nobody can either; the one who loses it must restore the seed from its words. It
/// pins the device as well: the pairing key follows from it, and a
/// device that does not have that key is not given the half.
/// </summary>
public static class HostHalfFile
{
    internal const int HalfBytes = 32;

    /// <summary>HOLDFAST_HOST_HALF, or holdfast/host-half in the user's configuration folder.</summary>
    public static string DefaultPath =>
        Environment.GetEnvironmentVariable("HOLDFAST_HOST_HALF") is { Length: > 0 } path
            ? path
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "holdfast", "host-half");

    /// <summary>The half; a sealed one is opened with the passphrase that waits for a program without a terminal.</summary>
    /// <exception cref="FileNotFoundException">There is none: this computer was never paired with a device.</exception>
    /// <exception cref="InvalidDataException">It is no half, or others than its owner may read or change it, or it is sealed and does not open.</exception>
    public static byte[] Read(string path) => Read(path, () => HalfPassphrase.Unattended());

    /// <param name="passphrase">Asked only where the half is sealed; null where nobody knows it.</param>
    /// <exception cref="FileNotFoundException">There is none: this computer was never paired with a device.</exception>
    /// <exception cref="InvalidDataException">It is no half, or others than its owner may read or change it, or it is sealed and does not open.</exception>
    public static byte[] Read(string path, Func<string?> passphrase)
    {
        string text = Text(path, out bool isSealed);
        if (!isSealed)
        {
            return Convert.FromHexString(text);
        }

        string known = passphrase() ?? throw new InvalidDataException(
            $"{path} is sealed with a passphrase, and nobody has said it: run the command on a terminal, name a file with {HalfPassphrase.Variable} (in holdfast.conf: "
            + $"host-half-passphrase-file), or give the service the systemd credential {HalfPassphrase.Credential}");
        return SealedHalf.Open(text, known) ?? throw new InvalidDataException($"the passphrase does not open {path}; nothing was changed");
    }

    /// <summary>Whether a half is sealed. Whoever only asks this needs no passphrase.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">It is no half, or others than its owner may read or change it.</exception>
    public static bool IsSealed(string path)
    {
        Text(path, out bool isSealed);
        return isSealed;
    }

    private static string Text(string path, out bool isSealed)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{path} does not exist: this computer is not paired with a signer. Run `holdfast init`, or copy the file from a paired computer");
        }

        RequireOwnersOnly(path, path);
        string text = File.ReadAllText(path).Trim();
        isSealed = SealedHalf.IsOne(text);
        if (isSealed)
        {
            try
            {
                SealedHalf.RequireWhole(text);
            }
            catch (InvalidDataException wrong)
            {
                throw new InvalidDataException($"{path} should hold a sealed host half, but {wrong.Message}; put your copy of it back", wrong);
            }
        }
        else if (text.Length != HalfBytes * 2 || !text.All(char.IsAsciiHexDigit))
        {
            throw new InvalidDataException($"{path} is not a host half: it should hold {HalfBytes * 2} hex digits and nothing else, or be sealed by `holdfast passphrase set`");
        }

        return text;
    }

    /// <exception cref="InvalidDataException">Others may read or change it.</exception>
    internal static void RequireOwnersOnly(string path, string name)
    {
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & others) != 0)
        {
            throw new InvalidDataException($"{name} can be read or changed by other users of this computer, who may have copied it already; run `chmod 600 {path}`");
        }
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
        byte[] half = RandomNumberGenerator.GetBytes(HalfBytes);
        Write(path, Convert.ToHexStringLower(half));
        return half;
    }

    /// <summary>
    /// Seals a half, changes its passphrase or takes it away. The new form is written beside the old one, made durable, read back and opened; only then does it take the
    /// old one's name, in one step. A power cut leaves the old form or the new one, and a file of the other name that the next run removes.
    /// </summary>
    /// <param name="passphrase">The present one; asked only where the half is sealed.</param>
    /// <param name="next">The new one; null: the half is not sealed any more.</param>
    /// <param name="iterations">What a try of a passphrase costs.</param>
    /// <param name="done">Called after each step, so that a test can cut the power there.</param>
    /// <exception cref="IOException">It cannot be written; the old form stays.</exception>
    /// <exception cref="InvalidDataException">The old form does not open; it stays.</exception>
    internal static void Change(string path, Func<string?> passphrase, string? next, int iterations, Action<string>? done = null)
    {
        // A link stays a link.
        string target = new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
        byte[] half = Read(target, passphrase);
        try
        {
            string changing = target + ".changing";
            File.Delete(changing);
            done?.Invoke("a file of an earlier run is gone");
            Write(changing, next == null ? Convert.ToHexStringLower(half) : SealedHalf.Seal(half, next, iterations));
            done?.Invoke("the new form is written");
            byte[] again = Read(changing, () => next);
            if (!CryptographicOperations.FixedTimeEquals(half, again))
            {
                throw new IOException($"{changing} does not hold what was written to it; {target} is as it was");
            }

            FileOwner.Copy(target, changing);
            done?.Invoke("the new form is proven");
            File.Move(changing, target, overwrite: true);
            FileOwner.SyncFolder(Path.GetDirectoryName(Path.GetFullPath(target))!);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(half);
        }
    }

    /// <summary>The same, at today's cost of a try.</summary>
    public static void Change(string path, Func<string?> passphrase, string? next) => Change(path, passphrase, next, SealedHalf.Iterations);

    private static void Write(string path, string text)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using FileStream file = new(path, options);
        try
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(text + "\n"));
            file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // An empty file would look like somebody's half for ever.
            File.Delete(path);
            throw;
        }
    }
}
