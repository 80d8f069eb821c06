using System.Buffers.Binary;
using System.Collections;
using System.Globalization;
using System.Resources;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Holdfast.Crypto;

namespace Holdfast.Unit.Desktop.Device;

/// <summary>
/// The two generator tables that the firmware embeds hold what GeneratorTable computes, and FlashTable.cs knows their digests and resource
/// identifiers. HOLDFAST_WRITE_TABLES=1 writes the files anew.
/// </summary>
[TestClass]
public class FlashTableFilesTests
{
    private const int CheckBytes = 4096;

    [DataRow(true)]
    [DataRow(false)]
    [TestMethod]
    public void TheFileHoldsTheTable(bool isLarge)
    {
        byte[] table = GeneratorTable.Make(isLarge);
        string path = Path.Combine(Room(), "Tables", (isLarge ? "large" : "small") + ".nanoresources");
        if (Environment.GetEnvironmentVariable("HOLDFAST_WRITE_TABLES") == "1")
        {
            Write(path, table);
        }

        using ResourceReader reader = new(path);
        Dictionary<string, byte[]> resources = reader.Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (byte[])entry.Value!);

        CollectionAssert.AreEqual(new[] { "Length", "Points" }, resources.Keys.Order().ToArray());
        CollectionAssert.AreEqual(table, resources["Points"]);
        Assert.AreEqual(table.Length, BinaryPrimitives.ReadInt32BigEndian(resources["Length"]));
        Assert.AreEqual(0, table.Length % CheckBytes);
    }

    [DataRow(true, "LargeDigest")]
    [DataRow(false, "SmallDigest")]
    [TestMethod]
    public void TheFirmwareKnowsItsDigest(bool isLarge, string constant)
    {
        byte[] digest = new byte[32];
        foreach (byte[] part in GeneratorTable.Make(isLarge).Chunk(CheckBytes))
        {
            digest = HMACSHA256.HashData(digest, part);
        }

        Assert.AreEqual($"0x{BinaryPrimitives.ReadUInt64BigEndian(digest):x16}", Value(constant));
    }

    [DataRow("Length")]
    [DataRow("Points")]
    [TestMethod]
    public void TheFirmwareKnowsItsResourceIdentifiers(string name)
        => Assert.AreEqual(IdentifierOf(name).ToString(CultureInfo.InvariantCulture), Value(name));

    // nanoFramework's metadata processor names resources by two interleaved hashes of their characters, folded to 16 bits.
    private static short IdentifierOf(string name)
    {
        uint[] hashes = [0x15051505, 0x15051505];
        for (int i = 0; i < name.Length; i++)
        {
            hashes[i & 1] = (hashes[i & 1] * 33) ^ name[i];
        }

        uint both = hashes[0] + (hashes[1] * 1566083941);
        return (short)((both >> 16) ^ both);
    }

    private static string Value(string constant)
    {
        Match match = Regex.Match(File.ReadAllText(Path.Combine(Room(), "FlashTable.cs")), $@"\b{constant} = (-?\w+)[;,]");
        Assert.IsTrue(match.Success, $"FlashTable.cs has no {constant}");
        return match.Groups[1].Value;
    }

    private static void Write(string path, byte[] table)
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, table.Length);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using ResourceWriter writer = new(path);
        writer.AddResource("Length", length);
        writer.AddResource("Points", table);
    }

    private static string Room()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory != null && !File.Exists(Path.Combine(directory, "Firmware.sln")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return Path.Combine(directory!, "firmware", "Device");
    }
}
