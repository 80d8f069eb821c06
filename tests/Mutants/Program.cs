using System.Diagnostics;
using Holdfast.Mutants;

// Applies each edit of the lists beside this file to a copy of the tree, builds and runs the tests that must notice it, and prints one line for each that survived.
// Arguments: parts of names; without any, all of them.
string root = AppContext.BaseDirectory;
while (!File.Exists(Path.Combine(root, "Firmware.sln")))
{
    root = Path.GetDirectoryName(root) ?? throw new DirectoryNotFoundException("no Firmware.sln above the program");
}

IEnumerable<string> lines = Directory.EnumerateFiles(Path.Combine(root, "tests", "Mutants"), "*.txt").Order(StringComparer.Ordinal).SelectMany(File.ReadLines);
List<Mutant> mutants = [.. Mutant.Parse(lines).Where(mutant => args.Length == 0 || args.Any(mutant.Name.Contains))];

// What a defect leaves unused is no reason for it not to compile.
string[] lenient = ["-v", "q", "-p:RunAnalyzers=false", "-p:TreatWarningsAsErrors=false"];
string copy = Directory.CreateTempSubdirectory("holdfast-mutants-").FullName;
try
{
    Copy(root, copy);
    foreach (string project in mutants.Select(mutant => mutant.Project).Distinct())
    {
        if (!Run(["build", project, .. lenient]).IsGood)
        {
            Console.WriteLine($"{project} does not build without any edit");
            return 2;
        }
    }

    // Tests that fail anyway would kill every mutant.
    HashSet<(string, string)> failing = [.. mutants.Select(mutant => (mutant.Project, mutant.Filter)).Distinct().Where(tests => !Test(tests.Project, tests.Filter).IsGood)];

    int survivors = 0;
    foreach (Mutant mutant in mutants)
    {
        string verdict = failing.Contains((mutant.Project, mutant.Filter)) ? "fails anyway" : Try(mutant);
        survivors += verdict == "killed" ? 0 : 1;
        Console.WriteLine($"{verdict,-12} {mutant.Name}");
    }

    Console.WriteLine($"{mutants.Count} mutants, {survivors} not killed");
    return survivors == 0 ? 0 : 1;
}
finally
{
    Directory.Delete(copy, true);
}

string Try(Mutant mutant)
{
    Dictionary<string, string> before = [];
    try
    {
        foreach (Edit edit in mutant.Edits)
        {
            string path = Path.Combine(copy, edit.File);
            string text = File.ReadAllText(path);
            before.TryAdd(path, text);
            if (!edit.Applies(text))
            {
                return "does not fit";
            }

            File.WriteAllText(path, edit.ApplyTo(text));
        }

        if (!Run(["build", mutant.Project, .. lenient]).IsGood)
        {
            return "no build";
        }

        (bool isGood, string output) = Test(mutant.Project, mutant.Filter);

        // A filter that finds no test kills nothing.
        return isGood ? "SURVIVED" : output.Contains("Failed!", StringComparison.Ordinal) ? "killed" : "no tests";
    }
    finally
    {
        foreach ((string path, string text) in before)
        {
            File.WriteAllText(path, text);
        }
    }
}

(bool IsGood, string Output) Test(string project, string filter) => Run(["test", project, "--no-build", .. filter.Length == 0 ? [] : (string[])["--filter", filter]]);

(bool IsGood, string Output) Run(IEnumerable<string> arguments)
{
    ProcessStartInfo start = new("dotnet", arguments) { WorkingDirectory = copy, RedirectStandardOutput = true, RedirectStandardError = true };
    start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
    using Process process = Process.Start(start)!;
    Task<string> errors = process.StandardError.ReadToEndAsync();
    string output = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    return (process.ExitCode == 0, output + errors.Result);
}

static void Copy(string from, string to)
{
    Directory.CreateDirectory(to);
    foreach (string file in Directory.EnumerateFiles(from).Where(file => Path.GetFileName(file) != ".git"))
    {
        File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    foreach (string folder in Directory.EnumerateDirectories(from).Where(folder => Path.GetFileName(folder) is not (".git" or "artifacts" or "bin" or "obj" or "TestResults")))
    {
        Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
    }
}
