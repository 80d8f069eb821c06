using Holdfast.DeviceLink;
using Holdfast.Doctor.Installation;

namespace Holdfast.HostUnit.Doctor;

/// <summary>What keeps a correct program from running as a service, on a computer that a test makes of folders.</summary>
[TestClass]
public sealed class InstallExaminationTests
{
    /// <summary>Core Lightning's own unit, as far as it matters.</summary>
    private const string CoreLightningUnit = "[Unit]\nDescription=x\nPrivateDevices=no\n[Service]\nUser=bitcoin\nProtectSystem=full\nPrivateDevices=true\nMemoryDenyWriteExecute=true\n";

    /// <summary>The drop-in of a release, without its comments.</summary>
    private const string DropIn = "[Service]\nSupplementaryGroups=holdfast\nPrivateDevices=false\nDevicePolicy=closed\nDeviceAllow=char-ttyUSB rw\nDeviceAllow=char-ttyACM rw\n";

    [TestMethod]
    public void AGoodInstallationIsGood()
    {
        using MadeUpComputer computer = new();
        IReadOnlyList<InstallFinding> found = computer.Examine();
        Assert.IsTrue(found.All(one => one.Grade == InstallGrade.Good), string.Join('\n', found));
    }

    [TestMethod]
    [DataRow("programs/holdfast-plugin", "", "holdfast-plugin", "install the whole release")]
    [DataRow("programs/libe_sqlite3.so", "", "SQLite", "whole folder")]
    [DataRow("node/holdfast.conf", "host-half=half\n", "holdfast.conf", "holdfast devices")]
    [DataRow("node/holdfast.conf", "signer=/dev/ttyUSB7,115200\nhost-half=half\n", "signer", "plug the signer in")]
    [DataRow("node/half", "", "host half", "chmod 600")]
    [DataRow("node/config", "network=bitcoin\n", "lightningd's configuration", "subdaemon=hsmd:")]
    [DataRow("node/config", "subdaemon=hsmd:/nowhere/holdfast-hsmd\n", "lightningd's configuration", "subdaemon=hsmd:")]
    [DataRow("etc/systemd/system/lightningd.service.d/holdfast.conf", "", "PrivateDevices", "lightningd.service.d/holdfast.conf")]
    [DataRow("etc/systemd/system/lightningd.service.d/holdfast.conf", "[Service]\nPrivateDevices=false\nDevicePolicy=closed\nSupplementaryGroups=holdfast\n", "DeviceAllow", "lightningd.service.d/holdfast.conf")]
    [DataRow("etc/systemd/system/lightningd.service.d/holdfast.conf", "[Service]\nPrivateDevices=false\n", "group", "usermod -aG holdfast bitcoin")]
    [DataRow("etc/systemd/system/lightningd.service.d/z.conf", "[Service]\nSupplementaryGroups=\n", "group", "usermod -aG holdfast bitcoin")]
    [DataRow("etc/systemd/system/lightningd.service.d/z.conf", "[Service]\nProtectSystem=strict\nReadWritePaths=/elsewhere\n", "ReadWritePaths", "ReadWritePaths=")]
    [DataRow("programs/dotnet/holdfast-hsmd.dll", "x", "MemoryDenyWriteExecute", "native release")]
    public void WhatIsWrongIsNamedWithItsCure(string file, string content, string subject, string cure)
    {
        using MadeUpComputer computer = new();
        computer.Write(file, content);

        // A program that is missing, or a drop-in, may be the reason of a second finding.
        InstallFinding[] found = [.. computer.Examine().Where(one => one.Grade == InstallGrade.Wrong)];
        Assert.IsTrue(found.Length is 1 or 2, string.Join('\n', found.AsEnumerable()));
        InstallFinding wrong = found.Single(one => one.Subject == subject);
        StringAssert.Contains(wrong.Change, cure);
    }

    [TestMethod]
    public void ProgramsOfTwoReleasesAreTold()
    {
        using MadeUpComputer computer = new() { Versions = { ["holdfast-plugin"] = "0.0.9", ["holdfast-hsmd"] = null } };
        InstallFinding[] wrong = [.. computer.Examine().Where(one => one.Grade == InstallGrade.Wrong)];
        Assert.AreEqual(2, wrong.Length);
        StringAssert.Contains(wrong[0].Sentence, "does not start");
        StringAssert.Contains(wrong[1].Change, "install one release");
    }

    [TestMethod]
    public void HomeFoldersThatTheUnitHidesAreTold()
    {
        using MadeUpComputer computer = new();
        computer.Write("etc/systemd/system/lightningd.service.d/z.conf", "[Service]\nProtectHome=read-only\n");
        Assert.IsFalse(computer.Examine().Any(one => one.Grade == InstallGrade.Wrong), "the node is elsewhere");
        computer.Write("node/holdfast.conf", $"signer=/dev/ttyUSB0\nhost-half={string.Join('/', "", "home", "x", "half")}\n");
        Assert.IsTrue(computer.Examine().Any(one => one is { Subject: "ProtectHome", Grade: InstallGrade.Wrong }));
    }

    [TestMethod]
    public void AMemberOfThePortsGroupNeedsNoMore()
    {
        using MadeUpComputer computer = new();
        computer.Write("etc/systemd/system/lightningd.service.d/z.conf", "[Service]\nSupplementaryGroups=\n");
        computer.Write("etc/group", "bitcoin:x:5:\nholdfast:x:6:alice,bitcoin\n");
        Assert.IsFalse(computer.Examine().Any(one => one.Grade == InstallGrade.Wrong));
        computer.Write("etc/group", "bitcoin:x:5:\nholdfast:x:6:alice\n");
        Assert.IsTrue(computer.Examine().Any(one => one.Subject == "group" && one.Grade == InstallGrade.Wrong));
        computer.Write("etc/passwd", "bitcoin:x:5:6::/nowhere:/bin/false\n");
        Assert.IsFalse(computer.Examine().Any(one => one.Grade == InstallGrade.Wrong));
    }

    [TestMethod]
    public void WithoutNodeAndUnitThereIsOnlyAdvice()
    {
        using MadeUpComputer computer = new();
        IReadOnlyList<InstallFinding> found = computer.Examine(hasNode: false, unit: "other");
        Assert.IsFalse(found.Any(one => one.Grade == InstallGrade.Wrong));
        Assert.IsTrue(found.Any(one => one.Subject == "unit" && one.Change.Contains("--unit", StringComparison.Ordinal)));
        Assert.IsTrue(found.Any(one => one.Subject == "holdfast.conf" && one.Change.Contains("--node", StringComparison.Ordinal)));
    }

    /// <summary>A computer with a good installation, of which a test changes one file.</summary>
    private sealed class MadeUpComputer : IInstalledMachine, IDisposable
    {
        private readonly TemporaryFolder _root = new();

        public MadeUpComputer()
        {
            foreach (string program in new[] { "holdfast-hsmd", "holdfast-plugin", "holdfast-channeld" })
            {
                Write("programs/" + program, "x");
                TemporaryFolder.SetMode(_root.File("programs/" + program), (UnixFileMode)0x1ed);
            }

            Write("programs/libe_sqlite3.so", "x");
            Write("dev/ttyUSB0", "x");
            Write("node/holdfast.conf", "# comment\nsigner=/dev/ttyUSB0,921600\nhost-half=half\n");
            HostHalfFile.Create(_root.File("node/half"));
            string folder = _root.File("programs");
            Write("node/config", $"subdaemon=hsmd:{folder}/holdfast-hsmd\nsubdaemon=channeld:{folder}/holdfast-channeld\nimportant-plugin={folder}/holdfast-plugin\n");
            Write("usr/lib/udev/rules.d/60-holdfast.rules", "x");
            Write("lib/systemd/system/lightningd.service", CoreLightningUnit);
            Write("etc/systemd/system/lightningd.service.d/holdfast.conf", DropIn);
            Write("etc/group", "bitcoin:x:5:\nholdfast:x:6:\n");
        }

        public Dictionary<string, string?> Versions { get; } = [];

        public string Root => _root.FullName;

        /// <summary>Writes a file; without content it is deleted.</summary>
        public void Write(string path, string content)
        {
            string file = _root.File(path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            if (content.Length == 0)
            {
                File.Delete(file);
            }
            else
            {
                File.WriteAllText(file, content);
            }
        }

        public IReadOnlyList<InstallFinding> Examine(bool hasNode = true, string unit = "lightningd") =>
            InstallExamination.Of(this, new InstallQuestion(_root.File("programs"), "0.1.0", hasNode ? _root.File("node") : null, unit, null));

        public string? VersionOf(string program) => Versions.GetValueOrDefault(Path.GetFileName(program), "0.1.0");

        public string? GroupOf(string file) => "holdfast";

        public void Dispose() => _root.Dispose();
    }
}
