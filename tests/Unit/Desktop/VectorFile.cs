namespace Holdfast.Unit.Desktop;

/// <summary>Reads tests/Vectors: the lines of a file as fields, without comments and empty lines.</summary>
public static class VectorFile
{
    public static List<string[]> Read(string name)
    {
        List<string[]> records = [];
        foreach (string line in File.ReadLines(PathOf(name)))
        {
            if (line.Length > 0 && line[0] != '#')
            {
                records.Add(line.Split(' '));
            }
        }

        return records;
    }

    /// <summary>Where a vector file lies in the working copy that this assembly was built from.</summary>
    public static string PathOf(string name)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder != null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Firmware.sln")))
            {
                return Path.Combine(folder.FullName, "tests", "Vectors", name);
            }
        }

        throw new DirectoryNotFoundException("no Firmware.sln above " + AppContext.BaseDirectory);
    }

    /// <summary>Hexadecimal text; "-" and "empty" are no bytes.</summary>
    public static byte[] Bytes(string word)
    {
        return word == "-" || word == "empty" ? [] : Hex.Bytes(word);
    }
}
