using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Tool.Provisioning;

/// <summary>New words: seen once, on one screen of 80 by 24 or in a file that was asked for, and proved to be on paper before they are used.</summary>
internal static class WordScreen
{
    private const int Columns = 3;
    private const int AskedWords = 3;
    private const string See = "see";

    /// <summary>The words in columns that are read downwards, as they are written on paper.</summary>
    public static IReadOnlyList<string> Lines(Mnemonic words)
    {
        int rows = words.Words.Count / Columns;
        return [.. Enumerable.Range(0, rows).Select(row => string.Concat(Enumerable.Range(0, Columns).Select(column =>
        {
            int at = (column * rows) + row;
            return string.Create(CultureInfo.InvariantCulture, $"  {at + 1,4}  {words.Words[at],-16}");
        })).TrimEnd())];
    }

    /// <summary>Shows them, asks for three of them, and clears the screen. Only a terminal sees them.</summary>
    public static void Show(Mnemonic words, IConversation person)
    {
        int[] asked = [.. Enumerable.Range(0, words.Words.Count).OrderBy(_ => RandomNumberGenerator.GetInt32(int.MaxValue)).Take(AskedWords).Order()];
        bool isWritten = false;
        Interruption.HidesScreen = true;
        while (!isWritten)
        {
            person.Clear();
            person.Show("Write these words down on paper, in order. They are the only backup of the keys");
            person.Show("and are not shown again. Nobody else may see them.");
            person.Show("");
            foreach (string line in Lines(words))
            {
                person.Show(line);
            }

            person.Show("");
            person.Ask("Press Enter when all words are on paper; the screen is then cleared.");
            person.Clear();
            isWritten = asked.All(at => IsKnown(words, at, person));
        }

        person.Clear();
        Interruption.HidesScreen = false;
        person.Show("The words are on paper. `holdfast init --check` rehearses them later.");
    }

    /// <summary>One word of each line, in a new file that only its owner can read; durable on return.</summary>
    /// <exception cref="IOException">The file exists, or it cannot be written; then there is none.</exception>
    public static void Write(Mnemonic words, string path)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using FileStream file = new(path, options);
        try
        {
            file.Write(Encoding.ASCII.GetBytes(string.Concat(words.Words.Select(word => word + "\n"))));
            file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            File.Delete(path);
            throw;
        }
    }

    /// <returns>False when the person wants to see the words again.</returns>
    private static bool IsKnown(Mnemonic words, int at, IConversation person)
    {
        while (true)
        {
            string typed = person.AskSecret($"Word {at + 1} (it does not appear; type {See} to see all words again):").Trim();
            if (typed.Equals(words.Words[at], StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }

            if (typed.Equals(See, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }

            person.Show("That is not the word at this place. Look at the paper.");
        }
    }
}
