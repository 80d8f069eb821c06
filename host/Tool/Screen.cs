using Spectre.Console;

namespace Holdfast.Tool;

/// <summary>Standard output for people: colours and the terminal's width on a terminal, plain text and wide lines in a pipe or a file.</summary>
internal static class Screen
{
    private const int PipeColumns = 160;

    public static IAnsiConsole Create()
    {
        bool isPipe = Console.IsOutputRedirected;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isPipe ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = isPipe ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = isPipe ? InteractionSupport.No : InteractionSupport.Detect,
            Out = new AnsiConsoleOutput(Console.Out),
        });
        if (isPipe)
        {
            console.Profile.Width = PipeColumns;
        }

        return console;
    }
}
