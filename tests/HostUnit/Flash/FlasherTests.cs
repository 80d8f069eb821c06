using System.Text;
using Holdfast.Flash;

namespace Holdfast.HostUnit.Flash;

[TestClass]
public sealed class FlasherTests
{
    private static readonly string s_repository = FindRepository();

    public static IEnumerable<object[]> Boards => Directory.EnumerateDirectories(Path.Combine(s_repository, "boards")).Select(d => new object[] { Path.GetFileName(d) });

    /// <summary>Every command, word by word: what a dry run prints is what a real run does.</summary>
    [TestMethod]
    [DynamicData(nameof(Boards))]
    public void ADryRunPrintsTheExactCommands(string name)
    {
        Board board = Board.Load(s_repository, name);
        string text = Run(ImaginaryMachine.Complete, new FlashOptions(s_repository, name, "/dev/ttyUSB0", "/dev/ttyUSB1", ReadBack: true, DryRun: true), expectedCode: 0);

        string[] commands = [.. text.Split('\n').Where(l => l.StartsWith("      ", StringComparison.Ordinal)).Select(l => l.Trim())];
        CollectionAssert.AreEqual(new[]
        {
            "dotnet tool restore",
            "/usr/bin/nuget restore firmware/Device/packages.config -PackagesDirectory packages -NonInteractive",
            $"/usr/bin/msbuild firmware/Device/Device.nfproj -p:Configuration=Release -p:Board={name} -p:GeneratorTable={board.GeneratorTable} "
                + "-p:NanoFrameworkProjectSystemPath=/somewhere/ada/.vscode/extensions/nanoframework.vscode-nanoframework-1.0.249/dist/utils/nanoFramework/v1.0/ "
                + "-v:minimal -p:CscToolPath=/usr/share/dotnet/sdk/10.0.401/Roslyn/bincore -p:CscToolExe=csc",
            $"dotnet nanoff --update --target {board.RuntimeTarget} --fwversion {board.RuntimeVersion} --serialport /dev/ttyUSB0",
            $"dotnet nanoff --target {board.RuntimeTarget} --serialport /dev/ttyUSB0 --deploy --image artifacts/nano/{name}.bin",
        }, commands);
        StringAssert.Contains(text, $"[4/7] Put all assemblies from artifacts/nano/bin/Device/Release into artifacts/nano/{name}.bin");
        StringAssert.Contains(text, $"[7/7] Ask the signer on /dev/ttyUSB1 at {board.LinkBaud} baud for its version and board");
        StringAssert.Contains(text, board.BeforeStart);
        StringAssert.Contains(text, "Dry run: nothing was changed.");
    }

    /// <summary>Behind the connector that writes the chip there is no signer on boards with an adapter: its port was named as if it were the link.</summary>
    [TestMethod]
    [DynamicData(nameof(Boards))]
    public void WhatIsNextNamesTheLinkAndNotTheBootLoader(string name)
    {
        Board board = Board.Load(s_repository, name);
        string text = Run(ImaginaryMachine.Complete, new FlashOptions(s_repository, name, "/dev/ttyUSB0", null, ReadBack: false, DryRun: true), expectedCode: 0);
        Assert.AreEqual(!board.HasOwnLinkPort, text.Contains("--signer /dev/ttyUSB0", StringComparison.Ordinal), text);
        Assert.AreEqual(board.HasOwnLinkPort, text.Contains("LINK_PORT is the port of " + board.LinkThrough, StringComparison.Ordinal), text);
        string named = Run(ImaginaryMachine.Complete, new FlashOptions(s_repository, name, "/dev/ttyUSB0", "/dev/ttyUSB1", ReadBack: false, DryRun: true), expectedCode: 0);
        StringAssert.Contains(named, "--signer /dev/ttyUSB1,");
        if (board.HasOwnLinkPort)
        {
            string asked = Run(ImaginaryMachine.Complete, new FlashOptions(s_repository, name, "/dev/ttyUSB0", null, ReadBack: true, DryRun: true), expectedCode: 1);
            StringAssert.Contains(asked, "Name that port with --link-port");
        }
    }

    /// <summary>What the signer has stored lies in the config partition; no command of the flasher may erase it.</summary>
    [TestMethod]
    [DynamicData(nameof(Boards))]
    public void NoCommandErasesWhatTheSignerStored(string name)
    {
        string text = Run(ImaginaryMachine.Complete, new FlashOptions(s_repository, name, "COM7", null, ReadBack: false, DryRun: true), expectedCode: 0);
        Assert.IsFalse(text.Contains("--masserase") || text.Contains("--nobackupconfig"), text);
    }

    [TestMethod]
    public void WithoutReadBackNobodyIsAsked()
    {
        string text = Run(ImaginaryMachine.Complete, new FlashOptions(s_repository, "esp32-devkitc-v4", "COM7", null, ReadBack: false, DryRun: true), expectedCode: 0);
        StringAssert.Contains(text, "[6/6]");
        Assert.IsFalse(text.Contains("who it is"));
    }

    [TestMethod]
    public void OnWindowsTheCompilerIsVisualStudios()
    {
        const string Studio = @"C:\Program Files\Microsoft Visual Studio\2022\Community\MSBuild";
        ImaginaryMachine windows = new("tools/nuget", "C:/Program Files/Microsoft Visual Studio/2022/Community/MSBuild/Current/Bin/MSBuild.exe",
            "C:/Program Files/Microsoft Visual Studio/2022/Community/MSBuild/nanoFramework/v1.0/NFProjectSystem.CSharp.targets") { IsWindows = true, Variables = { ["ProgramFiles"] = @"C:\Program Files" } };
        (Tools tools, IReadOnlyList<string> missing) = Tools.Find(windows);
        Assert.AreEqual(0, missing.Count, string.Join("\n", missing));
        Assert.IsNull(tools.Compiler);
        StringAssert.StartsWith(tools.ProjectSystem.Replace('/', '\\'), Studio);
        string build = new Command(tools.MSBuild, "x").ToString();
        Assert.IsTrue(build.StartsWith('"'), "a path with blanks is quoted: " + build);
    }

    [TestMethod]
    public void EveryMissingToolIsNamedWithWhatInstallsIt()
    {
        string text = Run(new ImaginaryMachine(), new FlashOptions(s_repository, "esp32-s3-devkitc-1", "/dev/ttyUSB0", null, ReadBack: false, DryRun: false), expectedCode: 1);
        StringAssert.Contains(text, "sudo apt-get install mono-complete");
        StringAssert.Contains(text, "sudo apt-get install nuget");
        StringAssert.Contains(text, "code --install-extension nanoframework.vscode-nanoframework");
        Assert.IsFalse(text.Contains("[1/"), "nothing is begun");

        string mac = Run(new ImaginaryMachine { IsMac = true }, new FlashOptions(s_repository, "esp32-s3-devkitc-1", "/dev/cu.usbserial", null, ReadBack: false, DryRun: false), expectedCode: 1);
        StringAssert.Contains(mac, "brew install mono");
        string windows = Run(new ImaginaryMachine { IsWindows = true }, new FlashOptions(s_repository, "esp32-s3-devkitc-1", "COM3", null, ReadBack: false, DryRun: false), expectedCode: 1);
        StringAssert.Contains(windows, "winget install Microsoft.NuGet");
    }

    [TestMethod]
    public void ADryRunSaysWhatIsMissingAndGoesOn()
    {
        string text = Run(new ImaginaryMachine(), new FlashOptions(s_repository, "esp32-s3-devkitc-1", "/dev/ttyUSB0", null, ReadBack: false, DryRun: true), expectedCode: 0);
        StringAssert.Contains(text, "without --dry-run the command would stop here");
        StringAssert.Contains(text, "[6/6]");
    }

    [TestMethod]
    public void AnUnknownBoardListsTheKnownOnes()
    {
        foreach (string name in new[] { "esp8266", "../boards/esp32-devkitc-v4", "" })
        {
            string text = Run(ImaginaryMachine.Complete, new FlashOptions(s_repository, name, "/dev/ttyUSB0", null, ReadBack: false, DryRun: true), expectedCode: 1);
            StringAssert.Contains(text, "esp32-devkitc-v4, esp32-s3-devkitc-1");
        }
    }

    [TestMethod]
    public void ABrokenDescriptionIsNamed()
    {
        using TemporaryFolder checkout = new();
        string mine = Directory.CreateDirectory(checkout.File(Path.Combine("boards", "mine"))).FullName;
        foreach (string broken in new[] { "{", "{}", """{ "name": "" }""", """{ "name": "x", "chip": 5 }""" })
        {
            File.WriteAllText(Path.Combine(mine, "board.json"), broken);
            FlashException thrown = Assert.ThrowsException<FlashException>(() => Board.Load(checkout.FullName, "mine"));
            StringAssert.StartsWith(thrown.Message, string.Join('/', "boards", "mine", "board.json: "));
        }
    }

    /// <summary>The first command that fails ends it: the runtime is never written when the build did not work.</summary>
    [TestMethod]
    public void AFailingCommandStopsEverything()
    {
        using TemporaryFolder checkout = new();
        Directory.CreateDirectory(checkout.File("boards/esp32-devkitc-v4"));
        File.Copy(Path.Combine(s_repository, "boards/esp32-devkitc-v4/board.json"), checkout.File("boards/esp32-devkitc-v4/board.json"));

        // `dotnet tool restore` fails in a folder without a tool manifest, with or without a network.
        string text = Run(ImaginaryMachine.Complete, new FlashOptions(checkout.FullName, "esp32-devkitc-v4", "/dev/ttyUSB0", "/dev/ttyUSB1", ReadBack: true, DryRun: false), expectedCode: 1);
        StringAssert.Contains(text, "[1/7]");
        Assert.IsFalse(text.Contains("[2/7]") && text.Contains("[3/7]"), text);
        StringAssert.Contains(text, "Stopped: ");
    }

    private static string Run(IMachine machine, FlashOptions options, int expectedCode)
    {
        StringWriter output = new(new StringBuilder());
        int code = new Flasher(machine, output).Run(options);
        string text = output.ToString().ReplaceLineEndings("\n");
        Assert.AreEqual(expectedCode, code, text);
        return text;
    }

    private static string FindRepository()
    {
        string? at = AppContext.BaseDirectory;
        while (at is not null && !File.Exists(Path.Combine(at, "Firmware.sln")))
        {
            at = Path.GetDirectoryName(at);
        }

        return at ?? throw new InvalidOperationException("no Firmware.sln above the tests");
    }
}
