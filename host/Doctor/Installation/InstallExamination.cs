using Holdfast.DeviceLink;
using static Holdfast.Doctor.Installation.InstallGrade;

namespace Holdfast.Doctor.Installation;

/// <summary>Looks at everything that keeps a correct program from running as a service, and changes nothing.</summary>
public sealed class InstallExamination
{
    private readonly IInstalledMachine _machine;
    private readonly InstallQuestion _question;
    private readonly List<InstallFinding> _findings = [];
    private readonly Dictionary<string, string> _settings = [];

    private InstallExamination(IInstalledMachine machine, InstallQuestion question)
    {
        _machine = machine;
        _question = question;
    }

    private string DropIn =>
        $"copy share/doc/holdfast/lightningd.conf of the release to /etc/systemd/system/{_question.Unit}.service.d/holdfast.conf, then systemctl daemon-reload and a restart";

    private string? Signer => _settings.GetValueOrDefault("signer")?.Split(',')[0];

    private bool IsSerial => Signer?.StartsWith("tcp:", StringComparison.OrdinalIgnoreCase) == false;

    private bool IsNative => !Directory.Exists(Path.Combine(_question.Programs, "dotnet"));

    public static IReadOnlyList<InstallFinding> Of(IInstalledMachine machine, InstallQuestion question)
    {
        InstallExamination examination = new(machine, question);
        examination.Programs();
        examination.Settings();
        examination.NodeConfiguration();
        examination.Ports();
        examination.Unit();
        return examination._findings;
    }

    private void Programs()
    {
        foreach (string name in new[] { "holdfast-hsmd", "holdfast-plugin", "holdfast-channeld" })
        {
            string path = Path.Combine(_question.Programs, name);
            if (!File.Exists(path))
            {
                Say(name, Wrong, $"{path} does not exist", "install the whole release: its programs belong beside each other");
            }
            else if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & UnixFileMode.OtherExecute) == 0)
            {
                Say(name, Wrong, $"{path} cannot be started by other users, such as lightningd's", $"chmod 755 {path}");
            }
            else if (name == "holdfast-channeld")
            {
                // It speaks to lightningd only and says no version of its own.
                Say(name, Good, path);
            }
            else if (_machine.VersionOf(path) is not string version)
            {
                Say(name, Wrong, $"{path} does not start", $"run `{path} --help` to see why");
            }
            else
            {
                bool isSame = version == _question.Version;
                Say(name, isSame ? Good : Wrong, $"version {version}", isSame ? "" : $"holdfast has version {_question.Version}; install one release");
            }
        }

        bool hasStorage = !IsNative || File.Exists(Path.Combine(_question.Programs, "libe_sqlite3.so"));
        Judge("SQLite", hasStorage, Wrong, "beside the programs", "libe_sqlite3.so is not beside the programs", "copy the whole folder of the release");
    }

    private void Settings()
    {
        if (_question.Node == null)
        {
            Say("holdfast.conf", Advice, "was not looked at, because the node's folder is not known", "name it with --node, for example --node ~/.lightning/bitcoin");
            return;
        }

        string[] places = [_question.Node, Path.Combine(_question.Node, "..")];
        string? file = places.Select(folder => Path.GetFullPath(Path.Combine(folder, "holdfast.conf"))).FirstOrDefault(File.Exists);
        foreach (string line in file == null ? [] : File.ReadAllLines(file))
        {
            if (!line.TrimStart().StartsWith('#') && line.Split('=', 2) is [string name, string value])
            {
                _settings[name.Trim()] = value.Trim();
            }
        }

        if (Signer == null)
        {
            string sentence = file == null ? $"there is none in {_question.Node}" : $"{file} names no signer";
            Say("holdfast.conf", Wrong, sentence, "write signer=PORT into it; `holdfast devices` finds the port");
        }
        else
        {
            Say("holdfast.conf", Good, $"{file} names the signer {Signer}");
        }

        string half = Path.GetFullPath(_settings.GetValueOrDefault("host-half") ?? "holdfast-host-half", _question.Node);
        try
        {
            bool isSealed = HostHalfFile.IsSealed(half);
            Say("host half", Good, isSealed ? half + ", sealed: holdfast-hsmd needs its passphrase from a file (host-half-passphrase-file) or from systemd" : half);
        }
        catch (Exception unusable) when (unusable is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Say("host half", Wrong, unusable.Message, $"copy the file of `holdfast init` to {half}, give it to lightningd's user (chown), and chmod 600");
        }
    }

    private void NodeConfiguration()
    {
        if (_question.Node == null)
        {
            return;
        }

        string[] files = [Path.Combine(_question.Node, "config"), Path.Combine(_question.Node, "..", "config"), Path.Combine(_machine.Root, "etc/lightningd/lightningd.conf")];
        string[] lines = [.. files.Where(File.Exists).SelectMany(File.ReadAllLines).Select(line => line.Trim())];
        Line(lines, "subdaemon=hsmd:", "holdfast-hsmd", Wrong);
        Line(lines, "subdaemon=channeld:", "holdfast-channeld", Advice);
        Line(lines, "plugin=", "holdfast-plugin", Advice);
    }

    private void Line(string[] lines, string start, string program, InstallGrade without)
    {
        string wanted = start + Path.Combine(_question.Programs, program);
        string? found = lines.LastOrDefault(line => line.Replace("important-", "", StringComparison.Ordinal).StartsWith(start, StringComparison.Ordinal)
            && line.EndsWith(program, StringComparison.Ordinal));
        string? path = found?[(found.IndexOf(start, StringComparison.Ordinal) + start.Length)..];
        if (path == null)
        {
            Say("lightningd's configuration", without, $"does not start {program}", "add the line " + wanted);
        }
        else
        {
            Say("lightningd's configuration", File.Exists(path) ? Good : Wrong, File.Exists(path) ? found! : $"{path} does not exist", File.Exists(path) ? "" : wanted);
        }
    }

    private void Ports()
    {
        string[] folders = ["etc/udev/rules.d", "usr/lib/udev/rules.d", "lib/udev/rules.d"];
        bool hasRule = folders.Any(folder => File.Exists(Path.Combine(_machine.Root, folder, "60-holdfast.rules")));
        const string Rule = "copy share/doc/holdfast/holdfast.rules of the release to /etc/udev/rules.d/60-holdfast.rules, or run its install.sh with sudo";
        Judge("udev", hasRule, Advice, "the rule is installed", "the rule is not installed", Rule);
        IReadOnlyList<string> ports = SerialPorts.Find(Path.Combine(_machine.Root, "dev"));
        Judge("ports", ports.Count > 0, Advice, string.Join(", ", ports), "no serial port on USB is there", "plug the signer in");
        if (IsSerial && !File.Exists(Device()))
        {
            Say("signer", Wrong, $"{Signer} is not there", "plug the signer in, or correct signer= in holdfast.conf; `holdfast devices` finds the port");
        }
    }

    private void Unit()
    {
        if (UnitSettings.Read(_machine.Root, _question.Unit) is not UnitSettings unit)
        {
            Say("unit", Advice, $"{_question.Unit}.service was not found", "if lightningd runs as a service, name its unit with --unit");
            Groups(_question.User, []);
            return;
        }

        Say("unit", Good, unit.File);
        if (unit.IsOn("MemoryDenyWriteExecute") && !IsNative)
        {
            Say("MemoryDenyWriteExecute", Wrong, "the .NET runtime cannot run in this unit", "install the native release, or set MemoryDenyWriteExecute=false");
        }

        string[] reached = [.. new[] { _question.Node, _settings.GetValueOrDefault("host-half") }.OfType<string>().Where(Path.IsPathRooted)];
        if (unit.Last("ProtectHome") is not ("" or "no" or "false") && Array.Find(reached, IsHome) is string home)
        {
            Say("ProtectHome", Wrong, $"the unit does not let lightningd reach {home}", "set ProtectHome=false, or move the folder out of the home folders");
        }

        if (unit.Last("ProtectSystem") == "strict" && _question.Node is string node
            && !unit.Words("ReadWritePaths").Select(path => path.TrimStart('-', '+')).Any(path => (node + "/").StartsWith(path.TrimEnd('/') + "/", StringComparison.Ordinal))
            && !unit.Words("StateDirectory").Any(name => (node + "/").StartsWith($"/var/lib/{name}/", StringComparison.Ordinal)))
        {
            Say("ReadWritePaths", Wrong, $"the unit lets lightningd write nothing below {node}", "add ReadWritePaths=" + node);
        }

        if (IsSerial)
        {
            Devices(unit);
            Groups(_question.User ?? unit.Last("User"), [unit.Last("Group"), .. unit.Words("SupplementaryGroups")]);
        }
    }

    private void Devices(UnitSettings unit)
    {
        if (unit.IsOn("PrivateDevices"))
        {
            Say("PrivateDevices", Wrong, $"PrivateDevices=true hides {Signer} from lightningd", DropIn);
            return;
        }

        // Without a policy, an empty list allows everything.
        bool isClosed = unit.Last("DevicePolicy") is "closed" or "strict" || unit.All("DeviceAllow").Count > 0;
        IEnumerable<string> allowed = unit.All("DeviceAllow").Select(rule => rule.Split(' ')[0]);
        bool isAllowed = !isClosed || allowed.Any(rule => rule == Signer || rule is "char-ttyUSB" or "char-ttyACM" or "char-*");
        Judge("DeviceAllow", isAllowed, Wrong, "the unit reaches serial ports", $"the unit does not let lightningd open {Signer}", DropIn);
    }

    private void Groups(string? user, IReadOnlyList<string> more)
    {
        if (!IsSerial || string.IsNullOrEmpty(user) || user == "root" || !File.Exists(Device()))
        {
            return;
        }

        string? group = _machine.GroupOf(Device());
        bool isOpen = !OperatingSystem.IsWindows() && (File.GetUnixFileMode(Device()) & UnixFileMode.OtherWrite) != 0;
        bool isMember = group != null && (more.Contains(group) || Members(group).Contains(user));
        Judge("group", isOpen || isMember, Wrong, $"{user} may open {Signer}", $"{Signer} belongs to the group {group}, and {user} is not in it",
            $"sudo usermod -aG {group} {user}, or SupplementaryGroups={group} in the unit");
    }

    private IEnumerable<string> Members(string group)
    {
        string[][] groups = Rows("etc/group");
        string? number = groups.FirstOrDefault(row => row.Length > 3 && row[0] == group)?[2];
        return groups.Where(row => row.Length > 3 && row[0] == group).SelectMany(row => row[3].Split(','))
            .Concat(Rows("etc/passwd").Where(row => row.Length > 3 && row[3] == number).Select(row => row[0]));
    }

    private string[][] Rows(string file)
    {
        string path = Path.Combine(_machine.Root, file);
        return File.Exists(path) ? [.. File.ReadAllLines(path).Select(line => line.Split(':'))] : [];
    }

    private string Device() => Path.Combine(_machine.Root, Signer!.TrimStart('/'));

    private static bool IsHome(string path) => path.StartsWith("/home/", StringComparison.Ordinal) || path.StartsWith("/root/", StringComparison.Ordinal);

    private void Judge(string subject, bool isGood, InstallGrade without, string good, string bad, string change) =>
        Say(subject, isGood ? Good : without, isGood ? good : bad, isGood ? "" : change);

    private void Say(string subject, InstallGrade grade, string sentence, string change = "") => _findings.Add(new InstallFinding(subject, grade, sentence, change));
}
