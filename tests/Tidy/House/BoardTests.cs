using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Tidy.Chip;

namespace Holdfast.Tidy.House;

/// <summary>Adding a board is copying a folder; this says what the copy still lacks.</summary>
[TestClass]
public sealed class BoardTests
{
    /// <summary>ESP32 images that nanoFramework publishes and that have ports, file system and cryptography built in (July 2026).</summary>
    private static readonly string[] s_targets =
    [
        "ESP32_REV0", "ESP32_REV3", "ESP32_PSRAM_REV0", "ESP32_PSRAM_REV3", "ESP32_PICO", "ESP32_BLE_REV0", "ESP32_BLE_REV3",
        "ESP32_S2", "ESP32_S3_QUAD", "ESP32_S3_OCTAL", "ESP32_C3", "ESP32_C6_THREAD",
    ];

    private static readonly string[] s_chapters = ["## Wiring", "## Image", "## Limits", "## What was proven"];

    public static IEnumerable<object[]> Boards => Directory.EnumerateDirectories(Repository.PathOf("boards")).Order().Select(d => new object[] { Path.GetFileName(d) });

    [TestMethod]
    public void TheBoardsAreHere() => CollectionAssert.IsSubsetOf(
        new[] { "esp32-s3-devkitc-1", "esp32-devkitc-v4", "esp32-c3-devkitm-1", "lilygo-t-display", "lilygo-t-display-s3" }, Boards.Select(b => (string)b[0]).ToList());

    [TestMethod]
    [DynamicData(nameof(Boards))]
    public void DescribesItselfCompletely(string board)
    {
        JsonElement root = Json(board);
        CollectionAssert.Contains(s_targets, root.GetProperty("runtime").GetProperty("target").GetString());
        Assert.IsTrue(Version.TryParse(root.GetProperty("runtime").GetProperty("version").GetString(), out _));
        foreach (string text in new[] { "name", "chip", "writeThrough", "beforeStart" })
        {
            Assert.IsTrue(root.GetProperty(text).GetString()!.Length >= 5, text);
        }

        Assert.IsTrue(root.GetProperty("cpuMegahertz").GetInt32() is 160 or 240);

        // What tests/Cost/README.md gives for ten channels with 30 HTLCs; the flasher prints the sentence before anybody starts.
        Assert.IsTrue(root.GetProperty("heapBytes").GetInt32() >= 120_000 || root.GetProperty("beforeStart").GetString()!.Contains("not enough memory", StringComparison.Ordinal),
            "a heap that is too small is said to be");
        string table = root.GetProperty("generatorTable").GetString()!;
        Assert.IsTrue(File.Exists(Repository.PathOf($"firmware/Device/Tables/{table}.nanoresources")), table);
        JsonElement partitions = root.GetProperty("partitions");
        Assert.IsTrue(partitions.GetProperty("configBytes").GetInt32() >= 256 * 1024, "too small for the journal");
        Assert.IsTrue(partitions.GetProperty("deployBytes").GetInt32() + partitions.GetProperty("configBytes").GetInt32() < partitions.GetProperty("flashBytes").GetInt32());
    }

    [TestMethod]
    [DynamicData(nameof(Boards))]
    public void PinsAndDescriptionAgree(string board)
    {
        string pins = Repository.Read($"boards/{board}/Pins.cs");
        JsonElement link = Json(board).GetProperty("link");
        Assert.AreEqual(board, Constant(pins, "Board"));
        Assert.AreEqual(link.GetProperty("port").GetString(), Constant(pins, "LinkPort"));
        Assert.AreEqual(link.GetProperty("baud").GetInt32().ToString(), Constant(pins, "LinkBaud"));

        // A port other than the debugger's own has no pins until it is given some.
        Assert.AreEqual(link.GetProperty("port").GetString() != "COM1", pins.Contains("SetPinFunction"));
        StringAssert.Contains(link.GetProperty("through").GetString()!, link.GetProperty("port").GetString() == "COM1" ? "" : Constant(pins, "LinkTransmit"));
    }

    [TestMethod]
    [DynamicData(nameof(Boards))]
    public void TheFirmwareCompilesForIt(string board)
    {
        IReadOnlyList<Violation> violations = ChipScan.Of(ChipBuild.Release.Build("firmware/Device/Device.nfproj", board));
        Assert.AreEqual(0, violations.Count, string.Join("\n", violations));
    }

    [TestMethod]
    [DynamicData(nameof(Boards))]
    public void ItsReadmeSaysWhatAPersonNeeds(string board)
    {
        string readme = Repository.Read($"boards/{board}/README.md");
        foreach (string chapter in s_chapters)
        {
            StringAssert.Contains(readme, "\n" + chapter);
        }

        JsonElement root = Json(board);
        string pins = Repository.Read($"boards/{board}/Pins.cs");
        Assert.IsTrue(Regex.IsMatch(readme, @"```\n[^`]*\+-{5,}\+[^`]*```"), "no drawing of the board");
        StringAssert.Contains(readme, $"`{root.GetProperty("runtime").GetProperty("target").GetString()}`");
        StringAssert.Contains(readme, $"{root.GetProperty("partitions").GetProperty("deployBytes").GetInt32():N0} bytes");
        StringAssert.Contains(readme, $"GPIO {Constant(pins, "ApproveButton")}");
        StringAssert.Contains(readme, $"GPIO {Constant(pins, "Light")}");
        StringAssert.Contains(Repository.Read("boards/README.md"), $"({board}/README.md)");
    }

    private static JsonElement Json(string board) => JsonDocument.Parse(Repository.Read($"boards/{board}/board.json")).RootElement;

    private static string Constant(string pins, string name)
    {
        Match constant = Regex.Match(pins, $@"const (?:string|int) {name} = ""?([^"";]+)""?;");
        Assert.IsTrue(constant.Success, $"Pins.cs has no constant {name}");
        return constant.Groups[1].Value;
    }
}
