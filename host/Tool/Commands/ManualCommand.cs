using System.CommandLine;
using Holdfast.Tool.Pages;

namespace Holdfast.Tool.Commands;

/// <summary>`holdfast manual FOLDER`: writes the manual pages of this program and of each of its commands; the release has them already.</summary>
internal static class ManualCommand
{
    public static Command Create()
    {
        Argument<DirectoryInfo> folder = new("FOLDER") { Description = "Where the pages go. It is created if it does not exist." };
        Command command = new("manual", "Write the manual pages of this program.") { folder };
        command.SetAction(parsed =>
        {
            Write(parsed.GetRequiredValue(folder).FullName);
            return 0;
        });
        return command;
    }

    private static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        RootCommand root = CommandList.Create();
        string version = typeof(ManualCommand).Assembly.GetName().Version!.ToString(3);
        File.WriteAllText(Path.Combine(folder, "holdfast.1"), ManualPage.OfProgram(root, version));
        foreach (Command command in root.Subcommands.Where(command => !command.Hidden))
        {
            File.WriteAllText(Path.Combine(folder, $"holdfast-{command.Name}.1"), ManualPage.OfCommand(command, version));
        }
    }
}
