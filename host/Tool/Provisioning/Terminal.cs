using System.Text;

namespace Holdfast.Tool.Provisioning;

/// <summary>This program's terminal.</summary>
internal sealed class Terminal : IConversation
{
    public bool IsTerminal => !Console.IsInputRedirected && !Console.IsOutputRedirected;

    public void Show(string line) => Console.Out.WriteLine(line);

    public string Ask(string question)
    {
        Console.Out.Write(question + " ");
        return Console.In.ReadLine() ?? string.Empty;
    }

    /// <summary>Not even stars: their number says how long a passphrase is.</summary>
    public string AskSecret(string question)
    {
        // The first question about the keys switches the terminal's own echo off. Asked after the prompt, it would leave a moment in which pasted words appear.
        _ = Console.KeyAvailable;
        Console.Out.Write(question + " ");
        StringBuilder answer = new();
        for (ConsoleKeyInfo key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                answer.Length = Math.Max(0, answer.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                answer.Append(key.KeyChar);
            }
        }

        Console.Out.WriteLine();
        return answer.ToString();
    }

    public string ReadToEnd() => Console.In.ReadToEnd();

    public void Clear()
    {
        Console.Out.Write(Interruption.EmptyScreen);
        Console.Out.Flush();
    }
}
