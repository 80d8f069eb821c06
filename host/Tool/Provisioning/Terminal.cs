using Spectre.Console;

namespace Holdfast.Tool.Provisioning;

/// <summary>This program's terminal.</summary>
internal sealed class Terminal : IConversation
{
    private readonly IAnsiConsole _screen = Screen.Create();

    public bool IsTerminal => !Console.IsInputRedirected && !Console.IsOutputRedirected;

    public void Show(string line) => Console.Out.WriteLine(line);

    public string Ask(string question) => _screen.Prompt(new TextPrompt<string>(Markup.Escape(question)).AllowEmpty());

    /// <summary>Not even stars: their number says how long a passphrase is.</summary>
    public string AskSecret(string question) => _screen.Prompt(new TextPrompt<string>(Markup.Escape(question)).Secret(null).AllowEmpty());

    public string ReadToEnd() => Console.In.ReadToEnd();

    public void Clear()
    {
        // Home, the screen, and the lines above it. The last is not known to every terminal, and one that does not know it ignores it.
        Console.Out.Write("\e[H\e[2J\e[3J");
        Console.Out.Flush();
    }
}
