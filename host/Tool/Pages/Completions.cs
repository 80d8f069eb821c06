using System.CommandLine;
using System.Text;

namespace Holdfast.Tool.Pages;

/// <summary>What a shell offers after the tabulator key: commands, options, and the words of options that accept only some; file names otherwise.</summary>
internal static class Completions
{
    public static string Bash(RootCommand root)
    {
        List<(string Names, Command Command)> all = [.. CommandTree.Of(root)];
        StringBuilder script = new();
        script.Append("""
            # Completion for bash, written by `holdfast completions bash`. For zsh, run `autoload -U bashcompinit && bashcompinit` before this file is sourced.
            _holdfast() {
                local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= word words
                for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
                    case "$command $word" in

            """);
        foreach ((string names, _) in all.Where(one => one.Names.Length > 0))
        {
            script.Append("            \" ").Append(names).Append("\") command=\" ").Append(names).Append("\" ;;\n");
        }

        script.Append("""
                    esac
                done
                case "$command $before" in

            """);
        foreach ((string names, Command command) in all)
        {
            foreach (Option option in CommandTree.Options(command).Where(option => !CommandTree.IsFlag(option)))
            {
                string at = names.Length == 0 ? "" : " " + names;
                script.Append("        \"").Append(at).Append(' ').Append(option.Name).Append("\") COMPREPLY=($(compgen ");
                script.Append(CommandTree.Words(option) is { Count: > 0 } words ? $"-W \"{string.Join(' ', words)}\"" : "-f").Append(" -- \"$current\")); return ;;\n");
            }
        }

        script.Append("""
                esac
                case "$command" in

            """);
        foreach ((string names, Command command) in all)
        {
            script.Append("        \"").Append(names.Length == 0 ? "" : " " + names).Append("\") words=\"").Append(Offered(command)).Append("\" ;;\n");
        }

        script.Append("""
                esac
                COMPREPLY=($(compgen -W "$words" -- "$current"))
            }
            complete -o default -F _holdfast holdfast

            """);
        return script.ToString();
    }

    public static string Fish(RootCommand root)
    {
        StringBuilder script = new("# Completion for fish, written by `holdfast completions fish`.\n");
        foreach ((string names, Command command) in CommandTree.Of(root))
        {
            string[] path = names.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string below = string.Join(' ', command.Subcommands.Where(one => !one.Hidden).Select(one => one.Name));
            string isHere = path.Length == 0 ? "__fish_use_subcommand" : string.Join("; and ", path.Select(name => "__fish_seen_subcommand_from " + name));
            string isNotBelow = path.Length == 0 || below.Length == 0 ? "" : "; and not __fish_seen_subcommand_from " + below;
            foreach (Command one in command.Subcommands.Where(one => !one.Hidden))
            {
                script.Append($"complete -c holdfast -f -n '{isHere}{isNotBelow}' -a {one.Name} -d '{Quoted(one.Description!)}'\n");
            }

            foreach (Option option in CommandTree.Options(command))
            {
                string value = CommandTree.IsFlag(option) ? "" : CommandTree.Words(option) is { Count: > 0 } words ? $" -x -a '{string.Join(' ', words)}'" : " -r";
                script.Append($"complete -c holdfast -n '{isHere}' -l {option.Name.TrimStart('-')}{value} -d '{Quoted(option.Description ?? "")}'\n");
            }
        }

        return script.ToString();
    }

    private static string Offered(Command command) =>
        string.Join(' ', command.Subcommands.Where(one => !one.Hidden).Select(one => one.Name).Concat(CommandTree.Options(command).Select(option => option.Name)));

    private static string Quoted(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);
}
