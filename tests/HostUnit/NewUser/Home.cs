using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.HostUnit.Tool;

namespace Holdfast.HostUnit.NewUser;

/// <summary>
/// A person with an empty home folder, a node's folder, and the programs of a release: `holdfast` runs at a terminal or with its output kept, and boards are
/// simulated signers whose button somebody holds.
/// </summary>
internal sealed partial class Home : IDisposable
{
    private readonly List<Process> _boards = [];

    public Home()
    {
        foreach (string folder in new[] { "home", "tmp", "dev", "node" })
        {
            Directory.CreateDirectory(Path(folder));
        }

        // A program of .ci/package gets another home than this one, unless it is told which.
        Environment = new Dictionary<string, string>
        {
            ["HOME"] = Path("home"), ["CONFINED_HOME"] = Path("home"), ["XDG_CONFIG_HOME"] = "", ["TMPDIR"] = Path("tmp"), ["HOLDFAST_SIGNER"] = "", ["HOLDFAST_HOST_HALF"] = "",

            // Of a program that the run-time compiler runs, and that is killed, pipes would stay behind.
            ["DOTNET_EnableDiagnostics"] = "0",
        };
    }

    public TemporaryFolder Folder { get; } = new();

    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>The paper.</summary>
    public SortedDictionary<int, string> Words { get; } = [];

    public string WordsInOneLine => string.Join(' ', Words.Values);

    public string Path(string name) => Folder.File(name);

    /// <summary>`holdfast`, with nobody at a terminal.</summary>
    public CommandRun Run(params string[] arguments)
    {
        using Process process = Start(arguments);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return new CommandRun(process.ExitCode, output.Result, error);
    }

    /// <summary>The same; it must end well.</summary>
    public string Must(params string[] arguments)
    {
        CommandRun run = Run(arguments);
        Assert.AreEqual(0, run.ExitCode, $"holdfast {string.Join(' ', arguments)}\n{run.Output}{run.Error}");
        return run.Output;
    }

    public TerminalProcess AtTerminal(params string[] arguments) => new(Environment, Programs.Of("holdfast"), arguments);

    /// <summary>Types the words where they are asked for, and checks that they do not appear.</summary>
    public (int ExitCode, string Last) WithWords(string words, params string[] arguments)
    {
        using TerminalProcess terminal = AtTerminal(arguments);
        terminal.WaitFor("(they do not appear):");
        terminal.Type(words);
        (int code, string rest) = terminal.End();
        StringAssert.StartsWith(rest, " \r\n", "the words appear");
        return (code, rest);
    }

    /// <summary>Writes the words of `holdfast init` down, and gives three of them back when asked.</summary>
    public void WriteDown(TerminalProcess terminal)
    {
        terminal.WaitFor("Write these words down");
        foreach (Match word in NumberedWord().Matches(terminal.WaitFor("Press Enter")))
        {
            Words[int.Parse(word.Groups[1].Value, CultureInfo.InvariantCulture)] = word.Groups[2].Value;
        }

        Assert.AreEqual("1 24 24", $"{Words.Keys.First()} {Words.Keys.Last()} {Words.Count}");
        terminal.WaitFor("cleared. ");
        terminal.Type("");
        for (int asked = 0; asked < 3; asked++)
        {
            string question = terminal.WaitFor("to see all words again):");
            StringAssert.DoesNotMatch(question, NumberedWord(), "the words are still there");
            terminal.Type(Words[int.Parse(Asked().Match(question).Groups[1].Value, CultureInfo.InvariantCulture)]);
            StringAssert.StartsWith(terminal.WaitFor("\n"), " \r\n", "a word appears");
        }

        terminal.WaitFor("The words are on paper");
    }

    /// <summary>Plugs a board in.</summary>
    /// <param name="port">Its name in the folder of ports.</param>
    /// <param name="flash">The name of what is in its flash, which is new if there is none.</param>
    /// <returns>The name of its port, as --signer takes it.</returns>
    public string PlugIn(string port, string flash)
    {
        Process board = Start("simulate", "--image", Path(flash), "--link", Path("dev/" + port), "--approve");
        _boards.Add(board);
        board.StandardInput.Close();
        board.BeginErrorReadLine();
        string? address = board.StandardOutput.ReadLine();
        Assert.AreEqual(Path("dev/" + port), address);
        Must("devices", "--port", address!, "--seconds", "60"); // it answers now, however long this machine takes
        return address!;
    }

    /// <summary>Pulls out the board that was plugged in first of those that are still there.</summary>
    public void PullOut()
    {
        End(_boards[0]);
        _boards.RemoveAt(0);
    }

    public void Dispose()
    {
        _boards.ForEach(End);
        Folder.Dispose();
    }

    private static void End(Process board)
    {
        board.Kill();
        board.WaitForExit();
        board.Dispose();
    }

    private Process Start(params string[] arguments)
    {
        ProcessStartInfo start = new(Programs.Of("holdfast"), arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    [GeneratedRegex(@"(\d+)  ([a-z]+)")]
    private static partial Regex NumberedWord();

    [GeneratedRegex(@"Word (\d+) \(")]
    private static partial Regex Asked();
}
