using System.CommandLine;
using Holdfast.Tool.Pages;

namespace Holdfast.Tool.Commands;

/// <summary>`holdfast completions bash|fish`: the shell's completions for this program, on standard output.</summary>
internal static class CompletionsCommand
{
    public static Command Create()
    {
        Argument<string> shell = new("SHELL") { Description = "bash (also for zsh) or fish." };
        shell.AcceptOnlyFromAmong("bash", "fish");
        Command command = new("completions", "Print the completions of this program for a shell.") { shell };
        command.SetAction(parsed =>
        {
            RootCommand root = CommandList.Create();
            Console.Out.Write(parsed.GetValue(shell) == "fish" ? Completions.Fish(root) : Completions.Bash(root));
            return 0;
        });
        return command;
    }
}
