using System.CommandLine;
using System.Text.Json.Nodes;
using Holdfast.Doctor.Installation;
using Spectre.Console;

namespace Holdfast.Tool.Commands;

/// <summary>`holdfast doctor install`: everything that keeps a correct program from running as a service. Changes nothing. Exit code 1 when something is wrong.</summary>
internal static class InstallCommand
{
    public static Command Create()
    {
        Option<DirectoryInfo?> node = new("--node") { Description = "The node's folder, for example ~/.lightning/bitcoin." };
        Option<string> unit = new("--unit") { Description = "lightningd's unit of systemd.", DefaultValueFactory = _ => "lightningd" };
        Option<string?> user = new("--user") { Description = "Who runs lightningd. The default is the user of the unit." };
        Option<DirectoryInfo?> programs = new("--programs") { Description = "Folder of the programs. The default is the folder of this one." };
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Command command = new("install", "Say whether programs, lightningd's unit, ports and permissions fit together, and what to change.")
        {
            node, unit, user, programs, json,
        };
        command.SetAction(parsed =>
        {
            string folder = parsed.GetValue(programs)?.FullName ?? OwnFolder();
            string version = typeof(InstallCommand).Assembly.GetName().Version!.ToString(3);
            string name = parsed.GetValue(unit)!;
            InstallQuestion question = new(
                folder, version, parsed.GetValue(node)?.FullName, name.EndsWith(".service", StringComparison.Ordinal) ? name[..^".service".Length] : name, parsed.GetValue(user));
            IReadOnlyList<InstallFinding> found = InstallExamination.Of(new ThisComputer(), question);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(Describe(found).ToJsonString());
            }
            else
            {
                Print(found);
            }

            return found.Any(one => one.Grade == InstallGrade.Wrong) ? 1 : 0;
        });
        return command;
    }

    /// <summary>The release that needs the .NET runtime has its assemblies in a folder below that of the programs.</summary>
    private static string OwnFolder()
    {
        string folder = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        return Path.GetFileName(folder) == "dotnet" ? Path.GetDirectoryName(folder)! : folder;
    }

    private static JsonObject Describe(IReadOnlyList<InstallFinding> found) => new()
    {
        ["isGood"] = found.All(one => one.Grade != InstallGrade.Wrong),
        ["findings"] = new JsonArray([.. found.Select(one => (JsonNode)new JsonObject
        {
            ["subject"] = one.Subject,
            ["grade"] = one.Grade.ToString(),
            ["sentence"] = one.Sentence,
            ["change"] = one.Change,
        })]),
    };

    private static void Print(IReadOnlyList<InstallFinding> found)
    {
        Table table = new Table().RoundedBorder().AddColumns("", "subject", "found", "what to change");
        foreach (InstallFinding one in found)
        {
            string grade = one.Grade switch { InstallGrade.Good => "[green]good[/]", InstallGrade.Advice => "[yellow]advice[/]", _ => "[red]WRONG[/]" };
            table.AddRow(grade, Markup.Escape(one.Subject), Markup.Escape(one.Sentence), Markup.Escape(one.Change));
        }

        Screen.Create().Write(table);
    }
}
