namespace Holdfast.Unit.Desktop.Vectors;

/// <summary>
/// A file of tests/Vectors that pins bytes: what the program makes now must be what the file holds, line by line. A line is
/// <c>kind name hex words</c>, under the last <c>version subject number</c> line above it.
/// <para>
/// HOLDFAST_VECTORS=write writes the file anew, and the test fails all the same, so that no run with the switch can be taken for a good one.
/// A line that stands in the file already is only changed or taken away when the version above it was raised: bytes that somebody may
/// depend on do not change under their old version.
/// </para>
/// </summary>
public sealed class PinnedFile(string name, params string[] head)
{
    private const string Switch = "HOLDFAST_VECTORS";

    private readonly List<string> _lines = [];

    /// <summary>All lines of the file as it is, without comments.</summary>
    public static List<string[]> Read(string name) => VectorFile.Read(name);

    /// <summary>The bytes of one line of the file as it is.</summary>
    public static byte[] Bytes(string name, string kind, string key)
    {
        string[] line = Read(name).Single(fields => fields[0] == kind && fields[1] == key);
        return VectorFile.Bytes(line[2]);
    }

    public void Version(string subject, int number) => _lines.Add($"version {subject} {number}");

    public void Add(string kind, string key, byte[] bytes, params string[] words)
    {
        string hex = bytes.Length == 0 ? "empty" : Hex.Text(bytes);
        _lines.Add(string.Join(' ', [kind, key, hex, .. words]));
    }

    /// <summary>Fails unless the file has exactly these lines.</summary>
    public void Require()
    {
        Assert.AreEqual(_lines.Count, _lines.Select(Key).Distinct().Count(), "every line has a name of its own");
        List<string> old = File.Exists(VectorFile.PathOf(name)) ? [.. File.ReadLines(VectorFile.PathOf(name)).Where(IsData)] : [];
        if (Environment.GetEnvironmentVariable(Switch) == "write")
        {
            Write(old);
            Assert.Fail($"{name} was written; run the tests again without {Switch}");
        }

        string[] missing = [.. _lines.Except(old).Select(line => "not in the file: " + Short(line))];
        string[] left = [.. old.Except(_lines).Select(line => "not made any more: " + Short(line))];
        Assert.AreEqual(0, missing.Length + left.Length,
            $"{name} does not hold what the program makes. A change of format needs another version, here and in its document; then {Switch}=write.\n  "
            + string.Join("\n  ", missing.Concat(left).Take(12)));
        CollectionAssert.AreEqual(_lines, old, "the order of the lines");
    }

    private void Write(List<string> old)
    {
        Dictionary<string, (string Line, string Version)> now = ByKey(_lines);
        foreach ((string key, (string line, string version)) in ByKey(old))
        {
            bool isSame = now.TryGetValue(key, out (string Line, string Version) made) && made.Line == line;
            Assert.IsTrue(isSame || !_lines.Contains(version), $"{name}: '{key}' changes, so '{version}' must become the next one first");
        }

        File.WriteAllLines(VectorFile.PathOf(name), [.. head.Select(line => "# " + line), "", .. _lines]);
    }

    private static Dictionary<string, (string Line, string Version)> ByKey(List<string> lines)
    {
        Dictionary<string, (string, string)> found = [];
        string version = "";
        foreach (string line in lines)
        {
            if (line.StartsWith("version ", StringComparison.Ordinal))
            {
                version = line;
            }
            else
            {
                found.Add(Key(line), (line, version));
            }
        }

        return found;
    }

    private static string Key(string line) => string.Join(' ', line.Split(' ').Take(2));

    private static bool IsData(string line) => line.Length > 0 && line[0] != '#';

    private static string Short(string line) => line.Length < 120 ? line : line[..120] + "…";
}
