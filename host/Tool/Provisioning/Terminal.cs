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
        Console.Out.Write(Interruption.EmptyScreen);
        Console.Out.Flush();
    }
}
