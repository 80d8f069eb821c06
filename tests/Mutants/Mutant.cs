namespace Holdfast.Mutants;

/// <summary>A replacement in one file: the old text stands in it exactly once.</summary>
public sealed record Edit(string File, string Old, string New)
{
    public bool Applies(string text)
    {
        int at = text.IndexOf(Old, StringComparison.Ordinal);
        return Old.Length > 0 && at >= 0 && text.IndexOf(Old, at + 1, StringComparison.Ordinal) < 0;
    }

    public string ApplyTo(string text) => text.Replace(Old, New, StringComparison.Ordinal);
}

/// <summary>One defect, and the tests that have to notice it.</summary>
public sealed record Mutant(string Name, IReadOnlyList<Edit> Edits, string Project, string Filter)
{
    /// <summary>Reads the lists; README.md describes their lines.</summary>
    public static List<Mutant> Parse(IEnumerable<string> lines)
    {
        List<Mutant> mutants = [];
        List<Edit> edits = [];
        List<string> old = [];
        List<string> now = [];
        string name = "";
        string file = "";
        foreach (string line in lines.Where(line => line.Length > 0 && line[0] != '#'))
        {
            string[] words = line.Split(' ', 2);
            string rest = words.Length > 1 ? words[1] : "";
            switch (words[0])
            {
                case "mutant":
                    name = rest;
                    break;
                case "file":
                    Close();
                    file = rest;
                    break;
                case "-":
                    old.Add(rest);
                    break;
                case "+":
                    now.Add(rest);
                    break;
                case "kill":
                    Close();
                    string[] tests = rest.Split(' ', 2);
                    mutants.Add(new Mutant(name, [.. edits], tests[0], tests.Length > 1 ? tests[1] : ""));
                    edits.Clear();
                    break;
                default:
                    throw new FormatException("what is '" + line + "'?");
            }
        }

        return mutants;

        void Close()
        {
            if (old.Count > 0)
            {
                edits.Add(new Edit(file, Text(old), Text(now)));
            }

            old.Clear();
            now.Clear();
        }
    }

    private static string Text(List<string> lines) => string.Concat(lines.Select(line => line + "\n"));
}
