using System.CommandLine;
using System.CommandLine.Completions;

namespace Holdfast.Tool.Pages;

/// <summary>The commands as manual pages and completions describe them: read from the commands themselves, so that they cannot disagree with them.</summary>
internal static class CommandTree
{
    /// <summary>A command and those below it, each with its names behind the program's: "journal show".</summary>
    public static IEnumerable<(string Names, Command Command)> Of(Command command, string names = "")
    {
        yield return (names, command);
        foreach (Command below in command.Subcommands.Where(below => !below.Hidden))
        {
            foreach ((string, Command) deeper in Of(below, (names + " " + below.Name).Trim()))
            {
                yield return deeper;
            }
        }
    }

    public static IEnumerable<Option> Options(Command command) => command.Options.Where(option => !option.Hidden);

    /// <summary>The words that an option accepts, if it accepts only some; empty for all others.</summary>
    public static IReadOnlyList<string> Words(Option option) => [.. IsFlag(option) ? [] : option.GetCompletions(CompletionContext.Empty).Select(item => item.Label)];

    public static bool IsFlag(Option option) => option.ValueType == typeof(bool) || option.ValueType == typeof(void);

    /// <summary>What stands for the value of an option in a line of help; nothing for a flag.</summary>
    public static string ValueName(Option option) => IsFlag(option) ? "" : option.HelpName ?? option.Name.TrimStart('-').ToUpperInvariant();
}
