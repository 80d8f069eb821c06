using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.Tool.Provisioning;

namespace Holdfast.HostUnit.Tool;

/// <summary>Somebody at a terminal who writes the words down and gives them back when asked.</summary>
internal sealed partial class RecordedPerson : IConversation
{
    public bool IsTerminal => true;

    /// <summary>What was on the screen between two times that it was cleared; empty ones are left out.</summary>
    public List<List<string>> Screens { get; } = [];

    /// <summary>The paper: each word under its number.</summary>
    public SortedDictionary<int, string> Words { get; } = [];

    /// <summary>Wrong words before the first right one.</summary>
    public int Mistakes { get; set; }

    /// <summary>How often the words are asked to be shown again.</summary>
    public int SeesAgain { get; set; }

    public Queue<string> Answers { get; init; } = [];

    public Queue<string> Secrets { get; init; } = [];

    public int Questions { get; private set; }

    public int SecretQuestions { get; private set; }

    private bool IsCleared { get; set; } = true;

    public void Show(string line)
    {
        if (IsCleared)
        {
            Screens.Add([]);
            IsCleared = false;
        }

        Screens[^1].Add(line);
        foreach (Match word in NumberedWord().Matches(line))
        {
            Words[int.Parse(word.Groups[1].Value, CultureInfo.InvariantCulture)] = word.Groups[2].Value;
        }
    }

    public string Ask(string question)
    {
        Questions++;
        return Answers.Count > 0 ? Answers.Dequeue() : "";
    }

    public string AskSecret(string question)
    {
        SecretQuestions++;
        if (Secrets.Count > 0)
        {
            return Secrets.Dequeue();
        }

        if (SeesAgain > 0)
        {
            SeesAgain--;
            return "see";
        }

        if (Mistakes > 0)
        {
            Mistakes--;
            return "zoo zoo";
        }

        return Words[int.Parse(Number().Match(question).Value, CultureInfo.InvariantCulture)];
    }

    public string ReadToEnd() => throw new InvalidOperationException("nobody pipes into a terminal");

    public void Clear() => IsCleared = true;

    [GeneratedRegex(@"(\d+)  ([a-z]+)")]
    private static partial Regex NumberedWord();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();
}
