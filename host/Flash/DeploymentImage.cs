using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Flash;

/// <summary>One assembly in the image.</summary>
/// <param name="Offset">Where it begins in the image, a multiple of 4.</param>
/// <param name="Sha256">Of the file alone, lower-case hex.</param>
public sealed record ImagePart(string Name, int Offset, int Bytes, string Sha256);

/// <summary>
/// What goes into the chip's deploy partition: all .pe files of the application and its libraries one behind the other, each filled up with
/// zeros to a multiple of 4 bytes. The runtime walks them by their headers and links them by name, so their order is free; it is fixed here
/// (the core library, then by name, the application last) so that the same files always give the same hash.
/// </summary>
public sealed class DeploymentImage
{
    /// <summary>First bytes of every .pe file of the 1.x line.</summary>
    private static readonly byte[] s_marker = Encoding.ASCII.GetBytes("NFMRK1\0");

    private const string CoreLibrary = "mscorlib";
    private const string Application = "Holdfast.Device";

    private DeploymentImage(byte[] bytes, IReadOnlyList<ImagePart> parts)
    {
        Bytes = bytes;
        Parts = parts;
    }

    public byte[] Bytes { get; }

    public IReadOnlyList<ImagePart> Parts { get; }

    public string Sha256 => Hex(Bytes);

    /// <exception cref="FlashException">No .pe files, a file that is none, core library or application missing, or larger than the partition.</exception>
    public static DeploymentImage Assemble(string folder, int deployBytes)
    {
        string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.pe") : [];
        if (files.Length == 0)
        {
            throw new FlashException($"There are no .pe files in {folder}; nanoFramework's build has not run, or it failed.");
        }

        MemoryStream image = new();
        List<ImagePart> parts = [];
        foreach (string file in files.OrderBy(Rank).ThenBy(Path.GetFileName, StringComparer.Ordinal))
        {
            byte[] content = File.ReadAllBytes(file);
            if (!content.AsSpan().StartsWith(s_marker))
            {
                throw new FlashException($"{file} is not a nanoFramework 1.x assembly: it does not begin with NFMRK1.");
            }

            parts.Add(new ImagePart(Path.GetFileNameWithoutExtension(file), (int)image.Length, content.Length, Hex(content)));
            image.Write(content);
            image.Write(new byte[(4 - (content.Length % 4)) % 4]);
        }

        foreach (string needed in new[] { CoreLibrary, Application })
        {
            if (!parts.Any(p => p.Name == needed))
            {
                throw new FlashException($"{needed}.pe is missing in {folder}; the build is not complete.");
            }
        }

        if (image.Length > deployBytes)
        {
            throw new FlashException($"The application has {image.Length:N0} bytes, but the board's deploy partition has only {deployBytes:N0}.");
        }

        return new DeploymentImage(image.ToArray(), parts);
    }

    private static int Rank(string file) => Path.GetFileNameWithoutExtension(file) switch
    {
        CoreLibrary => 0,
        Application => 2,
        _ => 1,
    };

    private static string Hex(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
