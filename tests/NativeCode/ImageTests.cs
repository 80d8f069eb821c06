namespace Holdfast.NativeCode;

/// <summary>firmware/Image/image.sh: what it accepts, and that it finds each single thing that is wrong.</summary>
[TestClass]
public sealed class ImageTests
{
    private static readonly string s_image = Path.Combine(NativeLibrary.Repository(), "firmware", "Image");
    private static readonly string s_script = Path.Combine(s_image, "image.sh");

    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-image-").FullName;

    [TestInitialize]
    public void NeedsBash()
    {
        if (OperatingSystem.IsWindows() || NativeLibrary.Run("bash", ["-c", "command -v awk"]).Code != 0)
        {
            Assert.Inconclusive("no bash, or no awk");
        }
    }

    [TestCleanup]
    public void Clean() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    [DataRow("production")]
    [DataRow("development")]
    public void WhatIsRequiredPassesWithAnythingElseAroundIt(string variant)
    {
        string[] around = ["CONFIG_IDF_TARGET=\"esp32s3\"", "# CONFIG_HEAP_TRACING is not set", "", "#", "# Automatically generated"];
        Assert.AreEqual(0, Lint(variant, [.. around, .. Required(variant)], [.. Required("kconfig"), "CONFIG_API_SYSTEM_IO_PORTS=y"]).Code);
    }

    /// <summary>Each setting in turn: absent, off, with another value, and misspelt.</summary>
    [TestMethod]
    [DataRow("production")]
    [DataRow("development")]
    public void EveryRequiredSettingIsMissed(string variant)
    {
        string[] required = Required(variant);
        foreach (string line in required.Where(l => l.StartsWith("CONFIG_", StringComparison.Ordinal)))
        {
            string name = line.Split('=')[0];
            foreach (string other in new[] { "", $"# {name} is not set", name + "=n", name + "S" + line[name.Length..] })
            {
                (int code, string said) = Lint(variant, [.. required.Select(l => l == line ? other : l)], Required("kconfig"));
                Assert.AreEqual(1, code, line + " became " + other);
                StringAssert.Contains(said, name);
            }
        }

        foreach (string line in required.Where(l => l.StartsWith("# CONFIG_", StringComparison.Ordinal)))
        {
            string name = line.Split(' ')[1];
            Assert.AreEqual(0, Lint(variant, [.. required.Where(l => l != line)], Required("kconfig")).Code, "what is absent is off");
            (int code, string said) = Lint(variant, [.. required.Select(l => l == line ? name + "=y" : l)], Required("kconfig"));
            Assert.AreEqual(1, code, name);
            StringAssert.Contains(said, name);
        }
    }

    [TestMethod]
    [DataRow("production")]
    [DataRow("development")]
    public void EveryForbiddenSettingIsFound(string variant)
    {
        int count = 0;
        foreach (string line in File.ReadLines(Path.Combine(s_image, "forbidden." + variant)).Where(l => l.StartsWith("CONFIG_", StringComparison.Ordinal)))
        {
            string name = line.Split(' ')[0].Replace("*", "ANY", StringComparison.Ordinal);
            Assert.AreEqual(1, Lint(variant, [.. Required(variant).Where(l => !l.Contains(name + " ", StringComparison.Ordinal)), name + "=y"], Required("kconfig")).Code, name);
            Assert.AreEqual(0, Lint(variant, [.. Required(variant).Where(l => !l.Contains(name + " ", StringComparison.Ordinal)), $"# {name} is not set"], Required("kconfig")).Code, name);
            count++;
        }

        Assert.IsTrue(count >= 6);
    }

    [TestMethod]
    public void TheRuntimesDebuggerIsFound()
    {
        string[] kconfig = Required("kconfig");
        Assert.AreEqual(1, Lint("production", Required("production"), [.. kconfig.Where(l => !l.StartsWith('#')), "CONFIG_NF_FEATURE_DEBUGGER=y"]).Code);
        Assert.AreEqual(1, Lint("development", Required("development"), [.. kconfig.Where(l => !l.Contains("RTM", StringComparison.Ordinal))]).Code);
    }

    [TestMethod]
    public void AnEmptyConfigurationProvesNothing() => Assert.AreEqual(2, Lint("production", [], Required("kconfig")).Code);

    [TestMethod]
    [DataRow("partitions-8mb.csv", "8")]
    [DataRow("partitions-4mb.csv", "4")]
    public void TheTablesAreGood(string table, string megabytes) => Assert.AreEqual(0, Script("partitions", Path.Combine(s_image, table), megabytes).Code);

    [TestMethod]
    [DataRow("ota_0,    app,  ota_0,", "factory,  app,  factory,")]
    [DataRow("ota_1,    app,  ota_1,    0x2e0000, 0x2c0000,", "")]
    [DataRow("0x2e0000, 0x2c0000", "0x2e0000, 0x2b0000")]
    [DataRow("0x2e0000, 0x2c0000", "0x2e1000, 0x2bf000")]
    [DataRow("0x2e0000, 0x2c0000", "0x2d0000, 0x2c0000")]
    [DataRow("0x2e0000, 0x2c0000", ", 0x2c0000")]
    [DataRow("config,   data, littlefs, 0x5a0000, 0x200000, encrypted", "config,   data, littlefs, 0x5a0000, 0x200000,")]
    [DataRow("config,   data, littlefs, 0x5a0000, 0x200000, encrypted", "config,   data, littlefs, 0x5a0000, 0x270000, encrypted")]
    [DataRow("0x2000,   encrypted", "0x2000,")]
    [DataRow("nvs_keys, data, nvs_keys, 0x12000,  0x1000,   encrypted", "")]
    [DataRow("0xa000,   0x6000", "0x9000,   0x6000")]
    [DataRow("config, ", "deploy, ")]
    public void OneWrongPlaceInATableIsFound(string good, string bad)
    {
        string text = File.ReadAllText(Path.Combine(s_image, "partitions-8mb.csv"));
        StringAssert.Contains(text, good);
        string table = Path.Combine(_folder, "table.csv");
        File.WriteAllText(table, text.Replace(good, bad, StringComparison.Ordinal));
        Assert.AreEqual(1, Script("partitions", table, "8").Code);
    }

    /// <summary>Fifteen percent of a slot stay free: the largest image that passes, and one byte more.</summary>
    [TestMethod]
    public void TheImageFitsItsSlot()
    {
        const int slot = 0x2c0000;
        string table = Path.Combine(s_image, "partitions-8mb.csv");
        string image = Path.Combine(_folder, "image.bin");
        int largest = (int)(slot * 100L / 115);
        File.WriteAllBytes(image, new byte[largest]);
        Assert.AreEqual(0, Script("partitions", table, "8", image).Code);
        File.WriteAllBytes(image, new byte[largest + 1]);
        Assert.AreEqual(1, Script("partitions", table, "8", image).Code);
        Assert.AreEqual(1, Script("partitions", table, "4").Code, "the table of 8 MB does not fit 4");
    }

    /// <summary>Commands are only printed, twice the same, and never without saying so.</summary>
    [TestMethod]
    public void CommandsArePrintedAndTheSameEveryTime()
    {
        foreach (string[] arguments in new[] { new[] { "keys", "--dry-run" }, ["sign", "--dry-run", "image.bin", "a.pem", "b.pem"] })
        {
            (int code, string said) = Script(arguments);
            Assert.AreEqual(0, code);
            Assert.AreEqual(said, Script(arguments).Said);
            Assert.AreEqual(2, Script(arguments[0]).Code, "without --dry-run");
        }

        string keys = Script("keys", "--dry-run").Said;
        foreach (string burn in keys.Split('\n').Where(l => l.Contains("burn_", StringComparison.Ordinal)))
        {
            StringAssert.StartsWith(burn, "espefuse.py --chip esp32s3 --port PORT ");
        }

        StringAssert.Contains(keys, "BURNS FOR EVER");
        Assert.AreEqual(0, Directory.EnumerateFileSystemEntries(_folder).Count(), "nothing was written");
    }

    private static string[] Required(string variant) =>
        [.. File.ReadLines(Path.Combine(s_image, variant == "kconfig" ? "kconfig.production" : "sdkconfig." + variant)).Where(l => l.StartsWith("CONFIG_", StringComparison.Ordinal) || l.StartsWith("# CONFIG_", StringComparison.Ordinal))];

    private (int Code, string Said) Lint(string variant, string[] sdkconfig, string[] kconfig)
    {
        string first = Path.Combine(_folder, "sdkconfig");
        string second = Path.Combine(_folder, "kconfig");
        File.WriteAllLines(first, sdkconfig);
        File.WriteAllLines(second, kconfig);
        return Script("lint", variant, first, second);
    }

    private (int Code, string Said) Script(params string[] arguments)
    {
        (int code, string said) = NativeLibrary.Run("bash", [s_script, .. arguments], _folder);
        return (code, said);
    }
}
