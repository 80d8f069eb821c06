using System.CommandLine;
using System.Text;

namespace Holdfast.Tool.Pages;

/// <summary>
/// A manual page in roff: one for the program, and one for each of its commands with everything below it. No date, so that the same sources give the same page.
/// </summary>
internal static class ManualPage
{
    private const string ExitCodes =
        "0 if what was asked for held, 1 if it did not and the output says what, 2 if the command line or the input is wrong, 3 if the program has a defect, "
        + "130 if it was interrupted.";

    /// <summary>The page of the program itself.</summary>
    public static string OfProgram(RootCommand root, string version)
    {
        StringBuilder page = Begin("holdfast", version, root.Description!);
        page.Append(".SH SYNOPSIS\n.B holdfast\n.I COMMAND\n[options]\n.SH COMMANDS\n");
        foreach (Command command in root.Subcommands.Where(command => !command.Hidden))
        {
            page.Append(".TP\n.BR holdfast\\-").Append(Text(command.Name)).Append(" (1)\n").Append(Text(command.Description!)).Append('\n');
        }

        page.Append(".SH ENVIRONMENT\n");
        Variable(page, "HOLDFAST_SIGNER", "The line to the signer, for commands without --signer.");
        Variable(page, "HOLDFAST_SECOND_OPINION", "Another library that judges each transaction for sign-psbt and replay: nbitcoin, or the path of a program.");
        Variable(page, "HOLDFAST_HOST_HALF", "The file with the host's half of the key, for commands without --host-half.");
        Variable(page, "HOLDFAST_HOST_HALF_PASSPHRASE_FILE", "A file, readable for its owner only, with the passphrase of a sealed half. Without it, a terminal is asked.");
        return End(page);
    }

    /// <summary>The page of one command.</summary>
    public static string OfCommand(Command command, string version)
    {
        StringBuilder page = Begin("holdfast-" + command.Name, version, command.Description!);
        List<(string Names, Command Command)> all = [.. CommandTree.Of(command, command.Name)];
        page.Append(".SH SYNOPSIS\n");
        foreach ((string names, Command one) in all.Where(one => one.Command.Action != null || one.Command.Subcommands.Count == 0))
        {
            page.Append(".B holdfast ").Append(Text(names)).Append('\n');
            foreach (Argument argument in one.Arguments.Where(argument => !argument.Hidden))
            {
                page.Append(".I ").Append(Text((argument.HelpName ?? argument.Name).ToUpperInvariant())).Append('\n');
            }

            page.Append("[options]\n.br\n");
        }

        foreach ((string names, Command one) in all)
        {
            if (one != command)
            {
                page.Append(".SH ").Append(Text(names.ToUpperInvariant())).Append('\n').Append(Text(one.Description!)).Append('\n');
            }
            else if (one.Arguments.Count + one.Options.Count > 0)
            {
                page.Append(".SH OPTIONS\n");
            }

            foreach (Argument argument in one.Arguments.Where(argument => !argument.Hidden))
            {
                page.Append(".TP\n.I ").Append(Text((argument.HelpName ?? argument.Name).ToUpperInvariant())).Append('\n')
                    .Append(Text(argument.Description ?? "")).Append('\n');
            }

            foreach (Option option in CommandTree.Options(one))
            {
                page.Append(".TP\n.B ").Append(Text(string.Join(", ", option.Aliases.Prepend(option.Name)))).Append(' ')
                    .Append(Text(CommandTree.ValueName(option))).Append('\n').Append(Text(Sentence(option))).Append('\n');
            }
        }

        return End(page);
    }

    private static string Sentence(Option option)
    {
        IReadOnlyList<string> words = CommandTree.Words(option);
        return option.Description + (words.Count == 0 ? "" : " One of: " + string.Join(", ", words) + ".") + (option.Required ? " Required." : "");
    }

    private static StringBuilder Begin(string name, string version, string sentence) => new StringBuilder(".TH ").Append(Text(name.ToUpperInvariant()))
        .Append(" 1 \"\" \"Holdfast ").Append(version).Append("\" \"Holdfast\"\n.SH NAME\n").Append(Text(name)).Append(" \\- ").Append(Text(sentence)).Append('\n');

    private static string End(StringBuilder page) => page.Append(".SH EXIT STATUS\n").Append(Text(ExitCodes)).Append('\n').ToString();

    private static void Variable(StringBuilder page, string name, string sentence) =>
        page.Append(".TP\n.B ").Append(name).Append('\n').Append(Text(sentence)).Append('\n');

    /// <summary>Text that roff prints as it is: a backslash, a hyphen that is typed, and a line that begins like a request.</summary>
    private static string Text(string text)
    {
        string escaped = text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal).Replace('\n', ' ');
        return escaped.StartsWith('.') || escaped.StartsWith('\'') ? "\\&" + escaped : escaped;
    }
}
